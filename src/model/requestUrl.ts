import { endpointOf } from '../api/regions'
import { endpointsOf } from './connection'
import type { Project } from './project'

/** What is asked of one server. */
export type ServerOperation = 'changeos' | 'reinstallos' | 'stop'

/** Where a request about a server goes, as a review shows it and as it is copied. */
export function serverUrl(project: Project, serverId: string, operation: ServerOperation): string {
  return `${devServersUrl(project)}/${serverId}/${operation}`
}

/** Where the request goes that changes all servers of a supernode. */
export function supernodeUrl(project: Project, supernodeId: string): string {
  return `${devServersUrl(project)}/hyperinstance/${supernodeId}/changeos`
}

function devServersUrl(project: Project): string {
  const base = endpointOf('modelarts', project.region, endpointsOf(project))
  return `${base}/v1/${project.projectId}/dev-servers`
}
