import type { Clock } from '../../src/base/clock'

interface Wait {
  readonly at: number
  readonly wake: () => void
}

const FILE_WORK = /^(FSReq|CloseReq|FileHandleCloseReq)/

/** Lets everything run that does not wait for time: promises, and work on files. */
export async function settled(): Promise<void> {
  for (let quiet = 0; quiet < 8; quiet++) {
    await new Promise((resolve) => setImmediate(resolve))
    if (process.getActiveResourcesInfo().some((name) => FILE_WORK.test(name))) quiet = -1
  }
}

/** Time that only tests move. */
export class ManualClock implements Clock {
  #now: number
  readonly #waits = new Set<Wait>()

  constructor(start = Date.parse('2026-01-15T08:30:00Z')) {
    this.#now = start
  }

  readonly now = (): number => this.#now

  /** How many delays have neither passed nor been aborted. */
  get waiting(): number {
    return this.#waits.size
  }

  readonly delay = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason)
        return
      }
      const onAbort = (): void => {
        this.#waits.delete(wait)
        reject(signal?.reason)
      }
      const wait: Wait = {
        at: this.#now + ms,
        wake: () => {
          signal?.removeEventListener('abort', onAbort)
          resolve()
        },
      }
      this.#waits.add(wait)
      signal?.addEventListener('abort', onAbort, { once: true })
    })

  /** Moves time on, stopping at each delay that falls due for what it sets off. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms
    await settled()
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#waits.delete(next)
      this.#now = Math.max(this.#now, next.at)
      next.wake()
      await settled()
    }
    this.#now = end
  }

  /** Sets the wall clock, as a computer does that wakes up: what fell due meanwhile is late, and runs with the next `advance`. */
  jump(ms: number): void {
    this.#now += ms
  }

  #next(end: number): Wait | undefined {
    let next: Wait | undefined
    for (const wait of this.#waits) if (wait.at <= end && (!next || wait.at < next.at)) next = wait
    return next
  }
}
