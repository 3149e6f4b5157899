import type { ChangeOsRequest } from '../api/devServers'
import { diagnose } from '../api/diagnosis'
import { requestIdOf, UnsentError } from '../api/errors'
import type { Clock } from '../base/clock'
import type { Connection } from './connection'
import type { DevServers } from './devServers'
import { isStopping, type OsChange, sentAt } from './osChange'
import type { Begun, Deliver } from './osChangeEnds'
import type { OsChangeJournal } from './osChangeJournal'
import { endOf, sendChange } from './sendChange'

/** A request that has not left by then never does: others soon take it for one that never began. In milliseconds. */
export const SEND_MS = 30_000

/** What an answer that says nothing certain is remembered by. */
const failureOf = (error: unknown) => ({
  requestId: requestIdOf(error),
  answer: { diagnosis: diagnose(error), said: (error instanceof Error ? error.message : String(error)).slice(0, 300) },
})

/** A request of a change that is about to be sent. */
export interface Sending {
  readonly connection: Connection
  readonly servers: DevServers
  readonly change: OsChange
  readonly request: ChangeOsRequest
  /** Deals with a refusal, before it is thrown. */
  readonly onRefused: (error: unknown) => Promise<void>
  readonly deliver?: Deliver | undefined
}

/** The requests of this window's changes; none is ever sent a second time. */
export class OsChangeRequests {
  readonly #journal: OsChangeJournal
  readonly #clock: Clock
  readonly #learn: (change: OsChange) => Promise<OsChange>
  readonly #underWay = new Set<string>()

  /** `learn` keeps what becomes known of a change. */
  constructor(journal: OsChangeJournal, clock: Clock, learn: (change: OsChange) => Promise<OsChange>) {
    this.#journal = journal
    this.#clock = clock
    this.#learn = learn
  }

  /** A request of the change has no answer yet. */
  isUnderWay(id: string): boolean {
    return this.#underWay.has(id)
  }

  /** Does what belongs to a request, which is under way for so long. */
  async during<T>({ id }: OsChange, work: () => Promise<T>): Promise<T> {
    this.#underWay.add(id)
    try {
      return await work()
    } finally {
      this.#underWay.delete(id)
    }
  }

  /** Sends the request of the change's stage; where it was refused, lets that be dealt with, and throws. */
  async send({ connection, servers, change, request, onRefused, deliver }: Sending): Promise<Begun> {
    const requestIds: string[] = []
    const onRequestId = (id: string): void => void requestIds.push(id)
    const hooks = { onRequestId, beforeSend: () => this.#assertInTime(change) }
    const ended = await endOf(deliver?.(hooks) ?? sendChange(connection, change, request, hooks), onRefused)
    const failed = ended.kind === 'unknown' ? failureOf(ended.error) : undefined
    if (failed?.requestId) onRequestId(failed.requestId)
    const answered = { answeredAt: this.#clock.now(), isAccepted: ended.kind === 'accepted' }
    const stage = isStopping(change) ? { stop: { ...change.stop, ...answered } } : answered
    const next = await this.#learn({ ...change, ...stage, ...(failed && { answer: failed.answer }), requestIds })
    if (ended.kind === 'unknown') return { kind: 'unknown', change: next, error: ended.error }
    if (ended.answer) servers.put(ended.answer)
    return { kind: 'accepted', change: next }
  }

  /** Signing in may have taken long, and the computer may have slept: another window may have told that it never began. */
  async #assertInTime(change: OsChange): Promise<void> {
    const isInTime = Math.abs(this.#clock.now() - sentAt(change)) <= SEND_MS
    if (!isInTime || !(await this.#journal.has(change))) throw new UnsentError('late', change.serverName)
  }
}
