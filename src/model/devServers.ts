import { listDevServers, showDevServer } from '../api/devServers'
import { ApiError } from '../api/errors'
import type { DevServer } from '../api/schemas'
import { masked } from '../auth/credentials'
import type { Clock } from '../base/clock'
import { type Disposable, Emitter } from '../base/emitter'
import { Poller } from '../base/poller'
import type { Connection } from './connection'
import { isBusy } from './devServerStatus'
import type { Project } from './project'

/** How a project's credentials and service answered last. */
export type Health =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'notSignedIn' }
  | { readonly kind: 'verified'; readonly at: number }
  | { readonly kind: 'problem'; readonly error: unknown }

/** Which rows to draw again: those of the servers named, or the project's as a whole. */
export type Changed = { readonly project: Project; readonly serverIds: readonly string[] | 'all' }

/** What one project's polling depends on. */
export interface Polling {
  readonly clock: Clock
  /** Milliseconds between two lists while something is changing, and while nothing is. */
  readonly pace: () => { readonly busyMs: number; readonly idleMs: number }
  /** Somebody looks at the list. */
  readonly isWatched: () => boolean
  /** A change of this project is in flight. */
  readonly isAwaited: (project: Project) => boolean
  /** Looking at a server's change, or at all those of the project, now and then is enough. */
  readonly isOverdue?: (project: Project, serverId?: string) => boolean
  /** The connection of the moment; undefined where nobody is signed in. */
  readonly connect: (project: Project) => Promise<Connection | undefined>
}

const SLOWEST_MS = 10 * 60_000

/** One project's servers as last seen, kept fresh while there is a reason to. */
export class DevServers implements Disposable {
  readonly project: Project
  readonly #polling: Polling
  readonly #poller: Poller
  readonly #changed = new Emitter<Changed>()
  readonly #read = new Emitter<DevServers>()
  #connection: Connection | undefined
  #connecting: Promise<Connection | undefined> | undefined
  #servers: ReadonlyMap<string, DevServer> = new Map()
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
    this.#poller = new Poller(
      polling.clock,
      (signal) => this.#load(signal),
      () => this.#pauseMs(),
    )
  }

  get health(): Health {
    return this.#health
  }

  /** Masked; undefined before the first connection. */
  get accessKey(): string | undefined {
    return this.#connection && masked(this.#connection.accessKey)
  }

  /** False until the first list of the present connection was read to its end. */
  get isLoaded(): boolean {
    return this.#isLoaded
  }

  get servers(): readonly DevServer[] {
    return [...this.#servers.values()]
  }

  get(id: string): DevServer | undefined {
    return this.#servers.get(id)
  }

  /** The connection, made when first needed; undefined where nobody is signed in. */
  async connection(): Promise<Connection | undefined> {
    if (this.#connection) return this.#connection
    this.#connecting ??= this.#polling.connect(this.project)
    const connecting = this.#connecting
    try {
      const connection = await connecting
      // Credentials may have changed while this was being made with the old ones.
      if (this.#connecting !== connecting) return this.connection()
      this.#connection = connection
      return connection
    } finally {
      if (this.#connecting === connecting) this.#connecting = undefined
    }
  }

  /** Reads the list now; resolves when it is there or has failed. */
  refresh(): Promise<void> {
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
    this.#connection = undefined
    this.#connecting = undefined
    this.#servers = new Map()
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
    if (server && connection === this.#connection) this.put(server)
    return server
  }

  /** One server as its own page shows it; undefined where that cannot be told, for want of a connection. */
  async look(id: string): Promise<DevServer | 'gone' | undefined> {
    const connection = await this.connection()
    if (!connection) return undefined
    const server = await showDevServer(connection.call, this.project.projectId, id)
    if (connection !== this.#connection) return undefined
    if (server) this.put(server)
    return server ?? 'gone'
  }

  /** Takes over a reading that came with another answer. */
  put(server: DevServer): void {
    this.#replace(new Map(this.#servers).set(server.id, server))
    this.#poller.wake()
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
    if (!this.#hasReason() || this.#health.kind === 'notSignedIn') return undefined
    const { busyMs, idleMs } = this.#polling.pace()
    const isSlow = (id?: string): boolean => this.#polling.isOverdue?.(this.project, id) ?? false
    const isFast =
      this.servers.some((server) => isBusy(server) && !isSlow(server.id)) ||
      (this.#polling.isAwaited(this.project) && !isSlow())
    const error = this.#health.kind === 'problem' ? this.#health.error : undefined
    // Asking again with a refused key brings nothing, and the fifth refusal locks it.
    if (error instanceof ApiError && error.status === 401) return undefined
    const asked = error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0
    const pace = isFast ? busyMs : idleMs
    return Math.max(asked, Math.min(pace * 2 ** Math.min(this.#failures, 6), Math.max(pace, SLOWEST_MS)))
  }

  async #load(signal: AbortSignal): Promise<void> {
    this.#triedAt = this.#polling.clock.now()
    let connection: Connection | undefined
    const isCurrent = (): boolean => connection === this.#connection && !signal.aborted
    try {
      connection = await this.connection()
      if (!connection) {
        this.#say({ kind: 'notSignedIn' })
        return
      }
      const onPage = (sofar: readonly DevServer[]): void => {
        if (isCurrent() && !this.#isLoaded) this.#replace(byId(sofar))
      }
      const servers = await listDevServers(connection.call, this.project.projectId, signal, onPage)
      if (!isCurrent()) return
      this.#failures = 0
      this.#isLoaded = true
      this.#replace(byId(servers))
      this.#say({ kind: 'verified', at: this.#polling.clock.now() })
      this.#read.fire(this)
    } catch (error) {
      if (!isCurrent()) return
      this.#failures++
      this.#say({ kind: 'problem', error })
    }
  }

  #say(health: Health): void {
    const isNew = health.kind !== 'verified' || this.#health.kind !== 'verified'
    this.#health = health
    if (isNew) this.#fire('all')
  }

  #replace(next: ReadonlyMap<string, DevServer>): void {
    const before = this.#servers
    this.#servers = next
    const isSameList = before.size === next.size && [...next.keys()].every((id) => before.has(id))
    const changed = [...next.values()].filter((server) => !isSame(server, before.get(server.id)))
    if (!isSameList) this.#fire('all')
    else if (changed.length > 0) this.#fire(changed.map(({ id }) => id))
  }

  #fire(serverIds: readonly string[] | 'all'): void {
    this.#changed.fire({ project: this.project, serverIds })
  }
}

const byId = (servers: readonly DevServer[]): ReadonlyMap<string, DevServer> =>
  new Map(servers.map((server) => [server.id, server]))

const isSame = (a: DevServer, b: DevServer | undefined): boolean => JSON.stringify(a) === JSON.stringify(b)
