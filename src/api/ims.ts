import * as z from 'zod/mini'
import type { Call } from './call'
import { type DevServer, type Image, label } from './schemas'

const PAGE = 500
const MOST_PAGES = 20

const text = z.catch(z.optional(z.string()), undefined)
const CloudImage = z.object({
  id: z.string(),
  name: label,
  status: text,
  virtual_env_type: text,
  __support_arm: text,
  architecture: text,
})
type CloudImage = z.infer<typeof CloudImage>
const CloudImages = z.object({ images: z.catch(z.array(z.unknown()), []) })

/** Images of IMS that belong to the project, or were shared with it and accepted. */
export async function listCloudImages(
  call: Call,
  visibility: 'private' | 'shared',
  server: DevServer,
  signal?: AbortSignal,
): Promise<readonly Image[]> {
  const found: Image[] = []
  let marker: string | undefined
  for (let pages = 0; pages < MOST_PAGES; pages++) {
    const query = {
      __imagetype: visibility,
      status: 'active',
      virtual_env_type: environmentOf(server),
      ...(visibility === 'shared' && { member_status: 'accepted' }),
      limit: PAGE,
      marker,
    }
    const page = await ask(call, query, signal)
    found.push(...page.flatMap((image) => imageOf(image, server)))
    const last = page.at(-1)?.id
    if (page.length < PAGE || last === undefined || last === marker) break
    marker = last
  }
  return found
}

/** An image of any kind by its id; undefined where IMS does not show it to the caller. */
export async function findCloudImage(call: Call, id: string, server: DevServer): Promise<Image | undefined> {
  const page = await ask(call, { id, limit: 1 })
  return page.filter((image) => image.id === id).flatMap((image) => imageOf(image, server))[0]
}

type Query = Readonly<Record<string, string | number | undefined>>

async function ask(call: Call, query: Query, signal?: AbortSignal): Promise<readonly CloudImage[]> {
  const path = ['v2', 'cloudimages']
  const answer = await call({ service: 'ims', method: 'GET', path, query, signal }, CloudImages)
  return answer.images.flatMap((image) => {
    const result = CloudImage.safeParse(image)
    return result.success ? [result.data] : []
  })
}

/** For supernodes the right kind is not documented, so that they are not filtered by it. */
function environmentOf(server: DevServer): string | undefined {
  switch (server.cloudServer?.type) {
    case 'BMS':
      return 'Ironic'
    case 'ECS':
      return 'FusionCompute'
    case 'HPS':
    case undefined:
      return undefined
  }
}

/** A data disk's image cannot be installed at all; one for the other kind of machine says so in its type. */
function imageOf(image: CloudImage, server: DevServer): Image[] {
  const environment = image.virtual_env_type
  if (environment === 'DataImage') return []
  const isArm = image.__support_arm === 'true' || /^arm/i.test(image.architecture ?? '')
  const wanted = environmentOf(server)
  const isOther = wanted !== undefined && environment !== undefined && environment !== wanted
  const type = server.cloudServer?.type
  return [
    {
      id: image.id,
      name: image.name ?? image.id,
      arch: isArm ? 'ARM' : 'X86',
      serverType: isOther ? (type === 'ECS' ? 'BMS' : 'ECS') : type,
      isActive: image.status === undefined || image.status.toLowerCase() === 'active',
    },
  ]
}
