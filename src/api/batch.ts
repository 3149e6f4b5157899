import * as z from 'zod/mini'
import type { Call, Hooks } from './call'
import { DevServer, page } from './schemas'

/** What comes back for each server; a body that cannot be read does not make an accepted call a refused one. */
const Accepted = z.catch(z.optional(page(DevServer)), undefined)

/**
 * Changes the OS of several servers, none of them a part of a supernode, with one call. What happens where the service
 * takes only some of them is not documented: the answer holds those it speaks of, as they are now. Not to be sent twice.
 */
export async function changeOsOfAll(
  call: Call,
  projectId: string,
  ids: readonly string[],
  { imageId, login }: { readonly imageId: string; readonly login: { readonly keyPairName: string } },
  hooks?: Hooks,
): Promise<readonly DevServer[]> {
  const body = {
    type: 'CHANGEOS',
    servers: ids.map((id) => ({ id })),
    extend_param: { image_id: imageId, key_pair_name: login.keyPairName },
  }
  const path = ['v1', projectId, 'dev-servers', 'action']
  const answer = await call({ service: 'modelarts', method: 'POST', path, body, ...hooks }, Accepted)
  return answer?.items ?? []
}
