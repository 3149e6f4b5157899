import type { Hooks } from '../api/call'
import { type ChangeOsRequest, changeOs, reinstallOs, stopDevServer } from '../api/devServers'
import { diagnose } from '../api/diagnosis'
import { ApiError, isOutcomeUnknown } from '../api/errors'
import type { DevServer } from '../api/schemas'
import type { Connection } from './connection'
import { isStopping, type OsChange } from './osChange'
import type { Settled } from './settled'

/** Sends the request that the change has come to, the stop or the one that erases, once; answers the server where it can be read. */
export function sendChange(
  { call, project }: Connection,
  change: OsChange,
  request: ChangeOsRequest,
  hooks: Hooks,
): Promise<DevServer | undefined> {
  if (isStopping(change)) return stopDevServer(call, project.projectId, change.serverId, hooks)
  const send = change.action === 'reinstallos' ? reinstallOs : changeOs
  return send(call, project.projectId, change.serverId, request, hooks)
}

/** A refusal in the service's own words; what else kept the request from being sent, by its diagnosis. */
export function refusedOf(error: unknown): Settled {
  const refused = { kind: 'refused', said: '', diagnosis: diagnose(error) } as const
  if (!(error instanceof ApiError)) return refused
  const { code, status, requestId, message } = error
  return { ...refused, said: `${code || `HTTP ${status}`}: ${message}`, ...(requestId && { requestId }) }
}

/** How a request ended; throws where it was certainly refused, after that was dealt with. */
export async function endOf<T>(
  sending: Promise<T>,
  onRefused: (error: unknown) => Promise<void>,
): Promise<{ readonly kind: 'accepted'; readonly answer: T } | { readonly kind: 'unknown'; readonly error: unknown }> {
  try {
    return { kind: 'accepted', answer: await sending }
  } catch (error) {
    if (isOutcomeUnknown(error)) return { kind: 'unknown', error }
    await onRefused(error)
    throw error
  }
}
