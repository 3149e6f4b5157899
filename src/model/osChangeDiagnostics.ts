import type { PastChange } from './osHistory'

/** Of what made a change: the extension, the editor, the system. */
export type Versions = Readonly<Record<string, string>>

/**
 * A change as the vendor's support, or ours, is told of it: its record, which holds no secret, without the name of this
 * computer; the statuses that were seen; the ids of its requests.
 */
export function diagnosticsOf({ change, outcome, endedAt }: PastChange, versions: Versions): string {
  const { stop, ...rest } = change
  const { holder: _holder, ...stopped } = stop ?? {}
  const times = { intendedAt: isoOf(change.intendedAt), endedAt: isoOf(endedAt) }
  const seen = change.seen?.map((one) => ({ ...one, at: isoOf(one.at) }))
  const record = { ...rest, ...(stop && { stop: stopped }), ...(seen && { seen }) }
  return `${JSON.stringify({ versions, outcome, times, change: record }, undefined, 2)}\n`
}

/** A clock may have been anywhere. */
const isoOf = (ms: number): string => (Math.abs(ms) <= 8.64e15 ? new Date(ms).toISOString() : String(ms))
