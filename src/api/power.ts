import * as z from 'zod/mini'
import type { Call } from './call'
import { readPages } from './pages'
import { DevServer, page } from './schemas'

/** What the service can be asked to do with a server's power. */
export type PowerAction = 'start' | 'stop' | 'reboot'

/** A body that cannot be read does not make an accepted request a refused one. */
const Accepted = z.catch(z.optional(DevServer), undefined)

/** Powers a server on, off by force, or restarts it; answers its transitional state. Not to be sent twice. */
export function powerDevServer(
  call: Call,
  projectId: string,
  id: string,
  action: PowerAction,
): Promise<DevServer | undefined> {
  const path = ['v1', projectId, 'dev-servers', id, action]
  // Terraform's provider states that start needs a body, if only `{}`; the others take none.
  const body = action === 'start' ? {} : undefined
  return call({ service: 'modelarts', method: 'PUT', path, body }, Accepted)
}

/** Names as the service takes them (rename page). */
export const NAME_PATTERN = /^[-_.a-zA-Z0-9]{1,64}$/

/** Gives a server another name, the only thing that can be altered of it. */
export function renameDevServer(call: Call, projectId: string, id: string, name: string): Promise<DevServer> {
  const path = ['v1', projectId, 'dev-servers', id]
  return call({ service: 'modelarts', method: 'PUT', path, body: { name } }, DevServer)
}

/** Deletes a pay-per-use server, or one whose creation failed. The service may refuse. Not to be sent twice. */
export function deleteDevServer(call: Call, projectId: string, id: string): Promise<DevServer | undefined> {
  return call({ service: 'modelarts', method: 'DELETE', path: ['v1', projectId, 'dev-servers', id] }, Accepted)
}

/** Lets the service look at the machines themselves, for power buttons that were used elsewhere; page by page. */
export async function syncDevServers(call: Call, projectId: string): Promise<void> {
  const path = ['v1', projectId, 'dev-servers', 'sync']
  const read = (offset: number) =>
    call({ service: 'modelarts', method: 'PUT', path, query: { limit: 100, offset } }, page(DevServer))
  // Each page makes the service look at a hundred machines.
  await readPages({ read, atOnce: 1 })
}
