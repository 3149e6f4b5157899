import * as z from 'zod/mini'
import type { Call, Hooks } from './call'
import { readPages } from './pages'
import { DevServer, id, into, label, list, page, text } from './schemas'

/** Statuses of a supernode as the SDK has them; there is none for "stopped", its servers tell. */
export const HyperinstanceStatus = z.catch(
  z.enum(['PROVISIONING', 'ACTIVE', 'REIMAGING', 'ERROR', 'TERMINATING', 'TERMINATED', 'UNKNOWN']),
  'UNKNOWN',
)
export type HyperinstanceStatus = z.infer<typeof HyperinstanceStatus>

/** A supernode: one parent of several servers. */
export const Hyperinstance = into(
  z.object({ id, name: label, status: HyperinstanceStatus, order_id: text, servers: list(DevServer) }),
  (wire) => ({
    id: wire.id,
    name: wire.name ?? wire.id,
    status: wire.status,
    orderId: wire.order_id,
    servers: wire.servers,
  }),
)
export type Hyperinstance = z.infer<typeof Hyperinstance>

const PAGE = 100

/** A body that cannot be read does not make an accepted request a refused one. */
const Accepted = z.catch(z.optional(Hyperinstance), undefined)

/** All supernodes of the project, each with its servers. */
export function listHyperinstances(
  call: Call,
  projectId: string,
  signal?: AbortSignal,
): Promise<readonly Hyperinstance[]> {
  const path = ['v1', projectId, 'dev-servers', 'hyperinstance']
  const read = (offset: number) =>
    call({ service: 'modelarts', method: 'GET', path, query: { limit: PAGE, offset }, signal }, page(Hyperinstance))
  return readPages({ read })
}

/** One supernode with its servers. */
export function showHyperinstance(
  call: Call,
  projectId: string,
  id: string,
  signal?: AbortSignal,
): Promise<Hyperinstance> {
  const path = ['v1', projectId, 'dev-servers', 'hyperinstance', id]
  return call({ service: 'modelarts', method: 'GET', path, signal }, Hyperinstance)
}

/** Powers all servers of a supernode on, or off by force. Not to be sent twice. */
export function powerHyperinstance(
  call: Call,
  projectId: string,
  id: string,
  action: 'start' | 'stop',
): Promise<Hyperinstance | undefined> {
  const path = ['v1', projectId, 'dev-servers', 'hyperinstance', id, action]
  return call({ service: 'modelarts', method: 'PUT', path }, Accepted)
}

/**
 * Replaces the system disks of all servers of a supernode by fresh ones with the image; they must be stopped. Takes key
 * pairs only. Not to be sent twice.
 */
export function changeHyperinstanceOs(
  call: Call,
  projectId: string,
  id: string,
  request: {
    readonly imageId: string
    readonly login: { readonly keyPairName: string }
    readonly userData?: string | undefined
  },
  hooks?: Hooks,
): Promise<Hyperinstance | undefined> {
  const { imageId, login, userData } = request
  const body = { image_id: imageId, key_pair_name: login.keyPairName, ...(userData && { user_data: userData }) }
  const path = ['v1', projectId, 'dev-servers', 'hyperinstance', id, 'changeos']
  return call({ service: 'modelarts', method: 'POST', path, body, ...hooks }, Accepted)
}
