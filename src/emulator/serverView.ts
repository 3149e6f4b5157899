import { readingAt, type Settled } from './lifecycle'
import type { EmulatorState, Flavor, Image, Server } from './state'

/** A server as reads show it (ServerResponse, ModelArts API: querying a DevServer). */
export function serverView(state: EmulatorState, server: Server, now: number): object {
  return shown(state, server, readingAt(server, now), now)
}

/** A server as the answer to a call that changes it shows it: already changing, with the new image. */
export function shown(state: EmulatorState, server: Server, as: Settled, now: number): object {
  const image = state.images.find(({ id }) => id === as.imageId)
  const parent = state.hyperinstances.find(({ id }) => id === server.hyperinstanceId)
  return {
    category: server.type === 'HPS' ? 'HPS' : 'SERVER',
    charging_mode: server.chargingMode,
    cloud_server: {
      id: server.resourceId,
      type: server.type,
      ...(parent && { hps_id: parent.resourceId, hps_ecs_id: server.resourceId }),
    },
    create_at: server.createdAt,
    endpoints: [endpoint(server, as)],
    flavor: server.flavor,
    id: server.id,
    image: image && instanceImage(image),
    key_pair_name: as.keyPairName,
    name: server.name,
    order_id: server.orderId,
    server_hps: parent && { id: parent.id, name: parent.name },
    status: as.status,
    subnet_id: server.subnetId,
    update_at: as.updatedAt,
    volumes: volumes(state, server, as, now),
    vpc_id: server.vpcId,
  }
}

/** An image as lists of images show it (ServerImageResponse). */
export function imageView(image: Image): object {
  return { ...instanceImage(image), status: image.active ? 'ACTIVE' : 'INACTIVE' }
}

/** Without `status`, as in the vendor's example of changeos. */
function instanceImage({ arch, id, name, serverType }: Image): object {
  return { arch, image_id: id, name, server_type: serverType }
}

/** The hardware a server has. */
export const flavorOf = (state: EmulatorState, server: Server): Flavor | undefined =>
  state.flavors.find(({ name }) => name === server.flavor)

function endpoint(server: Server, { keyPairName }: Settled): object {
  return {
    dev_service: 'SSH',
    service: 'SSH',
    uri: server.privateIp,
    key_pair_names: keyPairName === undefined ? [] : [keyPairName],
  }
}

function volumes(state: EmulatorState, server: Server, { rootVolumeId }: Settled, now: number): object[] {
  const data = state.volumes.filter(
    ({ serverId, attachedAt = 0, detachedAt = Number.POSITIVE_INFINITY }) =>
      serverId === server.id && attachedAt <= now && now < detachedAt,
  )
  return [
    { type: 'ROOT', evs_type: 'SSD', size: 150, evs_id: rootVolumeId },
    ...data.map(({ id, size, evsType }) => ({ type: 'DATA', evs_type: evsType, size, evs_id: id })),
  ]
}
