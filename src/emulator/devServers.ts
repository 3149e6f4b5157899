import {
  type Answer,
  badParameter,
  fieldsOf,
  ofProject,
  ok,
  type ProjectCall,
  type Route,
  replace,
  textOf,
} from './call'
import { readingAt } from './lifecycle'
import { page, sorted, wholePage } from './page'
import { serverOf, serversOf } from './serverLookup'
import { serverView } from './serverView'
import type { Server } from './state'

const ROOT = '/v1/{project}/dev-servers'
const NAME = /^[-_.a-zA-Z0-9]{1,64}$/

/** Lists, show and rename (ModelArts API: listing DevServers). */
export const devServers: readonly Route[] = [
  ofProject('modelarts', 'GET', ROOT, list),
  ofProject('modelarts', 'GET', `${ROOT}/all`, listAll),
  ofProject('modelarts', 'PUT', `${ROOT}/sync`, sync),
  ofProject('modelarts', 'GET', `${ROOT}/{id}`, show),
  ofProject('modelarts', 'PUT', `${ROOT}/{id}`, rename),
]

function list(call: ProjectCall): Answer {
  const owner = call.url.searchParams.get('owner')
  if (owner !== null && !/^[0-9a-z-]{1,64}$/.test(owner)) throw badParameter(call, "Invalid parameter 'owner'.")
  const records = sorted(call, serversOf(call), {
    createTime: ({ createdAt }) => createdAt,
    updateTime: (server) => readingAt(server, call.now).updatedAt,
  })
  return ok(viewed(call, page(call, records)))
}

/** Takes no parameters, but honours a limit, as one client of the real service is seen to send it. */
function listAll(call: ProjectCall): Answer {
  const records = serversOf(call)
  return ok(viewed(call, call.url.searchParams.has('limit') ? page(call, records) : wholePage(records)))
}

function sync(call: ProjectCall): Answer {
  for (const server of serversOf(call)) {
    const { actual, ...rest } = server
    if (actual === undefined || server.type === 'HPS') continue
    replace(call.state.servers, { ...rest, settled: { ...server.settled, status: actual, updatedAt: call.now } })
  }
  return list(call)
}

function show(call: ProjectCall): Answer {
  return ok(serverView(call.state, serverOf(call), call.now))
}

function rename(call: ProjectCall): Answer {
  const server = serverOf(call)
  const name = textOf(call, fieldsOf(call, ['name']), 'name')
  if (name === undefined || !NAME.test(name))
    throw badParameter(call, "Parameter 'name' must match ^[-_.a-zA-Z0-9]{1,64}$.")
  return ok(serverView(call.state, replace(call.state.servers, { ...server, name }), call.now))
}

function viewed(call: ProjectCall, found: { readonly data: readonly Server[] }): object {
  return { ...found, data: found.data.map((server) => serverView(call.state, server, call.now)) }
}
