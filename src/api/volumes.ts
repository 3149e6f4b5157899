import * as z from 'zod/mini'
import type { Call } from './call'
import { id, into, label, loose, text } from './schemas'

/** Something the service does in the background, polled by its own id; statuses are compared without regard to case. */
export const Operation = into(
  z.object({
    operation_id: id,
    operation_status: text,
    operation_error: loose(z.object({ code: label, message: label })),
  }),
  (wire) => ({
    id: wire.operation_id,
    status: wire.operation_status?.toLowerCase() ?? 'unknown',
    error: wire.operation_error,
  }),
)
export type Operation = z.infer<typeof Operation>

/** Attaches an EVS disk to a running or stopped server. Not to be sent twice. */
export function attachVolume(call: Call, projectId: string, id: string, volumeId: string): Promise<Operation> {
  const path = ['v1', projectId, 'dev-servers', id, 'attachvolume']
  return call({ service: 'modelarts', method: 'POST', path, body: { volume_id: volumeId } }, Operation)
}

/** Detaches an EVS disk; bare metal refuses. Not to be sent twice. */
export function detachVolume(call: Call, projectId: string, id: string, volumeId: string): Promise<Operation> {
  const path = ['v1', projectId, 'dev-servers', id, 'detachvolume', volumeId]
  return call({ service: 'modelarts', method: 'DELETE', path }, Operation)
}

/** How an operation of a server stands. */
export function showOperation(call: Call, projectId: string, id: string, operationId: string): Promise<Operation> {
  const path = ['v1', projectId, 'dev-servers', id, 'operation', operationId]
  return call({ service: 'modelarts', method: 'GET', path }, Operation)
}
