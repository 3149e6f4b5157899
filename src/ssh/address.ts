import type { Call } from '../api/call'
import { statusOf } from '../api/errors'
import { elasticIpsByPort, elasticIpsOf, publicIpsOf } from '../api/network'
import type { DevServer } from '../api/schemas'
import { isHost } from '../base/hosts'
import { readBanner } from './banner'

/** A way to a server, and where it was learned. */
export interface Address {
  readonly host: string
  readonly from: 'setting' | 'elasticIp' | 'publicIp' | 'privateIp'
}

const LOOKUP_MS = 10_000
/** Milliseconds that a server may take to greet. */
export const PROBE_MS = 4_000

/** Not allowed, or not offered here: elastic IPs are optional. */
const SILENT = [400, 403, 404]

/**
 * The addresses of a server, best first: elastic IP (VPC v3, else v1, else DevServer's own), private IP. A source that
 * fails is left out; `report` hears of failures that are more than a missing right or service.
 */
export async function addressesOf(
  call: Call,
  projectId: string,
  server: DevServer,
  report: (failure: string) => void,
): Promise<readonly Address[]> {
  const { address: privateIp, vpcId, cloudServer, id } = server
  const signal = AbortSignal.timeout(LOOKUP_MS)
  const vnic = privateIp === undefined ? undefined : { privateIp, vpcId, deviceId: cloudServer?.id }
  const sources: readonly (readonly [Address['from'], () => Promise<readonly string[]>])[] = [
    ...(vnic
      ? ([
          ['elasticIp', () => elasticIpsOf(call, projectId, vnic, signal)],
          ['elasticIp', () => elasticIpsByPort(call, projectId, vnic, signal)],
        ] as const)
      : []),
    ['publicIp', () => publicIpsOf(call, projectId, id, signal)],
  ]
  const found: Address[] = []
  for (const [from, read] of sources) {
    const hosts = await read().catch((error: unknown) => {
      if (!SILENT.includes(statusOf(error) ?? 0)) report(`${from} of ${id}: ${String(error)}`)
      return []
    })
    found.push(...hosts.map((host) => ({ host, from })))
    if (found.length > 0) break
  }
  if (privateIp !== undefined) found.push({ host: privateIp, from: 'privateIp' })
  return found.filter(({ host }) => isHost(host))
}

/** The best address that greets on the port; all are tried at once. */
export async function answering(
  addresses: readonly Address[],
  port: number,
  signal?: AbortSignal,
  timeoutMs = PROBE_MS,
): Promise<Address | undefined> {
  const rest = new AbortController()
  const both = signal ? AbortSignal.any([signal, rest.signal]) : rest.signal
  const probes = addresses.map((address) => ({ address, banner: readBanner(address.host, port, timeoutMs, both) }))
  for (const { address, banner } of probes) {
    if ((await banner) === undefined) continue
    rest.abort()
    return address
  }
  return undefined
}
