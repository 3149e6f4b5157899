import { replace } from './call'
import type { Interception, LoggedRequest } from './interception'
import type { Settled } from './lifecycle'
import type { EmulatorState, PlannedFailure, Server } from './state'

/** How tests and the demo look into the emulator and steer it. */
export interface EmulatorControl {
  /** The live state: records may be pushed, removed and replaced. */
  readonly state: EmulatorState
  /** The latest requests, oldest first. */
  readonly requests: readonly LoggedRequest[]
  /** The next change of this kind (of this server) ends in its failed status. */
  failNext(failure: PlannedFailure): void
  intercept(interception: Interception): void
  /** Settles a server in another state at once, as if nothing were under way. */
  settle(serverId: string, settled: Partial<Settled>): void
  /** Somebody uses the power button elsewhere: only PUT /sync notices. */
  drift(serverId: string, actual: 'RUNNING' | 'STOPPED'): void
  /** Adds copies of a server with new ids, names and addresses. */
  addServers(count: number, like: Server): readonly Server[]
}

/** Control over a state; what arrives and what is intercepted lives in the emulator. */
export function createControl(
  state: EmulatorState,
  requests: readonly LoggedRequest[],
  interceptions: Interception[],
): EmulatorControl {
  const find = (id: string): Server => {
    const server = state.servers.find((own) => own.id === id)
    if (server) return server
    throw new Error(`no server ${id}`)
  }
  return {
    state,
    requests,
    failNext: (failure) => state.failures.push(failure),
    intercept: (interception) => interceptions.push(interception),
    settle: (serverId, settled) => {
      const { change: _change, ...rest } = find(serverId)
      replace(state.servers, { ...rest, settled: { ...rest.settled, ...settled } })
    },
    drift: (serverId, actual) => replace(state.servers, { ...find(serverId), actual }),
    addServers: (count, like) => {
      const first = state.servers.length
      const added = Array.from({ length: count }, (_, index) => copyOf(like, first + index))
      for (const server of added) state.servers.push(server)
      return added
    },
  }
}

/** Ids are counted, not hashed: ten thousand copies are made in a few milliseconds. */
function copyOf(like: Server, number: number): Server {
  const tail = number.toString(16).padStart(12, '0')
  return {
    ...like,
    id: `00000000-0000-4000-8000-${tail}`,
    resourceId: `00000000-0000-4000-9000-${tail}`,
    name: `${like.name}-${String(number).padStart(5, '0')}`,
    privateIp: `10.${(number >> 16) & 255}.${(number >> 8) & 255}.${number & 255}`,
    createdAt: like.createdAt + number,
  }
}
