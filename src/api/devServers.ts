import * as z from 'zod/mini'
import type { Call, Hooks } from './call'
import { isNotFound } from './errors'
import { readPages } from './pages'
import { DevServer, page } from './schemas'

/** What a change of OS asks for; `login` is one of the two that the service accepts. */
export interface ChangeOsRequest {
  /** Empty only for a reinstallation on a server whose image the service does not tell. */
  readonly imageId: string
  readonly login: { readonly keyPairName: string } | { readonly adminPass: string }
  /** Base64. */
  readonly userData?: string | undefined
}

const PAGE = 100

/** All servers of the project that the caller may see; `onPage` hears the new ones of each page as it arrives. */
export function listDevServers(
  call: Call,
  projectId: string,
  signal?: AbortSignal,
  onPage?: (fresh: readonly DevServer[]) => void,
): Promise<readonly DevServer[]> {
  const path = ['v1', projectId, 'dev-servers']
  const read = (offset: number) =>
    call({ service: 'modelarts', method: 'GET', path, query: { limit: PAGE, offset }, signal }, page(DevServer))
  return readPages({ read, onPage })
}

/** Whether the project has at least one server; proves on the way that the caller may read it. */
export async function hasDevServers(call: Call, projectId: string, signal?: AbortSignal): Promise<boolean> {
  const path = ['v1', projectId, 'dev-servers']
  const query = { limit: 1, offset: 0 }
  const first = await call({ service: 'modelarts', method: 'GET', path, query, signal }, page(DevServer))
  return first.received > 0
}

/** One server; undefined where the service says that it does not exist (any more). */
export async function showDevServer(
  call: Call,
  projectId: string,
  id: string,
  signal?: AbortSignal,
): Promise<DevServer | undefined> {
  try {
    return await call(
      { service: 'modelarts', method: 'GET', path: ['v1', projectId, 'dev-servers', id], signal },
      DevServer,
    )
  } catch (error) {
    if (isNotFound(error)) return undefined
    throw error
  }
}

/** Powers a server off by force; answers its transitional state. */
export function stopDevServer(call: Call, projectId: string, id: string, hooks?: Hooks): Promise<DevServer> {
  const path = ['v1', projectId, 'dev-servers', id, 'stop']
  return call({ service: 'modelarts', method: 'PUT', path, ...hooks }, DevServer)
}

/** The answer of an accepted change; a body that cannot be read does not make an accepted change a refused one. */
const Accepted = z.catch(z.optional(DevServer), undefined)

/**
 * Replaces the system disk by a fresh one with the image. The answer already names the new image while the change
 * has only begun. Not idempotent: never to be sent twice (changeos page; no idempotency token exists).
 */
export function changeOs(
  call: Call,
  projectId: string,
  id: string,
  request: ChangeOsRequest,
  hooks?: Hooks,
): Promise<DevServer | undefined> {
  return install(call, [projectId, 'dev-servers', id, 'changeos'], request, hooks)
}

/** Installs the same image afresh; all else is as with a change. */
export function reinstallOs(
  call: Call,
  projectId: string,
  id: string,
  request: ChangeOsRequest,
  hooks?: Hooks,
): Promise<DevServer | undefined> {
  return install(call, [projectId, 'dev-servers', id, 'reinstallos'], request, hooks)
}

function install(
  call: Call,
  path: readonly string[],
  request: ChangeOsRequest,
  hooks: Hooks | undefined,
): Promise<DevServer | undefined> {
  const login =
    'keyPairName' in request.login
      ? { key_pair_name: request.login.keyPairName }
      : { admin_pass: request.login.adminPass }
  const image = request.imageId && { image_id: request.imageId }
  const body = { ...image, ...login, ...(request.userData && { user_data: request.userData }) }
  return call({ service: 'modelarts', method: 'POST', path: ['v1', ...path], body, ...hooks }, Accepted)
}
