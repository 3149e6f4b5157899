import { type Answer, ofProject, ok, type ProjectCall, type Route } from './call'
import { imsRefusal } from './refusal'
import type { Image } from './state'

/** Images of IMS: public, private and shared ones (IMS API: listing images). */
export const ims: readonly Route[] = [ofProject('ims', 'GET', '/v2/cloudimages', list)]

const FILTERS: Readonly<Record<string, (image: Image) => string>> = {
  __imagetype: imageType,
  __isregistered: () => 'true',
  __os_type: () => 'Linux',
  __platform: platform,
  architecture: ({ arch }) => (arch === 'ARM' ? 'arm' : 'x86'),
  id: ({ id }) => id,
  name: ({ name }) => name,
  status,
  virtual_env_type: virtualEnvironment,
  visibility: ({ visibility }) => visibility,
}

const SORT_KEYS: Readonly<Record<string, (image: Image) => string>> = {
  created_at: ({ createdAt }) => new Date(createdAt).toISOString(),
  id: ({ id }) => id,
  name: ({ name }) => name,
  status,
}

function list(call: ProjectCall): Answer {
  const { searchParams } = call.url
  const flavor = searchParams.get('flavor_id')
  const found = call.state.images.filter(
    (image) =>
      (image.projectId ?? call.project.id) === call.project.id &&
      (flavor === null || (image.flavors ?? [flavor]).includes(flavor)) &&
      Object.entries(FILTERS).every(([name, value]) => (searchParams.get(name) ?? value(image)) === value(image)),
  )
  return ok({ images: paged(searchParams, inOrder(searchParams, found)).map(view) })
}

function inOrder(query: URLSearchParams, images: readonly Image[]): Image[] {
  const key = SORT_KEYS[query.get('sort_key') ?? 'created_at']
  if (!key) throw bad('sort_key')
  const sign = (query.get('sort_dir') ?? 'desc') === 'asc' ? 1 : -1
  return [...images].sort((a, b) => sign * (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
}

function paged(query: URLSearchParams, images: readonly Image[]): readonly Image[] {
  const limit = Number(query.get('limit') ?? '500')
  if (!Number.isInteger(limit) || limit < 1) throw bad('limit')
  const marker = query.get('marker')
  const at = images.findIndex(({ id }) => id === marker)
  if (marker !== null && at < 0) throw bad('marker')
  return images.slice(at + 1, at + 1 + limit)
}

const bad = (name: string): Error => imsRefusal(400, 'IMG.0026', `Parameter ${name} is invalid.`)

function view(image: Image): object {
  const { id, name, arch, visibility, createdAt } = image
  const time = `${new Date(createdAt).toISOString().slice(0, 19)}Z`
  return {
    __imagetype: imageType(image),
    __isregistered: 'true',
    __os_bit: '64',
    __os_type: 'Linux',
    __os_version: `${platform(image)} 64bit`,
    __platform: platform(image),
    ...(arch === 'ARM' && { __support_arm: 'true' }),
    created_at: time,
    enterprise_project_id: '0',
    id,
    min_disk: 40,
    min_ram: 0,
    name,
    status: status(image),
    updated_at: time,
    virtual_env_type: virtualEnvironment(image),
    visibility,
  }
}

function imageType({ visibility }: Image): string {
  return visibility === 'public' ? 'gold' : visibility
}

function status({ active }: Image): string {
  return active ? 'active' : 'error'
}

function platform({ name }: Image): string {
  return ['EulerOS', 'Ubuntu', 'CentOS'].find((own) => name.startsWith(own)) ?? 'Other'
}

function virtualEnvironment({ serverType, dataOnly }: Image): string {
  if (dataOnly) return 'DataImage'
  return serverType === 'ECS' ? 'FusionCompute' : 'Ironic'
}
