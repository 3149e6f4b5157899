import type { ChangeOsRequest } from '../api/devServers'
import { NetworkError } from '../api/errors'
import { changeHyperinstanceOs } from '../api/hyperinstances'
import type { DevServer, Image } from '../api/schemas'
import type { DevServers } from './devServers'
import type { Begun, OsChanges } from './osChanges'

/** A supernode with all its servers. */
export interface Supernode {
  readonly id: string
  readonly children: readonly DevServer[]
}

/**
 * Changes the OS of all servers of a supernode with one request for the parent. Each server has an intent of its own on
 * the disk before the request leaves, and is followed by itself afterwards; where one intent cannot be written, nothing
 * is sent and none remains.
 */
export async function startSupernode(
  osChanges: OsChanges,
  servers: DevServers,
  { id, children }: Supernode,
  image: Pick<Image, 'id' | 'name'>,
  request: ChangeOsRequest & { readonly login: { readonly keyPairName: string } },
): Promise<readonly Begun[]> {
  const connection = await servers.connection()
  if (!connection || children.length === 0) throw new Error(`nothing to change in ${id}`)
  const { call, project } = connection
  let ready = 0
  let go: () => void = () => undefined
  let stay: (error: Error) => void = () => undefined
  const allReady = new Promise<void>((resolve, reject) => {
    go = resolve
    stay = reject
  })
  const requestIds: string[] = []
  const sent = allReady.then(() =>
    changeHyperinstanceOs(call, project.projectId, id, request, (requestId) => requestIds.push(requestId)),
  )
  sent.catch(() => undefined)
  // A kind of error that says for certain that the service has seen nothing.
  const notSent = (): NetworkError => new NetworkError('refused', id, 'not sent: another change is in flight')
  const starts = children.map(async (child) => {
    const deliver = async (onRequestId: (requestId: string) => void): Promise<DevServer | undefined> => {
      if (++ready === children.length) go()
      const answer = await sent
      requestIds.forEach(onRequestId)
      return answer?.servers.find((server) => server.id === child.id)
    }
    try {
      const begun = await osChanges.start(servers, child, image, request, {}, deliver)
      if (begun.kind === 'alreadyInFlight') stay(notSent())
      return begun
    } catch (error) {
      stay(notSent())
      throw error
    }
  })
  const ended = await Promise.allSettled(starts)
  const begun = ended.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []))
  const refused = ended.find((end) => end.status === 'rejected')
  if (refused && !begun.some(({ kind }) => kind === 'alreadyInFlight')) throw refused.reason
  return begun
}
