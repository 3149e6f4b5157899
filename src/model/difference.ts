import { isSame } from '../base/isSame'
import type { Project } from './project'

/** Which rows to draw again: those of the servers and supernodes named, or the project's as a whole. */
export interface Changed {
  readonly project: Project
  readonly serverIds: readonly string[] | 'all'
  readonly supernodeIds?: readonly string[]
}

/** The ids of records that say something else than before; `all` where records came or went. */
export function difference<T>(before: ReadonlyMap<string, T>, next: ReadonlyMap<string, T>): readonly string[] | 'all' {
  if (before.size !== next.size) return 'all'
  const changed: string[] = []
  for (const [id, record] of next) {
    const old = before.get(id)
    if (old === undefined) return 'all'
    if (!isSame(old, record)) changed.push(id)
  }
  return changed
}
