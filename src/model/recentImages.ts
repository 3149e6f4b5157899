import type { Memento } from 'vscode'

const KEY = 'recentImages'
const MOST = 12

/** The ids of images that were installed from here, latest first. */
export interface RecentImages {
  readonly ids: () => readonly string[]
  readonly add: (id: string) => Promise<void>
}

/** Keeps a bounded list in a memento. */
export function createRecentImages(memento: Pick<Memento, 'get' | 'update'>): RecentImages {
  const ids = (): readonly string[] => {
    const stored: unknown = memento.get(KEY)
    return Array.isArray(stored) ? stored.filter((id): id is string => typeof id === 'string').slice(0, MOST) : []
  }
  return {
    ids,
    add: async (id) => memento.update(KEY, [id, ...ids().filter((other) => other !== id)].slice(0, MOST)),
  }
}
