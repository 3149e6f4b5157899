import type { Clock } from './clock'
import type { Disposable } from './emitter'

/** Calls a task again and again: a chain of waits, so that two never run at once. */
export class Poller implements Disposable {
  readonly #clock: Clock
  readonly #task: (signal: AbortSignal) => Promise<void>
  readonly #pauseMs: () => number | undefined
  #wait: AbortController | undefined
  #running: Promise<void> | undefined
  #run = new AbortController()
  #isOver = false

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
    this.#running ??= this.#start()
    return this.#running
  }

  /** Runs the task from the start, at once: a run that is under way is told to end, and its end is not waited for. */
  afresh(): Promise<void> {
    this.#run.abort()
    this.#running = undefined
    return this.now()
  }

  /** Asks `pauseMs` again: the reason to run, or the pace, may have changed. */
  wake(): void {
    if (this.#running || this.#isOver) return
    this.#wait?.abort()
    void this.#sleep()
  }

  dispose(): void {
    this.#isOver = true
    this.#run.abort()
    this.#wait?.abort()
  }

  async #start(): Promise<void> {
    if (this.#isOver) return
    const run = new AbortController()
    this.#run = run
    try {
      await this.#task(run.signal)
    } catch {
      // The task reports its own failures; the chain goes on.
    }
    // Whoever waited for a run that was given up waits for the one in its place.
    if (this.#run !== run) return this.#running
    this.#running = undefined
    void this.#sleep()
  }

  async #sleep(): Promise<void> {
    const ms = this.#isOver ? undefined : this.#pauseMs()
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
