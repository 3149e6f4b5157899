import type { Service, SignedCall } from './call'
import { gatewayRefusal, type Refusal, refusal } from './refusal'
import type { Project } from './state'

/** The project a call is about: of the path, else of the header, the token or the host's region; all must agree. */
export function projectOf(call: SignedCall, service: Service): Project {
  const { caller, params, headers } = call
  const region = regionOf(call.url)
  const header = headers.get('x-project-id') ?? undefined
  const projects = caller.account.projects
  const id = params['project'] ?? header ?? caller.projectId ?? projects.find(({ name }) => name === region)?.id ?? ''
  if (caller.by === 'token' && caller.projectId === undefined) throw notScoped(service)
  if (header !== undefined && header !== id) throw differs(service, 'the X-Project-Id header')
  if (caller.projectId !== undefined && caller.projectId !== id) throw differs(service, 'the token')
  const project = projects.find((own) => own.id === id)
  if (!project || (region !== undefined && !isOfRegion(project, region))) throw unknown(service, id)
  if (!project.enabled) throw gatewayRefusal(403, 'APIGW.0310', 'The project is unavailable.')
  return project
}

/** The region that a host name such as modelarts.cn-north-9.myhuaweicloud.com names. */
export function regionOf(url: URL): string | undefined {
  const label = url.hostname.split('.')[1] ?? ''
  return /^[a-z]{2,}(-[a-z]+)+-\d+$/.test(label) ? label : undefined
}

const isOfRegion = ({ name }: Project, region: string): boolean => name === region || name.startsWith(`${region}_`)

function notScoped(service: Service): Refusal {
  return service === 'modelarts'
    ? refusal(401, 'ModelArts.0207', 'The token is not scoped to a project.')
    : gatewayRefusal(403, 'APIGW.0306', 'API access denied: the token is not scoped to a project.')
}

function differs(service: Service, from: string): Refusal {
  return service === 'modelarts'
    ? refusal(403, 'ModelArts.0210', `The project id in the URL differs from that of ${from}.`)
    : gatewayRefusal(403, 'APIGW.0306', `API access denied: the project id differs from that of ${from}.`)
}

function unknown(service: Service, id: string): Refusal {
  return service === 'modelarts'
    ? refusal(400, 'ModelArts.0210', `Invalid project id '${id}'.`)
    : gatewayRefusal(403, 'APIGW.0306', `API access denied: invalid project id '${id}'.`)
}
