import type { Clock } from './clock'
import type { Disposable } from './emitter'

/** Calls a task again and again: a chain of waits, so that two never run at once. */
export class Poller implements Disposable {
  readonly #clock: Clock
  readonly #task: (signal: AbortSignal) => Promise<void>
  readonly #pauseMs: () => number | undefined
  #wait: AbortController | undefined
  #running: Promise<void> | undefined
  #again = false
  readonly #life = new AbortController()

  /** `pauseMs` is asked after each run for the wait until the next; `undefined` means: stay still until `wake`. */
  constructor(clock: Clock, task: (signal: AbortSignal) => Promise<void>, pauseMs: () => number | undefined) {
    this.#clock = clock
    // One that throws before it gives a promise must not end the chain either.
    this.#task = async (signal) => task(signal)
    this.#pauseMs = pauseMs
  }

  /** Runs the task now; while it runs already, shares that run. Resolves when the run is over; never rejects. */
  now(): Promise<void> {
    this.#wait?.abort()
    this.#running ??= this.#run()
    return this.#running
  }

  /** Runs the task once more from the start, after a run that is under way. */
  async afresh(): Promise<void> {
    if (this.#running) {
      this.#again = true
      await this.#running
    }
    await this.now()
  }

  /** Asks `pauseMs` again: the reason to run, or the pace, may have changed. */
  wake(): void {
    if (this.#running || this.#life.signal.aborted) return
    this.#wait?.abort()
    void this.#sleep()
  }

  dispose(): void {
    this.#life.abort()
    this.#wait?.abort()
  }

  async #run(): Promise<void> {
    try {
      if (!this.#life.signal.aborted) await this.#task(this.#life.signal)
    } catch {
      // The task reports its own failures; the chain goes on.
    } finally {
      this.#running = undefined
      if (!this.#again) void this.#sleep()
      this.#again = false
    }
  }

  async #sleep(): Promise<void> {
    const ms = this.#life.signal.aborted ? undefined : this.#pauseMs()
    if (ms === undefined) return
    const wait = new AbortController()
    this.#wait = wait
    try {
      await this.#clock.delay(ms, wait.signal)
    } catch {
      return
    }
    if (!wait.signal.aborted) void this.now()
  }
}
