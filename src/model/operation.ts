import type { Operation } from '../api/volumes'
import type { Clock } from '../base/clock'

const PAUSES_MS = [2_000, 3_000, 5_000] as const
const PAUSE_MS = 10_000
const LIMIT_MS = 20 * 60_000

/** How an operation ended; `unknown` where it had not within 20 minutes. */
export type Ended =
  | { readonly kind: 'success' }
  | { readonly kind: 'failed'; readonly code: string | undefined; readonly message: string | undefined }
  | { readonly kind: 'unknown' }

/** Asks for an operation's status until it has ended. Throws what `show` throws. */
export async function operationEnd(
  clock: Clock,
  begun: Operation,
  show: (id: string) => Promise<Operation>,
  signal?: AbortSignal,
): Promise<Ended> {
  const limit = clock.now() + LIMIT_MS
  let operation = begun
  for (let asked = 0; ; asked++) {
    if (operation.status === 'success') return { kind: 'success' }
    if (operation.status === 'failed')
      return { kind: 'failed', code: operation.error?.code, message: operation.error?.message }
    if (clock.now() >= limit) return { kind: 'unknown' }
    await clock.delay(PAUSES_MS[asked] ?? PAUSE_MS, signal)
    operation = await show(begun.id)
  }
}
