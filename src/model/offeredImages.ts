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

/** What is offered to several servers, by the kind of their hardware. */
export type OfferedByKind = ReadonlyMap<string, OfferedImages>

const kindOf = ({ cloudServer, flavor }: DevServer): string => JSON.stringify([cloudServer?.type, flavor])
const allOf = ({ curated, private: own, shared }: OfferedImages): readonly Image[] => [...curated, ...own, ...shared]

/** The images that fit each of the servers, asked for once for each kind of hardware. */
export async function listOfferedByKind(
  connection: Connection,
  servers: readonly DevServer[],
  signal?: AbortSignal,
): Promise<OfferedByKind> {
  const kinds = new Map(servers.map((server) => [kindOf(server), server]))
  const list = async (server: DevServer) =>
    [kindOf(server), await listOfferedImages(connection, server, signal)] as const
  return new Map(await Promise.all([...kinds.values()].map(list)))
}

/** The images that any of the servers can take, each once. */
export function offeredToAny(byKind: OfferedByKind): OfferedImages {
  const lists = [...byKind.values()]
  const those = (of: (list: OfferedImages) => readonly Image[]): readonly Image[] => [
    ...new Map(lists.flatMap(of).map((image) => [image.id, image])).values(),
  ]
  return {
    curated: those(({ curated }) => curated),
    private: those((list) => list.private),
    shared: those(({ shared }) => shared),
    isCuratedOnly: lists.some(({ isCuratedOnly }) => isCuratedOnly),
  }
}

/** True where the service lists an image for others of the servers and not for this one; one on no list may fit any. */
export function isOfferedToOthers(byKind: OfferedByKind, server: DevServer, imageId: string): boolean {
  const has = (list: OfferedImages): boolean => allOf(list).some(({ id }) => id === imageId)
  const own = byKind.get(kindOf(server))
  return own !== undefined && !has(own) && [...byKind.values()].some(has)
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
