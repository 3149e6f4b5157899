import { type Answer, ofProject, ok, type ProjectCall, type Route } from './call'
import { uuidOf } from './ids'
import { isGone } from './lifecycle'
import { vpcRefusal } from './refusal'
import type { PublicIp, Server } from './state'

/** Elastic IPs and ports (VPC API: elastic IPs and ports). */
export const vpc: readonly Route[] = [
  ofProject('vpc', 'GET', '/v1/{project}/publicips', list),
  ofProject('vpc', 'GET', '/v3/{project}/eip/publicips', listV3),
  ofProject('vpc', 'GET', '/v1/{project}/ports', listPorts),
]

interface Bound {
  readonly ip: PublicIp
  readonly server: Server | undefined
}

function bound({ state, project }: ProjectCall): Bound[] {
  return state.publicIps
    .filter(({ projectId }) => projectId === project.id)
    .map((ip) => ({ ip, server: state.servers.find(({ id }) => id === ip.serverId) }))
}

/** A server has one port, whose id follows from the server's. */
const portOf = ({ id }: Server): string => uuidOf(`port of ${id}`)

function list(call: ProjectCall): Answer {
  const { searchParams } = call.url
  const address = searchParams.get('private_ip_address')
  const found = bound(call).filter(({ server }) => address === null || server?.privateIp === address)
  const publicips = paged(searchParams, found).map(({ ip, server }) => ({
    id: ip.id,
    public_ip_address: ip.address,
    status: server ? 'ACTIVE' : 'DOWN',
    type: '5_bgp',
    ...(server && { port_id: portOf(server), private_ip_address: server.privateIp }),
  }))
  return ok({ publicips })
}

function listV3(call: ProjectCall): Answer {
  const { searchParams } = call.url
  const filters: Readonly<Record<string, (bound: Bound) => string | undefined>> = {
    'vnic.private_ip_address': ({ server }) => server?.privateIp,
    'vnic.vpc_id': ({ server }) => server?.vpcId,
    'vnic.device_id': ({ server }) => server?.resourceId,
    public_ip_address: ({ ip }) => ip.address,
  }
  const found = bound(call).filter((own) =>
    Object.entries(filters).every(([name, value]) => !searchParams.has(name) || searchParams.get(name) === value(own)),
  )
  const publicips = paged(searchParams, found).map(({ ip, server }) => ({
    id: ip.id,
    public_ip_address: ip.address,
    status: server ? 'ACTIVE' : 'DOWN',
    vnic: server
      ? {
          private_ip_address: server.privateIp,
          vpc_id: server.vpcId,
          device_id: server.resourceId,
          port_id: portOf(server),
        }
      : null,
  }))
  return ok({ publicips, page_info: { current_count: publicips.length }, total_count: found.length })
}

function paged(query: URLSearchParams, all: readonly Bound[]): readonly Bound[] {
  const limit = Number(query.get('limit') ?? '2000')
  if (!Number.isInteger(limit) || limit < 1 || limit > 2000)
    throw vpcRefusal(400, 'VPC.0202', 'Query limit is invalid.')
  const marker = query.get('marker')
  return all.slice(all.findIndex(({ ip }) => ip.id === marker) + 1).slice(0, limit)
}

function listPorts(call: ProjectCall): Answer {
  const device = call.url.searchParams.get('device_id')
  const fixed = call.url.searchParams.get('fixed_ips')
  const ports = call.state.servers
    .filter((server) => server.projectId === call.project.id && !isGone(server, call.now))
    .filter((server) => (device ?? server.resourceId) === server.resourceId)
    .filter((server) => fixed === null || fixed === `ip_address=${server.privateIp}`)
    .map((server) => ({
      id: portOf(server),
      device_id: server.resourceId,
      fixed_ips: [{ ip_address: server.privateIp, subnet_id: server.subnetId }],
      status: 'ACTIVE',
    }))
  return ok({ ports })
}
