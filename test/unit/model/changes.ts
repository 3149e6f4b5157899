import { DevServer } from '../../../src/api/schemas'
import type { OsChange } from '../../../src/model/osChange'

/** When the intents below were written down. */
export const INTENDED_AT = Date.parse('2026-01-15T08:30:00Z')
/** When their requests were answered. */
export const ANSWERED_AT = INTENDED_AT + 1_000
export const OLD = '3d9a4c71-2e58-4f06-8b1d-7c5e9f0a1b23'
export const NEW = 'b84e6f02-91cd-4a7b-8e35-0f1d2c3b4a59'
export const OTHER = 'c90fb553-2cdb-4b81-b56a-ef68812c6cf7'
export const UPDATED_AT = INTENDED_AT - 3_600_000
const ID = '6b1f0c2e-5a7d-4e3b-9c41-0d2f8e6a7b90'

/** A change of a stopped server from OLD to NEW whose request was answered, but not understood. */
export function changeOf(fields: Partial<OsChange> = {}): OsChange {
  return {
    id: 'a-change',
    project: { name: 'training', region: 'cn-southwest-2', projectId: 'p1', account: 'work' },
    serverId: ID,
    serverName: 'npu-train-01',
    before: { status: 'STOPPED', imageId: OLD, imageName: 'Old', updatedAt: UPDATED_AT },
    image: { id: NEW, name: 'New' },
    keyPairName: 'KeyPair-a1b2',
    intendedAt: INTENDED_AT,
    answeredAt: ANSWERED_AT,
    isAccepted: false,
    ...fields,
  }
}

/** The server as a read shows it. */
export function reading(status: string, imageId: string | undefined, updatedAt = INTENDED_AT + 5_000): DevServer {
  return DevServer.parse({
    id: ID,
    name: 'npu-train-01',
    status,
    update_at: updatedAt,
    ...(imageId && { image: { image_id: imageId } }),
  })
}
