import { NetworkError } from '../api/errors'
import { inTime } from '../api/inTime'
import { REGION_PATTERN } from '../api/regions'
import type { IamProject } from '../api/schemas'
import type { Clock } from '../base/clock'

/** A project that the account may use, and whether DevServers were seen in it. */
export interface FoundProject {
  readonly id: string
  /** The region's id, for a sub-project followed by `_` and a suffix. */
  readonly name: string
  readonly region: string
  readonly servers: 'some' | 'none' | 'unknown'
  /** Why it could not be looked into. */
  readonly problem?: unknown
}

/** What a search asks the service, each a read. */
export interface Search {
  readonly clock: Clock
  /** One for each place that lists projects, the best first. */
  readonly lists: readonly ((signal: AbortSignal) => Promise<readonly IamProject[]>)[]
  /** Whether a project has at least one DevServer. */
  readonly hasServers: (project: FoundProject, signal: AbortSignal) => Promise<boolean>
}

const AT_ONCE = 4
/** A place that has not answered after this many milliseconds is given up, without spoiling the others. */
export const PATIENCE_MS = 5_000

/**
 * The account's projects, from the first place that lists them; then which of them have DevServers, told as it turns
 * out. Creates nothing. Throws what the last place threw where none lists any.
 */
export async function findProjects(
  search: Search,
  onFound: (found: readonly FoundProject[]) => void,
  signal: AbortSignal,
): Promise<readonly FoundProject[]> {
  let found = (await firstList(search, signal)).flatMap(asFound)
  onFound(found)
  const silent = new Map<string, Look>()
  const rest = [...found]
  const work = async (): Promise<void> => {
    for (let next = rest.shift(); next && !signal.aborted; next = rest.shift()) {
      const { id, region } = next
      const seen = silent.get(region) ?? (await look(search, next, signal))
      // The network fails all projects of a region alike; one project may be forbidden and the next one not.
      if (seen.problem instanceof NetworkError) silent.set(region, seen)
      found = found.map((project) => (project.id === id ? { ...project, ...seen } : project))
      onFound(found)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return found
}

async function firstList({ lists, clock }: Search, signal: AbortSignal): Promise<readonly IamProject[]> {
  let last: unknown
  for (const list of lists) {
    try {
      const projects = await inTime(clock, PATIENCE_MS, list, signal)
      if (projects.length > 0) return projects
    } catch (error) {
      if (signal.aborted) throw error
      last = error
    }
  }
  if (last === undefined) return []
  throw last
}

type Look = Pick<FoundProject, 'servers' | 'problem'>

async function look(search: Search, project: FoundProject, signal: AbortSignal): Promise<Look> {
  try {
    const ask = (own: AbortSignal): Promise<boolean> => search.hasServers(project, own)
    return { servers: (await inTime(search.clock, PATIENCE_MS, ask, signal)) ? 'some' : 'none' }
  } catch (problem) {
    return { servers: 'unknown', problem }
  }
}

/** What is named like no region belongs to the service itself (`MOS`). */
function asFound({ id, name }: IamProject): readonly FoundProject[] {
  const region = name.split('_')[0] ?? ''
  return REGION_PATTERN.test(region) ? [{ id, name, region, servers: 'unknown' }] : []
}
