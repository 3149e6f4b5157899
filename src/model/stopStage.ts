import type { ChangeOsRequest } from '../api/devServers'
import { type DevServer, isFailed, isTransitional } from '../api/schemas'
import { WRITE_TIMEOUT_MS } from '../api/send'
import type { Connection } from './connection'
import { GRACE_MS, type OsChange, type Outcome } from './osChange'
import type { Settled } from './settled'

/** How long an accepted stop may leave the server running before it counts as failed. */
export const STOP_LIMIT_MS = 5 * 60_000

/** What a reading says of a server that is being stopped for its change of OS; `stopped`: the change may be sent. */
export function stopOutcomeOf(
  change: OsChange,
  server: DevServer | 'gone',
  now: number,
): Outcome | { readonly kind: 'stopped' } {
  if (server === 'gone' || server.status === 'DELETED') return { kind: 'gone' }
  const { stop = { isAccepted: false }, before } = change
  const since = Math.max(stop.seenAt ?? 0, stop.answeredAt ?? change.intendedAt + WRITE_TIMEOUT_MS)
  const isUnderWay = stop.answeredAt === undefined && now - change.intendedAt < WRITE_TIMEOUT_MS
  if (isTransitional(server.status) || server.status === 'UNKNOWN' || isUnderWay) return { kind: 'pending' }
  if (server.image && server.image.id !== before.imageId) return { kind: 'notContinued', reason: 'changed' }
  if (server.status === 'STOPPED') return { kind: 'stopped' }
  const isBegun = stop.isAccepted || stop.seenAt !== undefined
  const isOld = server.status === before.status
  if (isFailed(server.status) && !isOld) return { kind: 'stopFailed', status: server.status }
  // As before: reads may lag behind, and a server may take its time to begin.
  if (now - since < (isBegun && stop.seenAt === undefined ? STOP_LIMIT_MS : GRACE_MS)) return { kind: 'pending' }
  return isBegun ? { kind: 'stopFailed', status: server.status } : { kind: 'notStarted' }
}

/** For how long after it was confirmed a change may follow its stop. Later, somebody may have used the server again. */
export const CONTINUE_MS = 30 * 60_000
/** A clock that shows less than the intent was set back: nobody knows how much time has passed. */
const SET_BACK_MS = 60_000

/** The request that erases may no longer follow the stop without being confirmed anew. */
export function isTooLate({ intendedAt }: OsChange, now: number): boolean {
  return now - intendedAt > CONTINUE_MS || now - intendedAt < -SET_BACK_MS
}

/** Nothing but the power has changed since the change was confirmed. */
const isUntouched = ({ serverName, before }: OsChange, server: DevServer): boolean =>
  server.name === serverName && server.image?.id === before.imageId

/** The same person is signed in, whatever the account is called by now. */
const isSameUser = ({ project }: OsChange, { project: { account }, identity }: Connection): boolean =>
  project.identity === undefined ? account === project.account : identity === project.identity

type NotContinued = Extract<Settled, { readonly kind: 'notContinued' }>['reason']

/** Minutes have passed since the change was confirmed: why it must not follow its stop, by readings of this moment. */
export async function whyNotContinued(
  change: OsChange,
  connection: Connection,
  server: DevServer,
  { imageId, login }: ChangeOsRequest,
): Promise<NotContinued | undefined> {
  if (!isSameUser(change, connection)) return 'account'
  if (!isUntouched(change, server)) return 'changed'
  // Few windows stop a server before they change it: the checks are loaded when one does.
  const { imageProblem, loginProblem } = await import('./preflight')
  const [image, pair] = await Promise.all([
    imageProblem(connection, server, change.action ?? 'changeos', imageId),
    loginProblem(connection, login),
  ])
  if (image) return 'image'
  return pair && 'keyPair'
}
