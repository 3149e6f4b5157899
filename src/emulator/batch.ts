import { ACTS } from './actions'
import { accepted } from './beginChange'
import { type Answer, badParameter, field, fieldsOf, ofProject, ok, type ProjectCall, type Route } from './call'
import { wholePage } from './page'
import { Refusal, refusal } from './refusal'
import { serverOf } from './serverLookup'
import { serverView } from './serverView'

/** One action for several servers (ModelArts API: batch operations). */
export const batch: readonly Route[] = [ofProject('modelarts', 'POST', '/v1/{project}/dev-servers/action', run)]

/** What happens to a part that is refused is not documented: here it comes back as it was, an unknown one not at all. */
function run(call: ProjectCall): Answer {
  const fields = fieldsOf(call, ['type', 'servers', 'extend_param'])
  const type = String(fields['type'])
  if (!Object.hasOwn(ACTS, type)) throw badParameter(call, "Invalid parameter 'type'.")
  const ids = idsOf(call, fields['servers'])
  const single: ProjectCall = { ...call, body: fields['extend_param'] }
  const views: object[] = []
  const refusals: Refusal[] = []
  for (const id of ids) {
    try {
      views.push(runOne(single, type, id))
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      refusals.push(error)
      const server = call.state.servers.find((own) => own.id === id && own.projectId === call.project.id)
      if (server) views.push(serverView(call.state, server, call.now))
    }
  }
  const [first] = refusals
  if (first && refusals.length === ids.length) throw first
  return ok(wholePage(views))
}

function runOne(call: ProjectCall, type: string, id: string): object {
  const server = serverOf(call, id)
  if (server.type === 'HPS' && type.endsWith('OS')) {
    throw refusal(400, call.config.codes.unsupported, 'Batch change of OS is unsupported for supernodes.')
  }
  const act = ACTS[type]
  if (!act) throw badParameter(call, "Invalid parameter 'type'.")
  return accepted(call, act(call, server))
}

function idsOf(call: ProjectCall, servers: unknown): string[] {
  const ids = Array.isArray(servers) ? servers.map((server) => field(server, 'id')) : []
  if (ids.length === 0 || !ids.every((id): id is string => typeof id === 'string')) {
    throw badParameter(call, "Parameter 'servers' must be a list of objects with an 'id'.")
  }
  if (new Set(ids).size < ids.length) throw badParameter(call, "Parameter 'servers' names a server twice.")
  return ids
}
