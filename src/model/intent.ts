import { createHash, randomUUID } from 'node:crypto'
import type { ChangeOsRequest } from '../api/devServers'
import type { DevServer, Image } from '../api/schemas'
import type { Connection } from './connection'
import { type OsChange, rootVolumeIdOf } from './osChange'
import type { WindowOwner } from './windowOwner'

/** How a change is to be carried out. */
export interface Way {
  /** The server is running: it is stopped first, and both are one change. */
  readonly stopFirst?: boolean | undefined
  /** Absent: a change. */
  readonly action?: 'changeos' | 'reinstallos' | undefined
  /** What the user data is called. */
  readonly userDataName?: string | undefined
  /** The supernode whose servers are all changed by one request. */
  readonly supernode?: OsChange['supernode']
  /** The plan for several servers that this is a step of. */
  readonly planId?: string | undefined
}

/** What is asked for. */
export interface Wanted {
  readonly image: Pick<Image, 'id' | 'name'>
  readonly request: ChangeOsRequest
  readonly way: Way
  readonly usualMs?: number | undefined
  /** The window that asks. */
  readonly holder: WindowOwner
}

/** A change of OS as it is written down before anything is sent: everything but the secrets. */
export function intentOf({ project, identity }: Connection, server: DevServer, wanted: Wanted, now: number): OsChange {
  const { name, region, projectId, account } = project
  const { image, request, way, usualMs, holder } = wanted
  const intent: OsChange = {
    id: randomUUID(),
    project: { name, region, projectId, account, identity },
    serverId: server.id,
    serverName: server.name,
    ...(way.action && { action: way.action }),
    ...(way.planId && { planId: way.planId }),
    ...(way.supernode && { supernode: way.supernode }),
    ...(server.flavor && { flavor: server.flavor }),
    before: beforeOf(server),
    image: { id: image.id, name: image.name },
    ...('keyPairName' in request.login && { keyPairName: request.login.keyPairName }),
    ...(request.userData && { userData: { name: way.userDataName ?? '', sha256: sha256(request.userData) } }),
    ...(usualMs !== undefined && { usualMs }),
    intendedAt: now,
    isAccepted: false,
  }
  if (!way.stopFirst) return intent
  return { ...intent, stop: { isAccepted: false, ...(!requestOf(intent) && { holder }) } }
}

/** The server as it is just before the request. */
export function beforeOf(server: DevServer): OsChange['before'] {
  return {
    status: server.status,
    imageId: server.image?.id,
    imageName: server.image?.name,
    keyPairName: server.keyPairName,
    updatedAt: server.updatedAt,
    rootVolumeId: rootVolumeIdOf(server),
  }
}

/** The request of an intent that needed nothing that is kept nowhere; undefined for passwords and user data. */
export function requestOf({ image, keyPairName, userData }: OsChange): ChangeOsRequest | undefined {
  return keyPairName && !userData ? { imageId: image.id, login: { keyPairName } } : undefined
}

const sha256 = (base64: string): string => createHash('sha256').update(Buffer.from(base64, 'base64')).digest('hex')
