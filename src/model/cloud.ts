import { type Endpoints, endpointOf, isSafeEndpoint, REGION_PATTERN, SERVICES, type ServiceName } from '../api/regions'
import type { Project } from './project'

/** Which cloud a project is in: nothing for the public one. */
export type Cloud = Pick<Project, 'endpoints' | 'endpointDomain' | 'caFile'>

/**
 * The cloud that an IAM address belongs to, trusted by that file; an address of no known form serves everything, as an
 * emulator does.
 */
export function cloudOf(iam: string, caFile?: string): Cloud {
  if (!isSafeEndpoint(iam)) return {}
  const trust = caFile === undefined ? {} : { caFile }
  const base = iam.replace(/\/+$/, '')
  const { host } = new URL(base)
  const [first = '', ...labels] = host.split('.')
  if (first !== 'iam') return { ...trust, endpoints: allAt(base) }
  const domain = (REGION_PATTERN.test(labels[0] ?? '') ? labels.slice(1) : labels).join('.')
  return domain === 'myhuaweicloud.com' ? trust : { ...trust, endpointDomain: domain }
}

/**
 * What of a project's cloud also holds for its neighbours in another region; undefined where nothing tells the
 * addresses of a private cloud there, which must not be taken for the public one's.
 */
export function cloudBeside(own: Project, other: string): Cloud | undefined {
  const { region, endpoints = {}, endpointDomain, caFile } = own
  const trust = caFile === undefined ? {} : { caFile }
  const addresses = Object.values(endpoints)
  const isOneForAll = new Set(addresses).size === 1 && addresses.length === SERVICES.length
  if (addresses.length > 0 && (region === other || isOneForAll))
    return { ...trust, ...(endpointDomain && { endpointDomain }), endpoints }
  if (endpointDomain) return { ...trust, endpointDomain }
  return addresses.every(isPublic) ? trust : undefined
}

const isPublic = (address: string): boolean => /\.myhuaweicloud\.(com|eu)$/.test(new URL(address).hostname)

/**
 * Where the projects of an account are asked for, one after the other: beside those that it has, or at the IAM of the
 * setting where it has none. Credentials of a private cloud go to no other cloud.
 */
export function iamPlaces(own: Project | undefined, iam: string, region: string, caFile?: string): readonly Cloud[] {
  if (!own) {
    const place = cloudOf(iam, caFile)
    return [place, withIam(place, iam)]
  }
  const place = cloudBeside(own, region)
  if (!place) return []
  const { endpoints = {}, endpointDomain } = own
  if (Object.keys(endpoints).length > 0 && !endpointDomain) return [place]
  return [place, withIam(place, endpointDomain ? `https://iam.${endpointDomain}` : globalIam(region))]
}

const globalIam = (region: string): string => endpointOf('iam', region).replace(`.${region}.`, '.')

const withIam = (place: Cloud, iam: string): Cloud => ({ ...place, endpoints: { ...place.endpoints, iam } })

const allAt = (base: string): Endpoints =>
  Object.fromEntries(SERVICES.map((service): [ServiceName, string] => [service, base]))
