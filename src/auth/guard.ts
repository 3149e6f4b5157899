import { diagnose, isCredentialProblem } from '../api/diagnosis'
import { ApiError } from '../api/errors'
import type { Clock } from '../base/clock'

/** How long the service locks an access key after more than five wrong signatures in a row, in milliseconds. */
export const LOCK_MS = 5 * 60_000
/** How long a refusal speaks for all projects of the account, so that none of them asks again meanwhile. */
const REFUSED_MS = 60_000
/** Requests at once with credentials of which nothing is known: fewer than the refusals that lock a key. */
const UNPROVEN_AT_ONCE = 4
/** A request without an answer holds the others up no longer than this. */
const PATIENCE_MS = 5_000

/** Stands before all requests with one set of credentials, so that wrong ones are not hammered until they are locked. */
export class Guard {
  readonly #clock: Clock
  readonly #waiting: (() => void)[] = []
  #isProven = false
  #refusal: { readonly error: ApiError; readonly until: number } | undefined
  #running = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Lets the request through, or throws the refusal that stands for it. */
  async run<T>(work: () => Promise<T>): Promise<T> {
    const leave = this.#isProven ? undefined : await this.#enter()
    try {
      this.#check()
      const result = await work()
      this.#prove()
      return result
    } catch (error) {
      this.#learn(error)
      throw error
    } finally {
      leave?.()
    }
  }

  #check(): void {
    if (this.#refusal && this.#clock.now() < this.#refusal.until) throw this.#refusal.error
  }

  #learn(error: unknown): void {
    if (!(error instanceof ApiError) || error === this.#refusal?.error) return
    const diagnosis = diagnose(error)
    // A token that has ended locks nothing, and another may be had at once.
    if (diagnosis === 'tokenExpired') return
    if (!isCredentialProblem(diagnosis)) {
      if (error.status < 500 && error.status !== 401) this.#prove()
      return
    }
    this.#isProven = false
    this.#refusal = { error, until: this.#clock.now() + (diagnosis === 'lockedOut' ? LOCK_MS : REFUSED_MS) }
  }

  #prove(): void {
    this.#isProven = true
    this.#refusal = undefined
    for (const next of this.#waiting.splice(0)) next()
  }

  async #enter(): Promise<() => void> {
    const atOnce = this.#refusal ? 1 : UNPROVEN_AT_ONCE
    if (this.#running >= atOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    this.#running++
    const ended = new AbortController()
    let isIn = true
    const leave = (): void => {
      ended.abort()
      if (!isIn) return
      isIn = false
      this.#running--
      this.#waiting.shift()?.()
    }
    this.#clock.delay(PATIENCE_MS, ended.signal).then(leave, () => undefined)
    return leave
  }
}
