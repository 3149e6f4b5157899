import * as z from 'zod/mini'
import { type DevServer, isFailed, isTransitional } from '../api/schemas'
import { WRITE_TIMEOUT_MS } from '../api/send'

/** How long a read may still show what was before the request (60 s: the vendor documents no figure). */
export const GRACE_MS = 60_000
/** After this a change that left no trace either way is given up as undetermined. */
export const LIMIT_MS = 45 * 60_000

/** A change of OS that was asked for and whose end is not known yet. Holds no secret. */
export const OsChange = z.object({
  id: z.string().check(z.minLength(1)),
  project: z.object({ name: z.string(), region: z.string(), projectId: z.string(), account: z.string() }),
  serverId: z.string().check(z.minLength(1)),
  serverName: z.string(),
  /** The server as read just before the request. */
  before: z.object({
    status: z.string(),
    imageId: z.optional(z.string()),
    imageName: z.optional(z.string()),
    updatedAt: z.optional(z.number()),
  }),
  image: z.object({ id: z.string(), name: z.string() }),
  keyPairName: z.optional(z.string()),
  /** When the intent was written down, before the request. */
  intendedAt: z.number(),
  /** When the request came to its end, answered or not. */
  answeredAt: z.optional(z.number()),
  /** The service said that it has begun. */
  isAccepted: z.boolean(),
  /** The last reading that showed the change under way. */
  seenAt: z.optional(z.number()),
})
export type OsChange = z.infer<typeof OsChange>

/** What a reading of the server says of a change. */
export type Outcome =
  | { readonly kind: 'pending' }
  | { readonly kind: 'succeeded' }
  /** `service`: the server's status says so; the others: it came to rest in another state than the one asked for. */
  | { readonly kind: 'failed'; readonly reason: 'service' | 'otherImage' | 'stopped'; readonly status: string }
  /** Positive evidence that the request was never carried out. */
  | { readonly kind: 'notStarted' }
  | { readonly kind: 'gone' }
  /** No evidence either way within the limit. */
  | { readonly kind: 'undetermined' }

export type Settled = Exclude<Outcome, { kind: 'pending' }>

const PENDING = { kind: 'pending' } as const
const CHANGING = ['CHANGINGOS', 'REINSTALLINGOS']

/** The change with what a reading adds to the evidence. */
export function withReading(change: OsChange, server: DevServer, now: number): OsChange {
  return CHANGING.includes(server.status) ? { ...change, seenAt: now } : change
}

/** Says how a change stands by a reading of its server; `gone` where the service no longer knows it. */
export function outcomeOf(change: OsChange, server: DevServer | 'gone', now: number): Outcome {
  if (server === 'gone' || server.status === 'DELETED') return { kind: 'gone' }
  if (isTransitional(server.status) || isUnderWay(change, now)) return PENDING
  if (server.status === 'UNKNOWN') return overdue(change, now)
  if (isFailed(server.status)) return ofFailed(change, server, now)
  if (server.status === 'RUNNING') return ofRunning(change, server, now)
  return ofStopped(change, server, now)
}

/** The request itself may still get its answer, here or in another window. */
function isUnderWay(change: OsChange, now: number): boolean {
  return change.answeredAt === undefined && now - change.intendedAt < WRITE_TIMEOUT_MS
}

/** Waits out the time in which reads may lag behind; then there is evidence, or, after the limit, none. */
function late(change: OsChange, now: number, then: Outcome): Outcome {
  const since = Math.max(change.seenAt ?? 0, change.answeredAt ?? change.intendedAt + WRITE_TIMEOUT_MS)
  return now - since < GRACE_MS ? PENDING : then
}

function overdue(change: OsChange, now: number): Outcome {
  return now - change.intendedAt < LIMIT_MS ? PENDING : { kind: 'undetermined' }
}

function ofFailed(change: OsChange, server: DevServer, now: number): Outcome {
  const failed = { kind: 'failed', reason: 'service', status: server.status } as const
  const isBegun = change.isAccepted || change.seenAt !== undefined
  if (isAsBefore(change, server)) return late(change, now, isBegun ? failed : { kind: 'notStarted' })
  if (isBegun) return failed
  return CHANGING.some((status) => server.status.startsWith(status)) ? failed : overdue(change, now)
}

function ofRunning(change: OsChange, server: DevServer, now: number): Outcome {
  const isAsked = server.image?.id === change.image.id
  const isNew = change.before.imageId !== change.image.id
  const isSeen = change.isAccepted || change.seenAt !== undefined
  if (isAsked && change.seenAt !== undefined) return { kind: 'succeeded' }
  if (isAsked && isSeen)
    return isAsBefore(change, server) ? late(change, now, { kind: 'succeeded' }) : { kind: 'succeeded' }
  // Nobody saw it change, but it runs the image that was asked for and did not before.
  if (isAsked) return isNew && change.before.imageId !== undefined ? { kind: 'succeeded' } : overdue(change, now)
  if (server.image === undefined) return overdue(change, now)
  if (isSeen) return late(change, now, { kind: 'failed', reason: 'otherImage', status: server.status })
  return server.image.id === change.before.imageId ? late(change, now, { kind: 'notStarted' }) : overdue(change, now)
}

function ofStopped(change: OsChange, server: DevServer, now: number): Outcome {
  if (change.seenAt !== undefined)
    return late(change, now, { kind: 'failed', reason: 'stopped', status: server.status })
  if (change.isAccepted) return overdue(change, now)
  const isOld = server.image !== undefined && server.image.id === change.before.imageId
  return isOld && isAsBefore(change, server) ? late(change, now, { kind: 'notStarted' }) : overdue(change, now)
}

function isAsBefore({ before }: OsChange, server: DevServer): boolean {
  return server.status === before.status && server.image?.id === before.imageId && server.updatedAt === before.updatedAt
}
