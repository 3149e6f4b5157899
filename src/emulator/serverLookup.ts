import type { ProjectCall } from './call'
import { isGone } from './lifecycle'
import { refusal } from './refusal'
import type { Server } from './state'

/** The project's servers that still exist. */
export function serversOf({ state, project, now }: ProjectCall): Server[] {
  return state.servers.filter((server) => server.projectId === project.id && !isGone(server, now))
}

/** The server of the path; a missing one is 400, not 404 (ModelArts error codes). */
export function serverOf(call: ProjectCall, id = call.params['id'] ?? ''): Server {
  const server = call.state.servers.find((own) => own.id === id)
  if (server && server.projectId === call.project.id && !isGone(server, call.now)) return server
  throw refusal(400, call.config.codes.notFound, `LiteServer instance '${id}' not found.`)
}
