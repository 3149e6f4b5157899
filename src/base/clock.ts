/** Time as a dependency, so that tests own it. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when aborted first. */
  readonly delay: (ms: number, signal?: AbortSignal) => Promise<void>
}

/** Timers that are set for longer end at once. */
const LONGEST_MS = 2 ** 31 - 1

/** The machine's own clock; no delay lasts longer than 24 days. */
export const systemClock: Clock = {
  now: Date.now,
  delay: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason)
        return
      }
      const onAbort = (): void => {
        clearTimeout(timer)
        reject(signal?.reason)
      }
      const timer = setTimeout(
        () => {
          signal?.removeEventListener('abort', onAbort)
          resolve()
        },
        Math.min(ms, LONGEST_MS),
      )
      signal?.addEventListener('abort', onAbort, { once: true })
    }),
}
