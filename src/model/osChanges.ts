import type { ChangeOsRequest } from '../api/devServers'
import type { DevServer, Image } from '../api/schemas'
import type { Clock } from '../base/clock'
import { type Disposable, Emitter } from '../base/emitter'
import type { Connection } from './connection'
import type { DevServers } from './devServers'
import { InFlight } from './inFlight'
import { beforeOf, intentOf, requestOf, type Way } from './intent'
import { isStopping, LIMIT_MS, mergedWith, type OsChange, outcomeOf, withReading } from './osChange'
import type { Begun, Deliver, Settlement, Surroundings } from './osChangeEnds'
import type { OsChangeJournal } from './osChangeJournal'
import type { Project } from './project'
import { ReadingTime } from './readingTime'
import { endOf, refusedOf, sendChange } from './sendChange'
import type { Settled } from './settled'
import { isTooLate, isUntouched, stopOutcomeOf } from './stopStage'

export type { Begun, Settlement, Surroundings }

/** How often it is written down that a change is seen under way, in milliseconds. */
const NOTE_MS = 60_000

/** Starts changes of OS, each request sent once, and settles them from readings. */
export class OsChanges {
  readonly #journal: OsChangeJournal
  readonly #clock: Clock
  readonly #surroundings: Surroundings
  readonly #inFlight = new InFlight()
  readonly #settled = new Emitter<Settlement>()
  readonly #late = new Emitter<OsChange>()
  readonly #time = new ReadingTime()
  /** Requests of this window that have no answer yet. */
  readonly #sending = new Set<string>()
  /** What this window has told; a disk that fails must not make it tell again. */
  readonly #told = new Set<string>()
  /** Second stages with their secrets, which are kept nowhere else. */
  readonly #requests = new Map<string, ChangeOsRequest>()
  #settling: Promise<void> = Promise.resolve()

  /** A change began, was seen under way, or left. */
  readonly onDidChange = this.#inFlight.onDidChange
  readonly onDidSettle = this.#settled.event
  /** A change takes longer than the limit; told once over all windows. */
  readonly onDidExceedLimit = this.#late.event

  constructor(journal: OsChangeJournal, clock: Clock, surroundings: Surroundings = {}) {
    this.#journal = journal
    this.#clock = clock
    this.#surroundings = surroundings
  }

  get inFlight(): readonly OsChange[] {
    return this.#inFlight.all
  }

  /** The change of this server that is in flight, if any. */
  find(project: Project, serverId: string): OsChange | undefined {
    return this.#inFlight.of(project, serverId)[0]
  }

  isAwaited(project: Project): boolean {
    return this.#inFlight.of(project).length > 0
  }

  /** True where all changes of a project, or of one of its servers, have passed the limit: looking now and then is enough. */
  isOverdue(project: Project, serverId?: string): boolean {
    const those = this.#inFlight.of(project, serverId)
    return those.length > 0 && those.every((change) => this.#isLate(change))
  }

  /** Follows what other windows write, until disposed. */
  async follow(): Promise<Disposable> {
    await this.#journal.open()
    return this.#journal.watch(() => void this.reload().catch(() => undefined))
  }

  /** Learns what other windows, or this one before it was reloaded, have begun or settled. */
  async reload(): Promise<void> {
    const stored = (await this.#journal.all()).filter(({ id }) => !this.#told.has(id))
    this.#inFlight.take(stored, (id) => this.#sending.has(id))
  }

  /**
   * Writes the intent down, then sends the request, once. Throws what the client throws where the service refused or
   * was never reached; then nothing is in flight. With `stopFirst` the request is the one that stops the server; the
   * other follows when a reading shows it stopped.
   */
  async start(
    servers: DevServers,
    server: DevServer,
    image: Pick<Image, 'id' | 'name'>,
    request: ChangeOsRequest,
    way: Way = {},
    deliver?: Deliver,
  ): Promise<Begun> {
    const connection = await servers.connection()
    if (!connection) throw new Error(`not signed in to ${servers.project.account}`)
    const usualMs = await this.#surroundings.history?.usualMs(server.flavor).catch(() => undefined)
    const intent = intentOf(servers.project, server, { image, request, way }, this.#clock.now())
    const change = usualMs === undefined ? intent : { ...intent, usualMs }
    this.#sending.add(change.id)
    try {
      if (!(await this.#journal.add(change))) return { kind: 'alreadyInFlight' }
      this.#inFlight.set(change)
      if (way.stopFirst) this.#requests.set(change.id, request)
      return await this.#send(connection, servers, change, request, () => this.#forget(change), deliver)
    } finally {
      this.#sending.delete(change.id)
    }
  }

  /** Sends the request of the change's stage; where it was refused, lets that be dealt with, and throws. */
  async #send(
    connection: Connection,
    servers: DevServers,
    change: OsChange,
    request: ChangeOsRequest,
    onRefused: (error: unknown) => Promise<void>,
    deliver: Deliver = (onRequestId) => sendChange(connection, change, request, onRequestId),
  ): Promise<Begun> {
    const requestIds: string[] = []
    const sending = deliver((id) => requestIds.push(id))
    const ended = await endOf(sending, onRefused)
    const answered = { answeredAt: this.#clock.now(), isAccepted: ended.kind === 'accepted' }
    const next = await this.#learn(change, { ...(isStopping(change) ? { stop: answered } : answered), requestIds })
    if (ended.kind === 'unknown') return { kind: 'unknown', change: next, error: ended.error }
    if (ended.answer) servers.put(ended.answer)
    return { kind: 'accepted', change: next }
  }

  /** Nothing was begun. */
  async #forget(change: OsChange): Promise<void> {
    this.#told.add(change.id)
    this.#drop(change)
    await this.#journal.remove(change).catch(() => undefined)
  }

  /** Adds how a request ended to what was seen while it was under way. */
  async #learn(change: OsChange, more: Partial<OsChange>): Promise<OsChange> {
    const known = this.#inFlight.byId(change.id) ?? change
    const next = mergedWith({ ...change, ...more }, known)
    await this.#put(next)
    return next
  }

  /** Lets each change of a project pass through a list that was just read; one list after the other. */
  settle(servers: DevServers): Promise<void> {
    this.#settling = this.#settling.then(() => this.#settle(servers)).catch(() => undefined)
    return this.#settling
  }

  async #settle(servers: DevServers): Promise<void> {
    await this.reload()
    for (const change of this.#inFlight.of(servers.project)) {
      const server = servers.get(change.serverId) ?? (await servers.look(change.serverId).catch(() => undefined))
      // What fails here, the next reading tries again.
      if (server) await this.#settleOne(servers, change, server).catch(() => undefined)
    }
  }

  async #settleOne(servers: DevServers, change: OsChange, server: DevServer | 'gone'): Promise<void> {
    const now = this.#time.of(change, this.#clock.now())
    const outcome = isStopping(change)
      ? stopOutcomeOf(change, server, now)
      : outcomeOf(change, server, now, this.#limitMs())
    const isFirstMiss = this.#time.isFirstMiss(change.id, server === 'gone')
    if (outcome.kind === 'pending' || this.#sending.has(change.id) || isFirstMiss) {
      if (server === 'gone') return
      await this.#note(change.id, server, now)
      if (this.#isLate(change) && (await this.#journal.once(change, 'late'))) this.#late.fire(change)
    } else if (outcome.kind === 'stopped') await this.#continue(servers, change)
    else await this.#end(change, outcome, server === 'gone' ? undefined : server)
  }

  /** The second stage: sent by one window, once, and only if nothing but the power has changed. */
  async #continue(servers: DevServers, change: OsChange): Promise<void> {
    const request = this.#requests.get(change.id) ?? requestOf(change)
    if (isTooLate(change, this.#clock.now())) {
      return this.#end(change, { kind: 'notContinued', reason: request ? 'tooLate' : 'secrets' }, undefined)
    }
    const connection = await servers.connection()
    if (!request || !connection || servers.project.account !== change.project.account) return
    const server = await servers.reread(change.serverId)
    if (server?.status !== 'STOPPED') return
    if (!isUntouched(change, server)) {
      return this.#end(change, { kind: 'notContinued', reason: 'changed' }, server)
    }
    const posted = { ...change, postedAt: this.#clock.now(), before: beforeOf(server) }
    this.#sending.add(change.id)
    try {
      if (!(await this.#journal.once(posted, 'post'))) return
      this.#inFlight.set(posted)
      await this.#send(connection, servers, posted, request, (error) => this.#end(posted, refusedOf(error), server))
    } finally {
      this.#sending.delete(change.id)
    }
  }

  /** Claims the end, keeps it, tells it, and only then forgets it: a window that dies on the way leaves that to another. */
  async #end(change: OsChange, found: Settled, server: DevServer | undefined): Promise<void> {
    const now = this.#clock.now()
    const outcome = await this.#journal.claim(change, found, now).catch(() => found)
    if (!outcome) return
    const isWatched = this.#time.isWatched(change.id)
    await this.#surroundings.history?.add({ change, outcome, endedAt: now, isWatched }).catch(() => undefined)
    this.#told.add(change.id)
    this.#settled.fire({ change, outcome, server })
    this.#drop(change)
    await this.#journal.remove(change).catch(() => undefined)
  }

  async #note(id: string, server: DevServer, now: number): Promise<void> {
    const known = this.#inFlight.byId(id)
    if (!known) return
    const next = withReading(known, server, now)
    if (next === known) return
    const wasSeen = isStopping(known) ? known.stop?.seenAt : known.seenAt
    // Now and then onto the disk too: after a reload the time goes on from there.
    if (wasSeen === undefined || Math.floor(now / NOTE_MS) > Math.floor(wasSeen / NOTE_MS)) await this.#put(next)
    else this.#inFlight.set(next)
  }

  /** The intent is on the disk already: where this cannot follow it there, this window still knows. */
  async #put(change: OsChange): Promise<void> {
    this.#inFlight.set(change)
    await this.#journal.put(change).catch(() => undefined)
  }

  /** By readings and not by the clock on the wall, which a sleep or a hand moves on. */
  #isLate(change: OsChange): boolean {
    return this.#time.last(change) - change.intendedAt >= this.#limitMs()
  }

  #limitMs(): number {
    return this.#surroundings.limitMs?.() ?? LIMIT_MS
  }

  #drop(change: OsChange): void {
    this.#inFlight.drop(change)
    this.#requests.delete(change.id)
    this.#time.forget(change.id)
  }
}
