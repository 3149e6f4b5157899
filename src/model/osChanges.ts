import { randomUUID } from 'node:crypto'
import { type ChangeOsRequest, changeOs } from '../api/devServers'
import { isOutcomeUnknown } from '../api/errors'
import type { DevServer, Image } from '../api/schemas'
import type { Clock } from '../base/clock'
import { Emitter } from '../base/emitter'
import type { Connection } from './connection'
import type { DevServers } from './devServers'
import { type OsChange, outcomeOf, type Settled, withReading } from './osChange'
import type { OsChangeJournal } from './osChangeJournal'
import { isSamePlace, type Project } from './project'

/** The end of a change, told once over all windows. */
export interface Settlement {
  readonly change: OsChange
  readonly outcome: Settled
  readonly server: DevServer | undefined
}

/** How the request itself ended: `unknown` where it may or may not have reached the service. */
export type Begun =
  | { readonly kind: 'accepted'; readonly change: OsChange }
  | { readonly kind: 'unknown'; readonly change: OsChange; readonly error: unknown }
  | { readonly kind: 'alreadyInFlight' }

/** Starts changes of OS, each request sent once, and settles them from readings. */
export class OsChanges {
  readonly #journal: OsChangeJournal
  readonly #clock: Clock
  readonly #changed = new Emitter<OsChange>()
  readonly #settled = new Emitter<Settlement>()
  /** Requests of this window that have no answer yet. */
  readonly #sending = new Set<string>()
  #inFlight: readonly OsChange[] = []

  /** A change began, was seen under way, or left. */
  readonly onDidChange = this.#changed.event
  readonly onDidSettle = this.#settled.event

  constructor(journal: OsChangeJournal, clock: Clock) {
    this.#journal = journal
    this.#clock = clock
  }

  get inFlight(): readonly OsChange[] {
    return this.#inFlight
  }

  /** The change of this server that is in flight, if any. */
  find(project: Project, serverId: string): OsChange | undefined {
    return this.#inFlight.find((change) => isSamePlace(change.project, project) && change.serverId === serverId)
  }

  isAwaited(project: Project): boolean {
    return this.#inFlight.some((change) => isSamePlace(change.project, project))
  }

  /** Learns what other windows, or this one before it was reloaded, have begun or settled. */
  async reload(): Promise<void> {
    const stored = await this.#journal.all()
    const before = this.#inFlight
    const now = stored.map((change) =>
      withEvidence(
        change,
        before.find(({ id }) => id === change.id),
      ),
    )
    const sending = before.filter(({ id }) => this.#sending.has(id) && !now.some((change) => change.id === id))
    this.#inFlight = [...now, ...sending]
    const ids = new Set(before.map(({ id }) => id))
    for (const change of this.#inFlight) if (!ids.delete(change.id)) this.#changed.fire(change)
    for (const change of before) if (ids.has(change.id)) this.#changed.fire(change)
  }

  /**
   * Writes the intent down, then sends the request, once. Throws what the client throws where the service refused or
   * was never reached; then nothing is in flight.
   */
  async start(servers: DevServers, server: DevServer, image: Image, request: ChangeOsRequest): Promise<Begun> {
    const connection = await servers.connection()
    if (!connection) throw new Error(`not signed in to ${servers.project.account}`)
    const change = intentOf(servers.project, server, image, request, this.#clock.now())
    this.#sending.add(change.id)
    try {
      if (!(await this.#journal.add(change))) return { kind: 'alreadyInFlight' }
      this.#set(change)
      return await this.#send(connection, servers, change, request)
    } finally {
      this.#sending.delete(change.id)
    }
  }

  async #send(connection: Connection, servers: DevServers, change: OsChange, request: ChangeOsRequest): Promise<Begun> {
    let answer: DevServer | undefined
    try {
      answer = await changeOs(connection.call, servers.project.projectId, change.serverId, request)
    } catch (error) {
      if (isOutcomeUnknown(error)) return { kind: 'unknown', change: await this.#learn(change, false), error }
      await this.#journal.remove(change)
      this.#drop(change)
      throw error
    }
    const accepted = await this.#learn(change, true)
    if (answer) servers.put(answer)
    return { kind: 'accepted', change: accepted }
  }

  /** Adds how the request ended to what was seen while it was under way. */
  async #learn(change: OsChange, isAccepted: boolean): Promise<OsChange> {
    const known = this.#inFlight.find(({ id }) => id === change.id) ?? change
    const next = { ...known, answeredAt: this.#clock.now(), isAccepted }
    await this.#put(next)
    return next
  }

  /** Lets each change of a project pass through a list that was just read. */
  async settle(servers: DevServers): Promise<void> {
    await this.reload()
    for (const change of this.#inFlight.filter(({ project }) => isSamePlace(project, servers.project))) {
      const server = servers.get(change.serverId) ?? (await this.#missing(servers, change.serverId))
      if (server) await this.#settleOne(change, server)
    }
  }

  /** A list may leave a server out; only its own page says that it is gone. */
  async #missing(servers: DevServers, id: string): Promise<DevServer | 'gone' | undefined> {
    try {
      return (await servers.reread(id)) ?? ((await servers.connection()) ? 'gone' : undefined)
    } catch {
      return undefined
    }
  }

  async #settleOne(change: OsChange, server: DevServer | 'gone'): Promise<void> {
    const now = this.#clock.now()
    const outcome = outcomeOf(change, server, now)
    if (outcome.kind === 'pending' || this.#sending.has(change.id)) {
      if (server !== 'gone') await this.#note(change.id, server, now)
      return
    }
    const isOurs = await this.#journal.remove(change)
    this.#drop(change)
    if (isOurs) this.#settled.fire({ change, outcome, server: server === 'gone' ? undefined : server })
  }

  async #note(id: string, server: DevServer, now: number): Promise<void> {
    const known = this.#inFlight.find((change) => change.id === id)
    if (!known) return
    const next = withReading(known, server, now)
    if (next === known) return
    if (known.seenAt === undefined) await this.#put(next)
    else this.#set(next)
  }

  /** The intent is on the disk already: where this cannot follow it there, this window still knows. */
  async #put(change: OsChange): Promise<void> {
    this.#set(change)
    await this.#journal.put(change).catch(() => undefined)
  }

  #set(change: OsChange): void {
    this.#inFlight = [...this.#inFlight.filter(({ id }) => id !== change.id), change]
    this.#changed.fire(change)
  }

  #drop(change: OsChange): void {
    this.#inFlight = this.#inFlight.filter(({ id }) => id !== change.id)
    this.#changed.fire(change)
  }
}

/** What the disk and this window know of a change, together: another window may have learnt more. */
function withEvidence(stored: OsChange, known: OsChange | undefined): OsChange {
  if (!known) return stored
  return {
    ...stored,
    isAccepted: stored.isAccepted || known.isAccepted,
    answeredAt: stored.answeredAt ?? known.answeredAt,
    seenAt: known.seenAt ?? stored.seenAt,
  }
}

function intentOf(project: Project, server: DevServer, image: Image, request: ChangeOsRequest, now: number): OsChange {
  const { name, region, projectId, account } = project
  return {
    id: randomUUID(),
    project: { name, region, projectId, account },
    serverId: server.id,
    serverName: server.name,
    before: {
      status: server.status,
      imageId: server.image?.id,
      imageName: server.image?.name,
      updatedAt: server.updatedAt,
    },
    image: { id: image.id, name: image.name },
    ...('keyPairName' in request.login && { keyPairName: request.login.keyPairName }),
    intendedAt: now,
    isAccepted: false,
  }
}
