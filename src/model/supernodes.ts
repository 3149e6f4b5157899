import { ApiError } from '../api/errors'
import { type Hyperinstance, listHyperinstances } from '../api/hyperinstances'
import type { DevServer } from '../api/schemas'
import type { Connection } from './connection'
import { difference } from './difference'

/** All servers by id, and the supernodes that say something else than before; `all` where some came or went. */
export interface Merged {
  readonly merged: ReadonlyMap<string, DevServer>
  readonly changed: readonly string[] | 'all'
}

/** The supernodes of one project as last seen, and which servers are their children. */
export class Supernodes {
  #all: readonly Hyperinstance[] = []
  #parents: ReadonlyMap<string, { readonly id: string; readonly name: string }> = new Map()
  #isWanted = true

  get all(): readonly Hyperinstance[] {
    return this.#all
  }

  /** Looks again even where none was seen before. */
  expect(): void {
    this.#isWanted = true
  }

  forget(): void {
    this.#take([])
    this.#isWanted = true
  }

  /** Reads them where there may be any; where the call is not offered there are none. Never throws. */
  async read({ call, project }: Connection, signal: AbortSignal): Promise<readonly Hyperinstance[]> {
    if (!this.#isWanted && this.#all.length === 0) return []
    try {
      return await listHyperinstances(call, project.projectId, signal)
    } catch (error) {
      const isRefused = error instanceof ApiError && [400, 403, 404].includes(error.status)
      return isRefused ? [] : this.#all
    }
  }

  /** Takes a reading over and adds the children to the servers, each once: the flat list's own record is kept. */
  merge(servers: readonly DevServer[], all: readonly Hyperinstance[]): Merged {
    const changed = difference(outlinesOf(this.#all), outlinesOf(all))
    this.#take(all)
    const children = all.flatMap((parent) => parent.servers)
    const merged = new Map([...children, ...servers].map((server) => [server.id, this.adopted(server)]))
    this.#isWanted = all.length > 0 || servers.some(({ hyperinstance }) => hyperinstance)
    return { merged, changed }
  }

  /** The server with the parent that its supernode's own list says it has. */
  adopted(server: DevServer): DevServer {
    const parent = this.#parents.get(server.id)
    if (!parent || (server.hyperinstance?.id === parent.id && server.hyperinstance.name === parent.name)) return server
    return { ...server, hyperinstance: parent }
  }

  #take(all: readonly Hyperinstance[]): void {
    this.#all = all
    this.#parents = new Map(all.flatMap(({ id, name, servers }) => servers.map((server) => [server.id, { id, name }])))
  }
}

/** What a supernode's own row shows; its children are told apart as servers. */
const outlinesOf = (all: readonly Hyperinstance[]) => new Map(all.map(({ id, name, status }) => [id, { name, status }]))
