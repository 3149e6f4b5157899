import * as z from 'zod/mini'
import type { Call } from './call'

// Elastic IPs and ports (VPC), and the public IPs of a supernode's servers (DevServer).

const text = z.catch(z.optional(z.string()), undefined)
const listOf = <T extends z.ZodMiniType>(item: T) => z.catch(z.array(z.catch(z.optional(item), undefined)), [])

const V3 = z.object({
  publicips: listOf(
    z.object({
      public_ip_address: text,
      vnic: z.catch(z.nullish(z.object({ private_ip_address: text, vpc_id: text, device_id: text })), undefined),
    }),
  ),
})
const V1 = z.object({
  publicips: listOf(z.object({ public_ip_address: text, private_ip_address: text, port_id: text, status: text })),
})
const Ports = z.object({ ports: listOf(z.object({ id: text })) })
const Own = z.object({ public_ips: listOf(z.object({ address: text })) })

/** What an elastic IP is looked for by. */
export interface Vnic {
  readonly privateIp: string
  readonly vpcId?: string | undefined
  /** The cloud server's id. */
  readonly deviceId?: string | undefined
}

/** Elastic IPs bound to a network card, from VPC v3; private addresses repeat across VPCs, so the VPC or device must agree. */
export async function elasticIpsOf(
  call: Call,
  projectId: string,
  { privateIp, vpcId, deviceId }: Vnic,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  if (vpcId === undefined && deviceId === undefined) return []
  const tie = vpcId === undefined ? { 'vnic.device_id': deviceId } : { 'vnic.vpc_id': vpcId }
  const query = { 'vnic.private_ip_address': privateIp, ...tie }
  const path = ['v3', projectId, 'eip', 'publicips']
  const { publicips } = await call({ service: 'vpc', method: 'GET', path, query, signal }, V3)
  return publicips.flatMap((ip) => {
    const { vnic } = ip ?? {}
    const isTied = vpcId === undefined ? vnic?.device_id === deviceId : vnic?.vpc_id === vpcId
    return ip?.public_ip_address && vnic?.private_ip_address === privateIp && isTied ? [ip.public_ip_address] : []
  })
}

/** The same from VPC v1, whose answer must be of one of the cloud server's own ports. */
export async function elasticIpsByPort(
  call: Call,
  projectId: string,
  { privateIp, deviceId }: Vnic,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  if (deviceId === undefined) return []
  const get = { service: 'vpc', method: 'GET', signal } as const
  const ips = { ...get, path: ['v1', projectId, 'publicips'], query: { private_ip_address: privateIp } }
  const { publicips } = await call(ips, V1)
  const found = publicips.filter((ip) => ip?.private_ip_address === privateIp && ip.port_id)
  if (found.length === 0) return []
  const own = { ...get, path: ['v1', projectId, 'ports'], query: { device_id: deviceId } }
  const ports = new Set((await call(own, Ports)).ports.map((port) => port?.id))
  return found.flatMap((ip) => (ip?.public_ip_address && ports.has(ip.port_id) ? [ip.public_ip_address] : []))
}

/** Public IPs that DevServer itself bound to a server; only one generation of supernodes has them. */
export async function publicIpsOf(
  call: Call,
  projectId: string,
  id: string,
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const path = ['v1', projectId, 'dev-servers', id, 'publicips']
  const { public_ips } = await call({ service: 'modelarts', method: 'GET', path, signal }, Own)
  return public_ips.flatMap((ip) => (ip?.address ? [ip.address] : []))
}
