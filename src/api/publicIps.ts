import * as z from 'zod/mini'
import type { Call } from './call'
import { type DevServer, id, into, list, text } from './schemas'

const bound = into(z.object({ id, address: text }), (wire) => ({ id: wire.id, address: wire.address ?? wire.id }))
const ofServer = into(z.object({ public_ips: list(bound) }), (wire) => wire.public_ips)

const record = into(
  z.object({ id, public_ip_address: text, private_ip_address: text, port_id: text, status: text }),
  (wire) => ({
    id: wire.id,
    address: wire.public_ip_address ?? wire.id,
    privateAddress: wire.private_ip_address,
    isFree: wire.port_id === undefined && wire.private_ip_address === undefined && wire.status !== 'ELB',
  }),
)
const ofProject = into(z.object({ publicips: list(record) }), (wire) => wire.publicips)

/** An elastic IP. */
export interface PublicIp {
  readonly id: string
  readonly address: string
}

/** Elastic IPs of a server: its own page for supernodes' children, else the VPC service's by private address. */
export async function listPublicIps(call: Call, projectId: string, server: DevServer): Promise<readonly PublicIp[]> {
  if (server.cloudServer?.type === 'HPS') {
    const path = ['v1', projectId, 'dev-servers', server.id, 'publicips']
    return call({ service: 'modelarts', method: 'GET', path }, ofServer)
  }
  if (!server.address) return []
  const query = { private_ip_address: server.address }
  const found = await call({ service: 'vpc', method: 'GET', path: ['v1', projectId, 'publicips'], query }, ofProject)
  return found.filter(({ privateAddress }) => privateAddress === server.address)
}

/** Elastic IPs of the project that are bound to nothing. */
export async function listFreePublicIps(call: Call, projectId: string): Promise<readonly PublicIp[]> {
  const found = await call({ service: 'vpc', method: 'GET', path: ['v1', projectId, 'publicips'] }, ofProject)
  return found.filter(({ isFree }) => isFree)
}

/** Binds an elastic IP to a running child of a supernode; other kinds of servers are refused. Not to be sent twice. */
export function bindPublicIp(
  call: Call,
  projectId: string,
  id: string,
  publicIpId: string,
): Promise<readonly PublicIp[]> {
  const path = ['v1', projectId, 'dev-servers', id, 'publicips']
  return call({ service: 'modelarts', method: 'POST', path, body: { public_ip_id: publicIpId } }, ofServer)
}
