import * as z from 'zod/mini'
import type { Call } from './call'
import { statusOf } from './errors'
import { elasticIpsByPort, elasticIpsOf, publicIpsOf } from './network'
import { type DevServer, id, into, list, text } from './schemas'

const bound = into(z.object({ id, address: text }), (wire) => ({ id: wire.id, address: wire.address ?? wire.id }))
const ofServer = into(z.object({ public_ips: list(bound) }), (wire) => wire.public_ips)

const record = into(
  z.object({ id, public_ip_address: text, private_ip_address: text, port_id: text, status: text }),
  (wire) => ({
    id: wire.id,
    address: wire.public_ip_address ?? wire.id,
    isFree: wire.port_id === undefined && wire.private_ip_address === undefined && wire.status !== 'ELB',
  }),
)
const ofProject = into(z.object({ publicips: list(record) }), (wire) => wire.publicips)

/** An elastic IP. */
export interface PublicIp {
  readonly id: string
  readonly address: string
}

/** Not allowed, or not offered for this kind of server: another source may know. */
const ELSEWHERE = [400, 403, 404]

/**
 * Addresses of the elastic IPs of a server: its own page for supernodes' children, else the VPC service's records of its
 * network card. Throws where no source may be asked.
 */
export async function listPublicIps(call: Call, projectId: string, server: DevServer): Promise<readonly string[]> {
  const { address: privateIp, vpcId, cloudServer } = server
  const vnic = privateIp === undefined ? undefined : { privateIp, vpcId, deviceId: cloudServer?.id }
  const own = [() => publicIpsOf(call, projectId, server.id)]
  const sources = [
    ...(cloudServer?.type === 'HPS' ? own : []),
    ...(vnic ? [() => elasticIpsOf(call, projectId, vnic), () => elasticIpsByPort(call, projectId, vnic)] : []),
  ]
  let refusal: unknown
  let answers = 0
  for (const read of sources) {
    try {
      const found = await read()
      if (found.length > 0) return found
      answers++
    } catch (error) {
      if (!ELSEWHERE.includes(statusOf(error) ?? 0)) throw error
      refusal = error
    }
  }
  if (answers === 0 && refusal !== undefined) throw refusal
  return []
}

/** Elastic IPs of the project that are bound to nothing. */
export async function listFreePublicIps(call: Call, projectId: string): Promise<readonly PublicIp[]> {
  const found = await call({ service: 'vpc', method: 'GET', path: ['v1', projectId, 'publicips'] }, ofProject)
  return found.filter(({ isFree }) => isFree)
}

const pathOf = (projectId: string, id: string) => ['v1', projectId, 'dev-servers', id, 'publicips']

/** True where the server's own page names the elastic IP. */
export async function isPublicIpBound(call: Call, projectId: string, id: string, publicIpId: string): Promise<boolean> {
  const ips = await call({ service: 'modelarts', method: 'GET', path: pathOf(projectId, id) }, ofServer)
  return ips.some((ip) => ip.id === publicIpId)
}

const Accepted = z.catch(z.optional(ofServer), undefined)

/** Binds an elastic IP to a running child of a supernode; other kinds of servers are refused. Not to be sent twice. */
export async function bindPublicIp(call: Call, projectId: string, id: string, publicIpId: string): Promise<void> {
  const body = { public_ip_id: publicIpId }
  await call({ service: 'modelarts', method: 'POST', path: pathOf(projectId, id), body }, Accepted)
}
