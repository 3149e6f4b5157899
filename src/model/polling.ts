import { diagnose, isCredentialProblem } from '../api/diagnosis'
import { ApiError } from '../api/errors'
import type { Clock } from '../base/clock'
import type { Connection } from './connection'
import type { Project } from './project'

/** How a project's credentials and service answered last. */
export type Health =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'notSignedIn' }
  | { readonly kind: 'verified'; readonly at: number }
  | { readonly kind: 'problem'; readonly error: unknown; readonly at: number }

/** What one project's polling depends on. */
export interface Polling {
  readonly clock: Clock
  /** Milliseconds between two lists while something is changing, and while nothing is. */
  readonly pace: () => { readonly busyMs: number; readonly idleMs: number }
  /** Somebody looks at the list. */
  readonly isWatched: () => boolean
  /** A change of this project is in flight. */
  readonly isAwaited: (project: Project) => boolean
  /** Looking at a server's change, or at all those of the project, now and then is enough. */
  readonly isOverdue?: (project: Project, serverId?: string) => boolean
  /** The connection of the moment; undefined where nobody is signed in. */
  readonly connect: (project: Project) => Promise<Connection | undefined>
}

/** True where both read the same to a person, whenever they were: the same refusal again is no news. */
export function saysTheSame(a: Health, b: Health): boolean {
  if (a.kind !== 'problem' || b.kind !== 'problem') return a.kind === b.kind
  return diagnose(a.error) === diagnose(b.error) && String(a.error) === String(b.error)
}

const SLOWEST_MS = 10 * 60_000

/**
 * Milliseconds until the next list, stretched after failures; undefined where asking again brings nothing. A locked key
 * waits for its lock to end.
 */
export function pauseAfter(health: Health, failures: number, paceMs: number, lockedForMs?: number): number | undefined {
  if (health.kind === 'notSignedIn') return undefined
  if (lockedForMs !== undefined) return lockedForMs
  const error = health.kind === 'problem' ? health.error : undefined
  const diagnosis = diagnose(error)
  // A refused signature of a wrong time has told the right one: the next is signed with that, once.
  if (diagnosis === 'clock' && failures > 1) return undefined
  // Asking again with a refused key brings nothing, and the fifth refusal locks it.
  if (isCredentialProblem(diagnosis)) return undefined
  const asked = error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0
  return Math.max(asked, Math.min(paceMs * 2 ** Math.min(failures, 6), Math.max(paceMs, SLOWEST_MS)))
}
