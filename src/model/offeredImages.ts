import { ApiError } from '../api/errors'
import { fits, listImages, showImage } from '../api/images'
import { findCloudImage, listCloudImages } from '../api/ims'
import type { DevServer, Image } from '../api/schemas'
import type { Connection } from './connection'

/** What can be installed on a server, by where it comes from. */
export interface OfferedImages {
  readonly curated: readonly Image[]
  readonly private: readonly Image[]
  readonly shared: readonly Image[]
  /** IMS was not to be had: private and shared images are missing. */
  readonly isCuratedOnly: boolean
}

/** The images that fit a server. Without IMS, which needs rights of its own, those of the DevServer list remain. */
export async function listOfferedImages(
  { call, project }: Connection,
  server: DevServer,
  signal?: AbortSignal,
): Promise<OfferedImages> {
  const optional = (images: Promise<readonly Image[]>): Promise<readonly Image[] | undefined> =>
    images.catch(() => undefined)
  const [curated, own, shared] = await Promise.all([
    listImages(call, project.projectId, server, signal),
    optional(listCloudImages(call, 'private', server, signal)),
    optional(listCloudImages(call, 'shared', server, signal)),
  ])
  const known = new Set(curated.map(({ id }) => id))
  const fitting = (images: readonly Image[] = []): readonly Image[] => images.filter((image) => fits(image, server))
  const others = (images?: readonly Image[]): readonly Image[] => fitting(images).filter(({ id }) => !known.has(id))
  return {
    curated: fitting(curated),
    private: others(own),
    shared: others(shared),
    isCuratedOnly: own === undefined || shared === undefined,
  }
}

/** An image as it is now: `missing` where both lists deny it, `unknown` where nobody can tell. */
export async function findImage(
  { call, project }: Connection,
  server: DevServer,
  id: string,
): Promise<Image | 'missing' | 'unknown'> {
  const isDenied = (error: unknown): boolean => error instanceof ApiError && [400, 404].includes(error.status)
  let denied = false
  try {
    return await showImage(call, project.projectId, id)
  } catch (error) {
    denied = isDenied(error)
  }
  try {
    const found = await findCloudImage(call, id, server)
    return found ?? (denied ? 'missing' : 'unknown')
  } catch {
    return 'unknown'
  }
}
