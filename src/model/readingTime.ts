import type { OsChange } from './osChange'

/** The most that one reading of a server moves the time of its change on, while a grace is passing. */
export const MOST_STEP_MS = 30_000
/** No grace is longer; from then on a reading may move the time on as far as readings lie apart. */
const LONGEST_GRACE_MS = 10 * 60_000
/** Readings further apart than this leave it open when something happened. */
const MOST_GAP_MS = 2 * 60_000

/**
 * Time as the readings of a change tell it. A wall clock that is set forward, or a computer that slept, must not make a
 * reading look late that is the first after the request: a grace passes by looking again, not by the clock alone.
 */
export class ReadingTime {
  readonly #last = new Map<string, { readonly at: number; readonly wall: number; readonly isSteady: boolean }>()

  readonly #missed = new Set<string>()

  /** The time of a reading that was made now, in milliseconds since the epoch. */
  of(change: OsChange, wall: number): number {
    const known = lastKnown(change)
    const last = this.#last.get(change.id) ?? { at: known, wall: known, isSteady: true }
    const isSteady = last.isSteady && wall >= last.wall && wall - last.wall <= MOST_GAP_MS
    const mostMs = last.at - known < LONGEST_GRACE_MS ? MOST_STEP_MS : MOST_GAP_MS
    const at = Math.max(last.at + Math.min(Math.max(wall - last.wall, 0), mostMs), known)
    this.#last.set(change.id, { at, wall, isSteady })
    return at
  }

  /** The time of the last reading; where there was none, of the last that is known. */
  last(change: OsChange): number {
    return this.#last.get(change.id)?.at ?? lastKnown(change)
  }

  /** True where one reading followed the other without a gap, so that the time a change took is known. */
  isWatched(id: string): boolean {
    return this.#last.get(id)?.isSteady ?? false
  }

  /** One answer may come from keys of another tenant, or from a service that has just begun: a server is gone when missed twice. */
  isFirstMiss(id: string, isMissing: boolean): boolean {
    const isFirst = isMissing && !this.#missed.has(id)
    if (isMissing) this.#missed.add(id)
    else this.#missed.delete(id)
    return isFirst
  }

  forget(id: string): void {
    this.#missed.delete(id)
    this.#last.delete(id)
  }
}

function lastKnown({ intendedAt, postedAt, answeredAt, seenAt, stop }: OsChange): number {
  return Math.max(intendedAt, postedAt ?? 0, answeredAt ?? 0, seenAt ?? 0, stop?.answeredAt ?? 0, stop?.seenAt ?? 0)
}
