import type { ChangeOsRequest } from '../api/devServers'
import { UnsentError } from '../api/errors'
import type { DevServer, Image } from '../api/schemas'
import type { Clock } from '../base/clock'
import { type Disposable, Emitter, type Event } from '../base/emitter'
import { oneByOne } from '../base/oneByOne'
import type { DevServers } from './devServers'
import { HeldRequests } from './heldRequests'
import { InFlight } from './inFlight'
import { beforeOf, intentOf, type Way } from './intent'
import { isStopping, LIMIT_MS, mergedWith, type OsChange, outcomeOf, withReading } from './osChange'
import { type Begun, type Deliver, OsChangeEnds, type Settlement, type Surroundings } from './osChangeEnds'
import type { OsChangeJournal } from './osChangeJournal'
import { OsChangeRequests } from './osChangeRequests'
import type { Project } from './project'
import { ReadingTime } from './readingTime'
import { refusedOf } from './sendChange'
import type { Settled } from './settled'
import { isTooLate, stopOutcomeOf, whyNotContinued } from './stopStage'

export type { Begun, Settlement, Surroundings }

/** How often it is written down that a change is seen under way, in milliseconds. */
const NOTE_MS = 60_000

/** Starts changes of OS, each request sent once, and settles them from readings. */
export class OsChanges {
  readonly #journal: OsChangeJournal
  readonly #clock: Clock
  readonly #surroundings: Surroundings
  readonly #inFlight = new InFlight()
  readonly #late = new Emitter<OsChange>()
  readonly #time = new ReadingTime()
  readonly #ends: OsChangeEnds
  readonly #requests: OsChangeRequests
  readonly #held: HeldRequests
  #settling: Promise<void> = Promise.resolve()

  /** A change began, was seen under way, or left. */
  readonly onDidChange = this.#inFlight.onDidChange
  readonly onDidSettle: Event<Settlement>
  /** A change takes longer than the limit; told once over all windows. */
  readonly onDidExceedLimit = this.#late.event

  constructor(journal: OsChangeJournal, clock: Clock, surroundings: Surroundings = {}) {
    this.#journal = journal
    this.#clock = clock
    this.#surroundings = surroundings
    this.#requests = new OsChangeRequests(journal, clock, (change) => this.#learn(change))
    this.#held = new HeldRequests(surroundings.pid)
    this.#ends = new OsChangeEnds(journal, clock, surroundings, (change) => this.#drop(change))
    this.onDidSettle = this.#ends.onDidSettle
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
  readonly reload = oneByOne(async () => {
    const before = new Set(this.#inFlight.all.map(({ id }) => id))
    const stored = (await this.#journal.all()).filter(({ id }) => !this.#ends.isTold(id))
    this.#inFlight.take(stored, (id) => this.#requests.isUnderWay(id) || !before.has(id))
    this.#held.keepOnly((id) => this.#inFlight.byId(id) !== undefined)
  })

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
    if (!connection) throw new UnsentError('notSignedIn', servers.project.account)
    const usualMs = await this.#surroundings.history?.usualMs(server.flavor).catch(() => undefined)
    const wanted = { image, request, way, usualMs, holder: this.#held.holder() }
    const change = intentOf(connection, server, wanted, this.#clock.now())
    return this.#requests.during(change, async () => {
      if (!(await this.#journal.add(change))) return { kind: 'alreadyInFlight' }
      this.#inFlight.set(change)
      this.#held.keep(change, request)
      const onRefused = (error: unknown): Promise<void> => this.#ends.refused(change, error)
      return this.#requests.send({ connection, servers, change, request, onRefused, deliver })
    })
  }

  /** Adds how a request ended to what was seen while it was under way. */
  async #learn(change: OsChange): Promise<OsChange> {
    const next = mergedWith(change, this.#inFlight.byId(change.id) ?? change)
    await this.#put(next)
    return next
  }

  /** True where waiting for a change may well be in vain. */
  isStuck(change: OsChange): boolean {
    return this.#isLate(change) || (isStopping(change) && typeof this.#held.of(change) !== 'object')
  }

  /** The user does not wait any longer; false where the request that erases may be leaving right now. */
  async giveUp(change: OsChange): Promise<boolean> {
    if (this.#requests.isUnderWay(change.id)) return false
    if (!isStopping(change)) await this.#end(change, { kind: 'undetermined' }, undefined)
    else if (await this.#journal.once(change, 'post'))
      await this.#end(change, { kind: 'notContinued', reason: 'givenUp' }, undefined)
    else return false
    return true
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
      if (server) await this.#settleOne(servers, change, asPartOf(servers, change, server)).catch(() => undefined)
    }
  }

  async #settleOne(servers: DevServers, change: OsChange, server: DevServer | 'gone'): Promise<void> {
    const now = this.#time.of(change, this.#clock.now())
    const outcome = isStopping(change)
      ? stopOutcomeOf(change, server, now)
      : outcomeOf(change, server, now, this.#limitMs())
    const isFirstMiss = this.#time.isFirstMiss(change.id, server === 'gone')
    if (outcome.kind === 'pending' || this.#requests.isUnderWay(change.id) || isFirstMiss) {
      if (server === 'gone') return
      await this.#note(change.id, server, now)
      if (this.#isLate(change) && (await this.#journal.once(change, 'late'))) this.#late.fire(change)
    } else if (outcome.kind === 'stopped') {
      if (this.#surroundings.isOwn?.(change, servers) !== false) await this.#continue(servers, change)
    } else await this.#end(change, outcome, server === 'gone' ? undefined : server)
  }

  /** The second stage: sent by one window, once, and only if nothing but the power has changed. */
  async #continue(servers: DevServers, change: OsChange): Promise<void> {
    const request = this.#held.of(change)
    if (request === 'lost' || isTooLate(change, this.#clock.now())) {
      const reason = typeof request === 'object' ? 'tooLate' : 'secrets'
      return this.#end(change, { kind: 'notContinued', reason }, undefined)
    }
    const connection = await servers.connection()
    if (request === 'elsewhere' || !connection) return
    const server = await servers.reread(change.serverId)
    if (server?.status !== 'STOPPED') return
    const reason = await whyNotContinued(change, connection, server, request)
    if (reason) return this.#end(change, { kind: 'notContinued', reason }, server)
    const seen = withReading(change, server, this.#time.last(change))
    const posted = { ...seen, postedAt: this.#clock.now(), before: beforeOf(server) }
    await this.#requests.during(change, async () => {
      const isOurs = await this.#journal.once(posted, 'post')
      this.#held.drop(change.id)
      if (!isOurs) return
      this.#inFlight.set(posted)
      const onRefused = (error: unknown): Promise<void> => this.#end(posted, refusedOf(error), server)
      await this.#requests.send({ connection, servers, change: posted, request, onRefused })
    })
  }

  #end(known: OsChange, outcome: Settled, server: DevServer | undefined): Promise<void> {
    const change = server ? withReading(known, server, this.#time.last(known)) : known
    return this.#ends.end({ change, outcome, server, isWatched: this.#time.isWatched(change.id) })
  }

  async #note(id: string, server: DevServer, now: number): Promise<void> {
    const known = this.#inFlight.byId(id)
    if (!known) return
    const next = withReading(known, server, now)
    if (next === known) return
    // Now and then onto the disk too: after a reload the time goes on from there.
    const wasSeen = (isStopping(known) ? known.stop?.seenAt : known.seenAt) ?? now
    const isDue = Math.floor(now / NOTE_MS) > Math.floor(wasSeen / NOTE_MS)
    if (next.seen !== known.seen || isDue) await this.#put(next)
    else this.#inFlight.set(next)
  }

  /** The intent is on the disk already: where this cannot follow it there, this window still knows. */
  async #put(change: OsChange): Promise<void> {
    this.#inFlight.set(change)
    await this.#ends.lenient(this.#journal.put(change), undefined)
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
    this.#held.drop(change.id)
    this.#time.forget(change.id)
  }
}

/** A supernode says of itself that it is being changed; what its servers say of themselves meanwhile is not documented. */
function asPartOf({ hyperinstances }: DevServers, { supernode }: OsChange, server: DevServer | 'gone') {
  const isReimaging = hyperinstances.some(({ id, status }) => id === supernode?.id && status === 'REIMAGING')
  const isQuiet = server !== 'gone' && server.status === 'STOPPED' && isReimaging
  return isQuiet ? { ...server, status: 'CHANGINGOS' as const } : server
}
