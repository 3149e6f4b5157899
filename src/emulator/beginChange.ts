import type { ProjectCall } from './call'
import { replace } from './call'
import { type Change, type ChangeKind, COURSES, type Installed, isBusy, truthAt } from './lifecycle'
import { type Refusal, refusal } from './refusal'
import { shown } from './serverView'
import type { EmulatorState, PlannedFailure, Server } from './state'

/** Why a change is refused in the server's present state, if it is. */
export function stateProblem(call: ProjectCall, server: Server, kind: ChangeKind): Refusal | undefined {
  const { status } = truthAt(server, call.now)
  const { state: code } = call.config.codes
  if (isBusy(server, call.now)) {
    return refusal(400, code, `Another operation is in progress on LiteServer instance '${server.id}': ${status}.`)
  }
  const { from } = COURSES[kind]
  if (from.includes(status)) return undefined
  const needed = from.join(', ')
  return refusal(
    400,
    code,
    `LiteServer instance '${server.id}' in status ${status} cannot ${kind}; allowed: ${needed}.`,
  )
}

/** Accepts a change and starts its clock. */
export function beginChange(call: ProjectCall, server: Server, kind: ChangeKind, installs?: Installed): Server {
  const problem = stateProblem(call, server, kind)
  if (problem) throw problem
  const { changeMs, powerMs, lagMs } = call.config
  const endsAt = call.now + (installs ? changeMs : powerMs)
  const change: Change = {
    kind,
    at: call.now,
    visibleAt: Math.min(call.now + lagMs, endsAt),
    endsAt,
    fails: takeFailure(call.state, kind, server.id),
    ...(installs && { installs }),
  }
  const { actual: _actual, ...rest } = server
  return replace(call.state.servers, { ...rest, settled: truthAt(server, call.now), change })
}

/** The answer to a call that changes a server: without the lag of reads, with the new image (ModelArts API: changing the OS). */
export function accepted(call: ProjectCall, server: Server): object {
  return shown(call.state, server, truthAt(server, call.now), call.now)
}

/** Uses up a planned failure that is meant for this. */
export function takeFailure(state: EmulatorState, kind: PlannedFailure['kind'], serverId: string): boolean {
  const index = state.failures.findIndex(
    (planned) => planned.kind === kind && (planned.serverId ?? serverId) === serverId,
  )
  if (index < 0) return false
  state.failures.splice(index, 1)
  return true
}
