import { showDevServer } from '../api/devServers'
import { isOutcomeUnknown } from '../api/errors'
import type { Hyperinstance } from '../api/hyperinstances'
import type { DevServer } from '../api/schemas'
import { type Disposable, Emitter } from '../base/emitter'
import { Poller } from '../base/poller'
import type { Connection } from './connection'
import { isBusy } from './devServerStatus'
import { type Changed, difference } from './difference'
import { Link } from './link'
import { readList } from './listing'
import { type PendingAction, PendingActions, type ServerAction } from './pendingActions'
import { type Health, type Polling, pauseAfter, saysTheSame } from './polling'
import type { Project } from './project'
import { lockedForMs, type Standing, standingOf } from './standing'
import { type Merged, Supernodes } from './supernodes'

export type { Changed } from './difference'
export type { Health, Polling } from './polling'

/** How a request for an action ended: `unknown` where it may or may not have reached the service. */
export type Acted = { readonly kind: 'accepted' } | { readonly kind: 'unknown'; readonly error: unknown }

/** One project's servers as last seen, kept fresh while there is a reason to. */
export class DevServers implements Disposable {
  readonly project: Project
  readonly #polling: Polling
  readonly #poller: Poller
  readonly #changed = new Emitter<Changed>()
  readonly #read = new Emitter<DevServers>()
  readonly #supernodes = new Supernodes()
  readonly #pending = new PendingActions()
  readonly #link: Link
  #servers: ReadonlyMap<string, DevServer> = new Map()
  #list: readonly DevServer[] | undefined
  #health: Health = { kind: 'unknown' }
  #isLoaded = false
  #failures = 0
  #triedAt = Number.NEGATIVE_INFINITY

  readonly onDidChange = this.#changed.event
  /** A whole list has been read, whether or not it brought anything new. */
  readonly onDidRead = this.#read.event

  constructor(project: Project, polling: Polling) {
    this.project = project
    this.#polling = polling
    this.#link = new Link(() => polling.connect(project))
    this.#poller = new Poller(
      polling.clock,
      (signal) => this.#load(signal),
      () => this.#pauseMs(),
    )
  }

  get health(): Health {
    return this.#health
  }

  /** The health as it reads at this moment. */
  get standing(): Standing {
    return standingOf(this.#health, this.#link.present, this.#polling.clock.now())
  }

  /** Who is signed in, masked; undefined before the first connection. */
  get identity(): string | undefined {
    return this.#link.present?.identity
  }

  /** False until the first list of the present connection was read to its end. */
  get isLoaded(): boolean {
    return this.#isLoaded
  }

  /** The same array until something changes. */
  get servers(): readonly DevServer[] {
    this.#list ??= [...this.#servers.values()]
    return this.#list
  }

  get(id: string): DevServer | undefined {
    return this.#servers.get(id)
  }

  get hyperinstances(): readonly Hyperinstance[] {
    return this.#supernodes.all
  }

  /** What was asked of a server and has not come to its end. */
  pending(id: string): PendingAction | undefined {
    return this.#pending.find(id)
  }

  /** The connection, made when first needed; undefined where nobody is signed in. */
  connection(): Promise<Connection | undefined> {
    return this.#link.get()
  }

  /** Reads the list now; resolves when it is there or has failed. */
  refresh(): Promise<void> {
    this.#supernodes.expect()
    return this.#poller.now()
  }

  /** Reads the list in the time that is due: what it depends on may have changed. */
  wake(): void {
    const pauseMs = this.#pauseMs()
    if (pauseMs !== undefined && this.#polling.clock.now() - this.#triedAt >= pauseMs) void this.#poller.now()
    else this.#poller.wake()
  }

  /** Credentials changed: forgets everything that was seen with the old ones and starts anew. */
  async reconnect(): Promise<void> {
    this.#link.forget()
    this.#servers = new Map()
    this.#list = undefined
    this.#supernodes.forget()
    this.#pending.clear()
    this.#isLoaded = false
    this.#failures = 0
    this.#triedAt = Number.NEGATIVE_INFINITY
    this.#health = { kind: 'unknown' }
    this.#fire('all')
    if (this.#hasReason()) await this.#poller.afresh()
  }

  /** Reads one server now and takes it over; undefined where it is gone. Throws what the client throws. */
  async reread(id: string, signal?: AbortSignal): Promise<DevServer | undefined> {
    const connection = await this.connection()
    if (!connection) return undefined
    const server = await showDevServer(connection.call, this.project.projectId, id, signal)
    if (server && connection === this.#link.present) this.put(server)
    return server
  }

  /** One server as its own page shows it; undefined where that cannot be told, for want of a connection. */
  async look(id: string): Promise<DevServer | 'gone' | undefined> {
    const connection = await this.connection()
    const server = connection && (await this.reread(id))
    return connection && connection === this.#link.present ? (server ?? 'gone') : undefined
  }

  /** Takes over a reading that came with another answer. */
  put(server: DevServer): void {
    const isOver = this.#pending.readOne(server, this.#polling.clock.now())
    this.#replace(new Map(this.#servers).set(server.id, this.#supernodes.adopted(server)), isOver ? [server.id] : [])
    this.#poller.wake()
  }

  /**
   * Shows an action of these servers as pending at once, and sends its one request. Throws what the client throws where
   * the service refused or was never reached; then the servers are shown as they were. Whether they are free is the
   * caller's to ask just before: nothing is sent twice.
   */
  async act(servers: readonly DevServer[], action: ServerAction, send: () => Promise<unknown>): Promise<Acted> {
    const { clock } = this.#polling
    const ids = servers.map(({ id }) => id)
    const request = this.#pending.begin(servers, action, clock.now())
    this.#fire(ids)
    try {
      await send()
      return { kind: 'accepted' }
    } catch (error) {
      if (isOutcomeUnknown(error)) return { kind: 'unknown', error }
      this.#pending.drop(request)
      this.#fire(ids)
      throw error
    } finally {
      this.#pending.answered(request, clock.now())
      this.#poller.wake()
    }
  }

  dispose(): void {
    this.#poller.dispose()
    this.#changed.dispose()
    this.#read.dispose()
  }

  #hasReason(): boolean {
    return this.#polling.isWatched() || this.#polling.isAwaited(this.project)
  }

  #pauseMs(): number | undefined {
    if (!this.#hasReason()) return undefined
    const { busyMs, idleMs } = this.#polling.pace()
    const isSlow = (id?: string): boolean => this.#polling.isOverdue?.(this.project, id) ?? false
    const isFast =
      this.#pending.size > 0 ||
      this.servers.some((server) => isBusy(server) && !isSlow(server.id)) ||
      (this.#polling.isAwaited(this.project) && !isSlow())
    const lockedMs = lockedForMs(this.#health, this.#link.present, this.#polling.clock.now())
    return pauseAfter(this.#health, this.#failures, isFast ? busyMs : idleMs, lockedMs)
  }

  async #load(signal: AbortSignal): Promise<void> {
    this.#triedAt = this.#polling.clock.now()
    let connection: Connection | undefined
    const isCurrent = (): boolean => connection === this.#link.present && !signal.aborted
    try {
      connection = await this.connection()
      if (!connection) {
        if (isCurrent()) this.#say({ kind: 'notSignedIn' })
        return
      }
      const read = await this.#readAll(connection, signal, isCurrent)
      if (!read) return
      this.#failures = 0
      this.#isLoaded = true
      const over = this.#pending.read(read.merged, this.#polling.clock.now())
      this.#replace(read.merged, over, read.changed)
      this.#say({ kind: 'verified', at: this.#polling.clock.now() })
      this.#read.fire(this)
    } catch (error) {
      if (!isCurrent()) return
      this.#failures++
      this.#say({ kind: 'problem', error, at: this.#polling.clock.now() })
    }
  }

  async #readAll(connection: Connection, signal: AbortSignal, isCurrent: () => boolean): Promise<Merged | undefined> {
    const draw = (sofar: ReadonlyMap<string, DevServer>): void => {
      if (!this.#isLoaded && isCurrent()) this.#replace(sofar)
    }
    const read = await readList(connection, this.#supernodes, this.#polling.clock, draw, signal)
    return isCurrent() ? this.#supernodes.merge(read.servers, read.supernodes) : undefined
  }

  #say(health: Health): void {
    const isNew = !saysTheSame(health, this.#health)
    this.#health = health
    if (isNew) this.#fire('all')
  }

  /** `touched` are servers whose rows changed for another reason than their own record. */
  #replace(next: ReadonlyMap<string, DevServer>, touched: readonly string[] = [], nodes: Merged['changed'] = []): void {
    const changed = difference(this.#servers, next)
    this.#servers = next
    this.#list = undefined
    const ids = changed === 'all' || nodes === 'all' ? 'all' : [...new Set([...changed, ...touched])]
    if (ids.length > 0 || nodes.length > 0) this.#fire(ids, nodes === 'all' ? [] : nodes)
  }

  #fire(serverIds: Changed['serverIds'], supernodeIds: readonly string[] = []): void {
    this.#changed.fire({ project: this.project, serverIds, supernodeIds })
  }
}
