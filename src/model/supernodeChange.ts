import { randomUUID } from 'node:crypto'
import type { ChangeOsRequest } from '../api/devServers'
import { changeHyperinstanceOs } from '../api/hyperinstances'
import type { DevServer, Image } from '../api/schemas'
import type { DevServers } from './devServers'
import type { Begun, OsChanges } from './osChanges'
import { startTogether } from './togetherChange'

/** A supernode with all its servers. */
export interface Supernode {
  readonly id: string
  readonly name: string
  readonly children: readonly DevServer[]
}

/** Changes the OS of all servers of a supernode with one request for the parent; its answer speaks for all of them. */
export async function startSupernode(
  osChanges: OsChanges,
  servers: DevServers,
  { id, name, children }: Supernode,
  image: Pick<Image, 'id' | 'name'>,
  request: ChangeOsRequest & { readonly login: { readonly keyPairName: string } },
): Promise<readonly Begun[]> {
  const all = await startTogether(osChanges, servers, {
    members: children,
    image,
    request,
    way: { supernode: { id, name, changeId: randomUUID(), size: children.length } },
    send: async ({ call, project }, hooks) => {
      const answer = await changeHyperinstanceOs(call, project.projectId, id, request, hooks)
      return (serverId) => answer?.servers.find((server) => server.id === serverId)
    },
  })
  const begun = all.filter((one) => one.kind !== 'notSent' && one.kind !== 'refused')
  const refused = all.find((one) => one.kind === 'refused')
  if (refused && !begun.some(({ kind }) => kind === 'alreadyInFlight')) throw refused.error
  return begun
}
