import { type DevServer, type DevServerStatus, isTransitional } from '../api/schemas'
import { WRITE_TIMEOUT_MS } from '../api/send'
import { GRACE_MS } from './osChange'

/** What was asked of a server's power, or its existence. */
export type ServerAction = 'start' | 'stop' | 'reboot' | 'delete'

/** An action whose effect has not been read to its end. */
export interface PendingAction {
  readonly action: ServerAction
  readonly before: Pick<DevServer, 'status' | 'updatedAt'>
  /** The request that it belongs to: a later one of the same server is another. */
  readonly request: symbol
  readonly since: number
  /** When the request came to its end; absent while it travels. */
  readonly answeredAt?: number
  /** A reading showed it under way. */
  readonly isSeen: boolean
}

/** The status that an action leads through. */
export function pendingStatus({ action }: Pick<PendingAction, 'action'>): DevServerStatus {
  switch (action) {
    case 'start':
      return 'STARTING'
    case 'stop':
      return 'STOPPING'
    case 'reboot':
      return 'REBOOTING'
    case 'delete':
      return 'DELETING'
  }
}

/** What a server is about to be counts as what it is, until a reading shows what came of it. */
export const shownStatus = (status: DevServerStatus, pending: PendingAction | undefined): DevServerStatus =>
  pending && !isTransitional(status) ? pendingStatus(pending) : status

/** What a reading leaves of a pending action; reads may lag behind the request (ModelArts API: statuses of a DevServer). */
export function afterReading(pending: PendingAction, server: DevServer, now: number): PendingAction | undefined {
  if (isTransitional(server.status)) return pending.isSeen ? pending : { ...pending, isSeen: true }
  const isAsBefore = server.status === pending.before.status && server.updatedAt === pending.before.updatedAt
  if (pending.isSeen || !isAsBefore) return undefined
  const since = pending.answeredAt ?? pending.since + WRITE_TIMEOUT_MS
  return now - since < GRACE_MS ? pending : undefined
}

/** The pending actions of one project's servers, by server id. */
export class PendingActions {
  readonly #all = new Map<string, PendingAction>()

  get size(): number {
    return this.#all.size
  }

  find(id: string): PendingAction | undefined {
    return this.#all.get(id)
  }

  /** Remembers what is being asked of the servers; answers what tells this request from others. */
  begin(servers: readonly DevServer[], action: ServerAction, now: number): symbol {
    const request = Symbol(action)
    for (const { id, status, updatedAt } of servers)
      this.#all.set(id, { action, before: { status, updatedAt }, request, since: now, isSeen: false })
    return request
  }

  answered(request: symbol, now: number): void {
    for (const [id, pending] of this.#of(request)) this.#all.set(id, { ...pending, answeredAt: now })
  }

  drop(request: symbol): void {
    for (const [id] of this.#of(request)) this.#all.delete(id)
  }

  clear(): void {
    this.#all.clear()
  }

  /** Lets a whole list pass; says whose action is over or gone. */
  read(servers: ReadonlyMap<string, DevServer>, now: number): readonly string[] {
    return [...this.#all.keys()].filter((id) => {
      const server = servers.get(id)
      return server ? this.readOne(server, now) : this.#all.delete(id)
    })
  }

  /** Lets one reading pass; true where the action is over. */
  readOne(server: DevServer, now: number): boolean {
    const pending = this.#all.get(server.id)
    const next = pending && afterReading(pending, server, now)
    if (next) this.#all.set(server.id, next)
    else return this.#all.delete(server.id)
    return false
  }

  #of(request: symbol): readonly (readonly [string, PendingAction])[] {
    return [...this.#all].filter(([, pending]) => pending.request === request)
  }
}
