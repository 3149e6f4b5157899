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

interface Refusal {
  readonly error: ApiError
  readonly until: number
}

/**
 * Stands before all requests with one set of credentials, so that wrong ones are not hammered until they are locked.
 * What one place refuses after another took it is that place's own matter, unless refusals go on.
 */
export class Guard {
  readonly #clock: Clock
  readonly #waiting: (() => void)[] = []
  #isProven = false
  #refusal: Refusal | undefined
  readonly #refusals = new Map<string, Refusal>()
  /** Refusals since the last answer that took the credentials. */
  #inARow = 0
  #running = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Until when the service has locked the key, in milliseconds since the epoch; undefined while it has not. */
  get lockedUntil(): number | undefined {
    return this.#refusal && diagnose(this.#refusal.error) === 'lockedOut' ? this.#refusal.until : undefined
  }

  /** Lets a request to this place through, or throws the refusal that stands for it. */
  async run<T>(place: string, work: () => Promise<T>): Promise<T> {
    const leave = this.#isProven ? undefined : await this.#enter()
    try {
      for (const refusal of [this.#refusal, this.#refusals.get(place)])
        if (refusal && this.#clock.now() < refusal.until) throw refusal.error
      const result = await work()
      this.#prove(place)
      return result
    } catch (error) {
      this.learn(error, place)
      throw error
    } finally {
      leave?.()
    }
  }

  /** Takes notice of how a request ended; without a place, of one that speaks for all of them. */
  learn(error: unknown, place?: string): void {
    if (!(error instanceof ApiError) || this.#isKnown(error)) return
    const diagnosis = diagnose(error)
    // A token that has ended locks nothing, and another may be had at once.
    if (diagnosis === 'tokenExpired') return
    const isRefusal = isCredentialProblem(diagnosis)
    if (!isRefusal && diagnosis !== 'clock') {
      if (error.status < 500 && error.status !== 401) this.#prove(place)
      return
    }
    this.#inARow++
    // A first signature of the wrong time has told the right one.
    if (!isRefusal && this.#inARow === 1) return
    const refusal = { error, until: this.#clock.now() + (diagnosis === 'lockedOut' ? LOCK_MS : REFUSED_MS) }
    const isForAll = !this.#isProven || diagnosis === 'lockedOut' || this.#inARow >= UNPROVEN_AT_ONCE
    if (place === undefined || isForAll) {
      this.#isProven = false
      this.#refusal = refusal
    } else this.#refusals.set(place, refusal)
  }

  #isKnown(error: ApiError): boolean {
    return [this.#refusal, ...this.#refusals.values()].some((refusal) => refusal?.error === error)
  }

  #prove(place?: string): void {
    this.#isProven = true
    this.#refusal = undefined
    this.#inARow = 0
    if (place !== undefined) this.#refusals.delete(place)
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
