import type { Route, Service } from './call'

/** A route and what its `{names}` stand for in a path. */
export interface Match {
  readonly route: Route
  readonly params: Readonly<Record<string, string>>
}

const HOSTS: Readonly<Record<string, Service>> = {
  modelarts: 'modelarts',
  iam: 'iam',
  kms: 'kms',
  kps: 'kms',
  ims: 'ims',
  ecs: 'ecs',
  vpc: 'vpc',
}

/** Words that are never an id after /dev-servers/ (ModelArts API: routes of DevServers). */
const RESERVED = new Set(
  'all sync action images flavors plugins networks jobs hyperinstance hyper-clusters resource-flavors instance-physical-topologies'.split(
    ' ',
  ),
)

/** Finds routes by the host's first label, or by the path alone where one origin serves everything. */
export function createRouter(routes: readonly Route[]): (method: string, url: URL) => Match | undefined {
  const table = routes.map((route) => ({ route, segments: route.path.split('/') }))
  return (method, url) => {
    const service = HOSTS[url.hostname.split('.')[0] ?? '']
    const path = url.pathname.split('/')
    for (const { route, segments } of table) {
      if (route.method !== method || (service !== undefined && route.service !== service)) continue
      const params = paramsOf(segments, path)
      if (params) return { route, params }
    }
    return undefined
  }
}

function paramsOf(segments: readonly string[], path: readonly string[]): Record<string, string> | undefined {
  if (segments.length !== path.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, segment] of segments.entries()) {
    const part = path[index] ?? ''
    if (!segment.startsWith('{')) {
      if (segment !== part) return undefined
      continue
    }
    const value = decoded(part)
    if (value === '' || (path[index - 1] === 'dev-servers' && RESERVED.has(value))) return undefined
    params[segment.slice(1, -1)] = value
  }
  return params
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return ''
  }
}
