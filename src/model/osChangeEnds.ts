import type { Hooks } from '../api/call'
import { ApiError } from '../api/errors'
import type { DevServer } from '../api/schemas'
import type { Clock } from '../base/clock'
import { Emitter } from '../base/emitter'
import type { DevServers } from './devServers'
import type { OsChange } from './osChange'
import type { OsChangeJournal } from './osChangeJournal'
import type { PastChange } from './osHistory'
import { refusedOf } from './sendChange'
import type { Settled } from './settled'

/** The end of a change, told once over all windows. */
export interface Settlement {
  readonly change: OsChange
  readonly outcome: Settled
  readonly server: DevServer | undefined
  /** It was being watched when it ended, so that the time it took is known. */
  readonly isWatched: boolean
}

/** How the request itself ended: `unknown` where it may or may not have reached the service. */
export type Begun =
  | { readonly kind: 'accepted'; readonly change: OsChange }
  | { readonly kind: 'unknown'; readonly change: OsChange; readonly error: unknown }
  | { readonly kind: 'alreadyInFlight' }

/** Carries a request that is not one of the server's own. */
export type Deliver = (hooks: Hooks) => Promise<DevServer | undefined>

/** What may be left out. */
export interface Surroundings {
  /** Keeps what has ended. */
  readonly history?: {
    readonly add: (past: PastChange) => Promise<void>
    readonly usualMs: (flavor: string | undefined) => Promise<number | undefined>
  }
  /** How long a change may take before somebody is told that it takes long, in milliseconds. */
  readonly limitMs?: () => number
  /** Awaited before an end is claimed, so that nothing is left to load for telling it; throws where it cannot be told. */
  readonly ready?: () => Promise<unknown>
  /** Tells people; resolves once they can see it. Until then the change is not forgotten on the disk. */
  readonly tell?: (settlement: Settlement) => Promise<unknown>
  /** Hears what could not be written down. */
  readonly failed?: (error: unknown) => void
  /** False where a project shows the same servers as the one that a change was begun in: with other credentials, perhaps. */
  readonly isOwn?: (change: OsChange, servers: DevServers) => boolean
  /** The process of this window. */
  readonly pid?: number
}

/** Ends of changes: kept, and told once over all windows. */
export class OsChangeEnds {
  readonly #journal: OsChangeJournal
  readonly #clock: Clock
  readonly #surroundings: Surroundings
  readonly #drop: (change: OsChange) => void
  readonly #settled = new Emitter<Settlement>()
  /** What this window has told; a disk that fails must not make it tell again. */
  readonly #told = new Set<string>()

  readonly onDidSettle = this.#settled.event

  /** `drop` forgets a change that is in flight no more. */
  constructor(journal: OsChangeJournal, clock: Clock, surroundings: Surroundings, drop: (change: OsChange) => void) {
    this.#journal = journal
    this.#clock = clock
    this.#surroundings = surroundings
    this.#drop = drop
  }

  isTold(id: string): boolean {
    return this.#told.has(id)
  }

  /** Claims the end, keeps it, tells it, and only then forgets it: a window that dies on the way leaves that to another. */
  async end(found: Settlement): Promise<void> {
    const { change } = found
    await this.#surroundings.ready?.()
    const claim = this.#journal.claim(change, found.outcome, this.#clock.now())
    const outcome = await this.lenient(claim, found.outcome)
    if (!outcome) return
    const settlement = { ...found, outcome }
    await this.#keep(settlement)
    this.#told.add(change.id)
    this.#settled.fire(settlement)
    this.#drop(change)
    const { tell } = this.#surroundings
    if (tell) await this.lenient(tell(settlement), undefined)
    await this.#forget(change)
  }

  /** Nothing was begun. What the service has refused is kept; what never left this computer is nothing to remember. */
  async refused(change: OsChange, error: unknown): Promise<void> {
    this.#told.add(change.id)
    const outcome = refusedOf(error)
    if (error instanceof ApiError) await this.#keep({ change, outcome, server: undefined, isWatched: false })
    await this.#forget(change)
  }

  /** What cannot be written down is said, and keeps nothing from going on. */
  lenient<T>(work: Promise<T>, otherwise: T): Promise<T> {
    return work.catch((error: unknown) => {
      this.#surroundings.failed?.(error)
      return otherwise
    })
  }

  async #keep({ change, outcome, isWatched }: Settlement): Promise<void> {
    const past = { change, outcome, endedAt: this.#clock.now(), isWatched }
    await this.lenient(this.#surroundings.history?.add(past) ?? Promise.resolve(), undefined)
  }

  async #forget(change: OsChange): Promise<void> {
    this.#drop(change)
    await this.lenient(this.#journal.remove(change), false)
  }
}
