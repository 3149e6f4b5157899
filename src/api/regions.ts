/** The services whose endpoints a connection needs. */
export const SERVICES = ['modelarts', 'iam', 'kps', 'ims', 'vpc', 'ecs'] as const
export type ServiceName = (typeof SERVICES)[number]

/** Base URLs that replace those derived from the region, for private clouds and tests. */
export type Endpoints = Readonly<Partial<Record<ServiceName, string>>>

/** Any region id has this form; new regions appear before their names are known. */
export const REGION_PATTERN = /^[a-z]{2,}(-[a-z]+)+-\d+$/

/** The regions in which the vendor's SDKs know a ModelArts endpoint; `name` only for display. */
export const REGIONS: readonly { readonly id: string; readonly name: string }[] = [
  { id: 'cn-north-1', name: 'CN North-Beijing1' },
  { id: 'cn-north-2', name: 'CN North-Beijing2' },
  { id: 'cn-north-4', name: 'CN North-Beijing4' },
  { id: 'cn-north-9', name: 'CN North-Ulanqab1' },
  { id: 'cn-north-11', name: '' },
  { id: 'cn-north-12', name: '' },
  { id: 'cn-east-3', name: 'CN East-Shanghai1' },
  { id: 'cn-east-4', name: 'CN East2' },
  { id: 'cn-south-1', name: 'CN South-Guangzhou' },
  { id: 'cn-southwest-2', name: 'CN Southwest-Guiyang1' },
  { id: 'cn-southwest-3', name: '' },
  { id: 'ap-southeast-1', name: 'CN-Hong Kong' },
  { id: 'ap-southeast-2', name: 'AP-Bangkok' },
  { id: 'ap-southeast-3', name: 'AP-Singapore' },
  { id: 'ap-southeast-4', name: 'AP-Jakarta' },
  { id: 'me-east-1', name: 'ME-Riyadh' },
  { id: 'tr-west-1', name: 'TR-Istanbul' },
  { id: 'af-south-1', name: 'AF-Johannesburg' },
  { id: 'af-north-1', name: 'AF-Cairo' },
  { id: 'la-south-2', name: 'LA-Santiago' },
  { id: 'la-north-2', name: 'LA-Mexico City2' },
  { id: 'sa-brazil-1', name: 'LA-Sao Paulo1' },
]

/** Regions without an IAM endpoint of their own use the global one. */
const GLOBAL_IAM = new Set(['cn-north-11', 'cn-southwest-3', 'af-north-1'])

/** KPS lives behind the `kms` host. */
const HOSTS: Readonly<Record<ServiceName, string>> = {
  modelarts: 'modelarts',
  iam: 'iam',
  kps: 'kms',
  ims: 'ims',
  vpc: 'vpc',
  ecs: 'ecs',
}

/** Base URL of a service in a region, without a slash at the end. */
export function endpointOf(service: ServiceName, region: string, own: Endpoints = {}): string {
  const given = own[service]
  if (given !== undefined) return given.replace(/\/+$/, '')
  const domain = region.startsWith('eu-west-1') ? 'myhuaweicloud.eu' : 'myhuaweicloud.com'
  if (service === 'iam' && GLOBAL_IAM.has(region)) return `https://iam.${domain}`
  return `https://${HOSTS[service]}.${region}.${domain}`
}

/**
 * The other host that ModelArts is said to have in Hong Kong: all SDKs print it, everything else says `.com`
 * (list of regions and endpoints). Undefined where the project gives an address of its own, and everywhere else.
 */
export function otherHostOf(service: ServiceName, region: string, own: Endpoints = {}): string | undefined {
  const isInDoubt = service === 'modelarts' && region === 'ap-southeast-1' && own.modelarts === undefined
  return isInDoubt ? 'modelarts.ap-southeast-1.myhuaweicloud.cn' : undefined
}

/** The endpoints of a region in a cloud with a domain of its own. */
export function endpointsIn(domain: string, region: string): Endpoints {
  return Object.fromEntries(
    SERVICES.map((service): [ServiceName, string] => [service, `https://${HOSTS[service]}.${region}.${domain}`]),
  )
}

/** True for an address that keys may be sent to: https, or plain http to this machine. */
export function isSafeEndpoint(address: string): boolean {
  if (!URL.canParse(address) || /[?#]/.test(address)) return false
  const url = new URL(address)
  if (url.username || url.password) return false
  return url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))
}

const isLoopback = (host: string): boolean => host === 'localhost' || host === '[::1]' || /^127(\.\d+){3}$/.test(host)
