import type { Hooks } from '../api/call'
import type { ChangeOsRequest } from '../api/devServers'
import { NetworkError, UnsentError } from '../api/errors'
import type { DevServer, Image } from '../api/schemas'
import type { Connection } from './connection'
import type { DevServers } from './devServers'
import type { Way } from './intent'
import type { Begun, OsChanges } from './osChanges'

/** What the one answer says of a server; throws where that leaves open whether it was begun. */
export type Told = (serverId: string) => DevServer | undefined

/** Servers that get the same image with one request. */
export interface Together {
  readonly members: readonly DevServer[]
  readonly image: Pick<Image, 'id' | 'name'>
  readonly request: ChangeOsRequest
  readonly way?: Way
  /** Sends the one request, for all members. */
  readonly send: (connection: Connection, hooks: Hooks) => Promise<Told>
}

/** How it went with one server; `notSent`: because of another one, nothing was sent at all. */
export type BegunTogether = Begun | { readonly kind: 'notSent' } | { readonly kind: 'refused'; readonly error: unknown }

/**
 * Changes the OS of several servers with one request. Each server has an intent of its own on the disk before the
 * request leaves, and is followed by itself afterwards; where one intent cannot be written, nothing is sent and none
 * remains. The results are in the order of the members.
 */
export async function startTogether(
  osChanges: OsChanges,
  servers: DevServers,
  { members, image, request, way = {}, send }: Together,
): Promise<readonly BegunTogether[]> {
  const connection = await servers.connection()
  if (!connection) throw new UnsentError('notSignedIn', servers.project.account)
  // A kind of error that says for certain that the service has seen nothing.
  const notSent = new NetworkError('refused', servers.project.name, 'not sent: one of the servers cannot be changed')
  const gate = gateFor(members.length)
  const requestIds: string[] = []
  const checks: Hooks['beforeSend'][] = []
  const sent = gate.opened.then(() =>
    send(connection, {
      onRequestId: (id) => requestIds.push(id),
      beforeSend: async () => void (await Promise.all(checks.map((check) => check?.()))),
    }),
  )
  sent.catch(() => undefined)
  return Promise.all(
    members.map(async (member): Promise<BegunTogether> => {
      try {
        const begun = await osChanges.start(
          servers,
          member,
          image,
          request,
          way,
          async ({ onRequestId, beforeSend }) => {
            checks.push(beforeSend)
            gate.arrive()
            const told = await sent
            for (const id of requestIds) onRequestId?.(id)
            return told(member.id)
          },
        )
        if (begun.kind === 'alreadyInFlight') gate.close(notSent)
        return begun
      } catch (error) {
        gate.close(notSent)
        return error === notSent ? { kind: 'notSent' } : { kind: 'refused', error }
      }
    }),
  )
}

/** Opens when all have arrived, unless it was closed before. */
function gateFor(count: number) {
  let open: () => void = () => undefined
  let close: (error: Error) => void = () => undefined
  const opened = new Promise<void>((resolve, reject) => {
    open = resolve
    close = reject
  })
  let arrived = 0
  const arrive = (): void => {
    if (++arrived === count) open()
  }
  return { opened, close, arrive }
}
