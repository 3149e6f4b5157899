import { beginChange, stateProblem } from './beginChange'
import { type Answer, ofProject, ok, type ProjectCall, type Route } from './call'
import { type ChangeKind, isGone, readingAt, type ServerStatus, truthAt } from './lifecycle'
import { changeOsOf } from './osRequest'
import { page, sorted, wholePage } from './page'
import { refusal } from './refusal'
import { shown } from './serverView'
import type { Hyperinstance, Server } from './state'

const ROOT = '/v1/{project}/dev-servers/hyperinstance'

/** Supernodes (ModelArts API: supernodes); an action is one on each of its servers. */
export const hyperinstances: readonly Route[] = [
  ofProject('modelarts', 'GET', ROOT, list),
  ofProject('modelarts', 'GET', `${ROOT}/all`, listAll),
  ofProject('modelarts', 'GET', `${ROOT}/{hyper}`, show),
  ofProject('modelarts', 'DELETE', `${ROOT}/{hyper}`, remove),
  ofProject('modelarts', 'PUT', `${ROOT}/{hyper}/start`, power('start')),
  ofProject('modelarts', 'PUT', `${ROOT}/{hyper}/stop`, power('stop')),
  ofProject('modelarts', 'POST', `${ROOT}/{hyper}/changeos`, changeOs),
]

function list(call: ProjectCall): Answer {
  const found = page(
    call,
    sorted(call, existing(call), {
      createTime: ({ createdAt }) => createdAt,
      updateTime: (hyper) => updatedAt(childrenOf(call, hyper), call.now),
    }),
  )
  return ok({ ...found, data: found.data.map((hyper) => view(call, hyper)) })
}

function listAll(call: ProjectCall): Answer {
  return ok(wholePage(existing(call).map((hyper) => view(call, hyper))))
}

function show(call: ProjectCall): Answer {
  return ok(view(call, hyperOf(call)))
}

function power(kind: ChangeKind): (call: ProjectCall) => Answer {
  return (call) => {
    const hyper = hyperOf(call)
    const target = kind === 'start' ? 'RUNNING' : 'STOPPED'
    const all = childrenOf(call, hyper)
    const rest = all.filter((server) => truthAt(server, call.now).status !== target)
    return begin(call, hyper, rest.length > 0 ? rest : all, kind)
  }
}

function changeOs(call: ProjectCall): Answer {
  const hyper = hyperOf(call)
  return begin(call, hyper, childrenOf(call, hyper), 'changeos')
}

function remove(call: ProjectCall): Answer {
  const hyper = hyperOf(call)
  if (hyper.chargingMode === 'PRE_PAID') {
    throw refusal(400, call.config.codes.unsupported, 'A yearly/monthly supernode must be unsubscribed from instead.')
  }
  return begin(call, hyper, childrenOf(call, hyper), 'delete')
}

/** All or none: everything is checked before the first server is touched. */
function begin(call: ProjectCall, hyper: Hyperinstance, servers: readonly Server[], kind: ChangeKind): Answer {
  for (const server of servers) {
    const problem = stateProblem(call, server, kind)
    if (problem) throw problem
  }
  const installs = servers.map((server) => (kind === 'changeos' ? changeOsOf(call, server) : undefined))
  for (const [index, server] of servers.entries()) beginChange(call, server, kind, installs[index])
  return ok(view(call, hyper, truthAt))
}

function view(call: ProjectCall, hyper: Hyperinstance, at: typeof readingAt = readingAt): object {
  const { id, name, resourceId, orderId, createdAt } = hyper
  const servers = childrenOf(call, hyper)
  const readings = servers.map((server) => ({ server, as: at(server, call.now) }))
  return {
    id,
    name,
    hps_id: resourceId,
    hps_cluster_id: resourceId,
    order_id: orderId,
    create_at: createdAt,
    update_at: updatedAt(servers, call.now),
    status: statusOf(readings.map(({ as }) => as.status)),
    servers: readings.map(({ server, as }) => shown(call.state, server, as, call.now)),
  }
}

/** There is no stopped value: power is to be judged by the servers. */
function statusOf(statuses: readonly ServerStatus[]): string {
  if (statuses.includes('CHANGINGOS')) return 'REIMAGING'
  if (statuses.includes('DELETING')) return 'TERMINATING'
  if (statuses.includes('CREATING')) return 'PROVISIONING'
  return statuses.some((status) => status === 'CHANGINGOS_FAILED' || status === 'ERROR') ? 'ERROR' : 'ACTIVE'
}

function updatedAt(servers: readonly Server[], now: number): number {
  return Math.max(0, ...servers.map((server) => readingAt(server, now).updatedAt))
}

function existing(call: ProjectCall): Hyperinstance[] {
  const own = call.state.hyperinstances.filter(({ projectId }) => projectId === call.project.id)
  return own.filter((hyper) => childrenOf(call, hyper).length > 0)
}

function childrenOf({ state, now }: ProjectCall, { id }: Hyperinstance): Server[] {
  return state.servers.filter((server) => server.hyperinstanceId === id && !isGone(server, now))
}

function hyperOf(call: ProjectCall): Hyperinstance {
  const id = call.params['hyper'] ?? ''
  const hyper = existing(call).find((own) => own.id === id)
  if (hyper) return hyper
  throw refusal(400, call.config.codes.notFound, `Hyperinstance '${id}' not found.`)
}
