import type { Call } from './call'
import { statusOf } from './errors'
import { type DevServer, Image, page } from './schemas'

/** The form of an image's id. */
export const IMAGE_ID = /^[0-9A-Za-z-]{1,64}$/

/** Images that the service offers for a server's type and flavor; the caller still filters by what fits. */
export async function listImages(
  call: Call,
  projectId: string,
  server: DevServer,
  signal?: AbortSignal,
): Promise<readonly Image[]> {
  const path = ['v1', projectId, 'dev-servers', 'images']
  const list = async (flavor: string | undefined): Promise<readonly Image[]> => {
    const query = { server_type: server.cloudServer?.type, flavor_name: flavor }
    const answer = await call({ service: 'modelarts', method: 'GET', path, query, signal }, page(Image))
    return answer.items
  }
  try {
    return await list(server.flavor)
  } catch (error) {
    // Page generations disagree on the filter's name; a service that knows neither still lists by type.
    if (server.flavor && statusOf(error) === 400) return list(undefined)
    throw error
  }
}

/** One image of the service's own list. Throws what the client throws, 400 or 404 where it is not there. */
export function showImage(call: Call, projectId: string, id: string): Promise<Image> {
  return call({ service: 'modelarts', method: 'GET', path: ['v1', projectId, 'dev-servers', 'images', id] }, Image)
}

/** False where the image is known to be for another kind of machine; what is unknown is not held against it. */
export function fits(image: Image, server: DevServer): boolean {
  const type = server.cloudServer?.type
  const arch = server.image?.arch
  return (
    image.isActive &&
    (!image.serverType || !type || image.serverType === type) &&
    (!image.arch || !arch || image.arch === arch)
  )
}
