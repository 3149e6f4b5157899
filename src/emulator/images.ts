import { type Answer, badParameter, ofProject, ok, type ProjectCall, type Route } from './call'
import { wholePage } from './page'
import { refusal } from './refusal'
import { imageView } from './serverView'
import type { Flavor, Image } from './state'

const ROOT = '/v1/{project}/dev-servers'
const TYPES = ['BMS', 'ECS', 'HPS']

/** Curated images and flavors (ModelArts API: images of DevServers). */
export const images: readonly Route[] = [
  ofProject('modelarts', 'GET', `${ROOT}/images`, listImages),
  ofProject('modelarts', 'GET', `${ROOT}/images/{id}`, showImage),
  ofProject('modelarts', 'GET', `${ROOT}/flavors`, listFlavors),
  ofProject('modelarts', 'GET', `${ROOT}/resource-flavors`, listFlavors),
]

/** Both names of the flavor filter are in use, depending on the page's generation. */
function listImages(call: ProjectCall): Answer {
  const { searchParams } = call.url
  const flavorName = searchParams.get('flavor_name') ?? searchParams.get('resource_flavor_name')
  const type = serverType(call)
  const flavor = call.state.flavors.find(({ name }) => name === flavorName)
  const found = call.state.images.filter(
    (image) =>
      image.visibility === 'public' &&
      (type === null || image.serverType === type) &&
      (flavorName === null || (flavor !== undefined && suits(image, flavor))),
  )
  return ok(wholePage(found.map(imageView)))
}

function showImage(call: ProjectCall): Answer {
  const id = call.params['id'] ?? ''
  const image = call.state.images.find((own) => own.id === id && (own.projectId ?? call.project.id) === call.project.id)
  if (!image) throw refusal(400, call.config.codes.image, `Image '${id}' not found.`)
  return ok(imageView(image))
}

function listFlavors(call: ProjectCall): Answer {
  const arch = call.url.searchParams.get('arch')
  const type = serverType(call)
  const found = call.state.flavors.filter(
    (flavor) => (type === null || flavor.serverType === type) && (arch === null || flavor.arch === arch),
  )
  return ok(
    wholePage(
      found.map(({ name, specification, ...flavor }) => ({
        flavor: name,
        arch: flavor.arch,
        server_type: flavor.serverType,
        charging_mode: 'COMMON',
        specification,
        is_sold_out: false,
      })),
    ),
  )
}

function serverType(call: ProjectCall): string | null {
  const type = call.url.searchParams.get('server_type')
  if (type !== null && !TYPES.includes(type)) {
    throw badParameter(call, `Parameter 'server_type' must be one of ${TYPES.join(', ')}.`)
  }
  return type
}

/** Whether an image can run on a flavor. */
export function suits(image: Image, flavor: Flavor): boolean {
  return (
    image.serverType === flavor.serverType &&
    image.arch === flavor.arch &&
    (image.flavors ?? [flavor.name]).includes(flavor.name)
  )
}
