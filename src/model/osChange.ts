import * as z from 'zod/mini'
import { type DevServer, isFailed, isTransitional } from '../api/schemas'
import { WRITE_TIMEOUT_MS } from '../api/send'
import { joined, Seen, withSeen } from './osChangeSeen'
import type { Settled } from './settled'
import { WindowOwner } from './windowOwner'

/** How long a read may still show what was before the request (60 s: the vendor documents no figure). */
export const GRACE_MS = 60_000
/** After this a change takes long, and one that the service has not accepted and that left no trace is undetermined. */
export const LIMIT_MS = 45 * 60_000
/** For how long a change that was accepted is watched without a trace of its end, in milliseconds. */
export const WATCH_MS = 24 * 60 * 60_000

/** A change of OS that was asked for and whose end is not known yet. Holds no secret. */
export const OsChange = z.object({
  id: z.string().check(z.minLength(1)),
  project: z.object({
    name: z.string(),
    region: z.string(),
    projectId: z.string(),
    account: z.string(),
    /** Who was signed in, masked. */
    identity: z.optional(z.string()),
  }),
  serverId: z.string().check(z.minLength(1)),
  serverName: z.string(),
  /** Absent: a change. */
  action: z.optional(z.enum(['changeos', 'reinstallos'])),
  flavor: z.optional(z.string()),
  /** The server as read just before the request. */
  before: z.object({
    status: z.string(),
    imageId: z.optional(z.string()),
    imageName: z.optional(z.string()),
    keyPairName: z.optional(z.string()),
    updatedAt: z.optional(z.number()),
    /** EVS id of the system disk: each installation brings a new disk. */
    rootVolumeId: z.optional(z.string()),
  }),
  image: z.object({ id: z.string(), name: z.string() }),
  /** The plan for several servers that this is a step of; the plan tells of it. */
  planId: z.optional(z.string()),
  /** The supernode whose servers are all changed by one request; `changeId` is theirs together. */
  supernode: z.optional(z.object({ id: z.string(), name: z.string(), changeId: z.string(), size: z.number() })),
  /** Absent where the login is a password. */
  keyPairName: z.optional(z.string()),
  /** What was given as user data, never the text itself. */
  userData: z.optional(z.object({ name: z.string(), sha256: z.string() })),
  /** How long this took on servers of this flavor before, in milliseconds. */
  usualMs: z.optional(z.number()),
  /** The server is to be stopped first; what is known of that. */
  stop: z.optional(
    z.object({
      answeredAt: z.optional(z.number()),
      isAccepted: z.boolean(),
      seenAt: z.optional(z.number()),
      /** The one window that knows the password or the user data of what follows. */
      holder: z.optional(WindowOwner),
    }),
  ),
  /** When the request that follows a stop was written down, before it was sent. */
  postedAt: z.optional(z.number()),
  /** When the intent was written down, before the request. */
  intendedAt: z.number(),
  /** When the request came to its end, answered or not. */
  answeredAt: z.optional(z.number()),
  /** The service said that it has begun. */
  isAccepted: z.boolean(),
  /** The last reading that showed the change under way. */
  seenAt: z.optional(z.number()),
  /** What came in place of an answer that says whether it has begun. */
  answer: z.optional(z.object({ diagnosis: z.string(), said: z.string() })),
  /** How the server looked since. */
  seen: z.optional(z.array(Seen)),
  /** The service's ids of the requests, for its support. */
  requestIds: z.optional(z.array(z.string())),
})
export type OsChange = z.infer<typeof OsChange>

/** What is begun, shown and told together has one key: a server's change, or that of a whole supernode. */
export const keyOf = ({ id, supernode }: OsChange): string => supernode?.changeId ?? id

/** What a reading of the server says of a change. */
export type Outcome = { readonly kind: 'pending' } | Settled

const PENDING = { kind: 'pending' } as const
const CHANGING = ['CHANGINGOS', 'REINSTALLINGOS']

/** True until the server is stopped and the request that erases is about to leave. */
export const isStopping = (change: OsChange): boolean => change.stop !== undefined && change.postedAt === undefined

/** What two windows know of a change, together. */
export function mergedWith(a: OsChange, b: OsChange): OsChange {
  const answeredAt = a.answeredAt ?? b.answeredAt
  const seenAt = latest(a.seenAt, b.seenAt)
  const posted = a.postedAt === undefined ? b : a
  const requestIds = [...new Set([...(a.requestIds ?? []), ...(b.requestIds ?? [])])]
  const answer = a.answer ?? b.answer
  const seen = joined(a.seen, b.seen)
  const stop = a.stop && b.stop ? stopOf(a.stop, b.stop) : (a.stop ?? b.stop)
  return {
    ...a,
    before: posted.before,
    isAccepted: a.isAccepted || b.isAccepted,
    ...(posted.postedAt !== undefined && { postedAt: posted.postedAt }),
    ...(answeredAt !== undefined && { answeredAt }),
    ...(seenAt !== undefined && { seenAt }),
    ...(stop && { stop }),
    ...(answer && { answer }),
    ...(seen.length > 0 && { seen }),
    ...(requestIds.length > 0 && { requestIds }),
  }
}

type Stop = NonNullable<OsChange['stop']>

function stopOf(a: Stop, b: Stop): Stop {
  const answeredAt = a.answeredAt ?? b.answeredAt
  const seenAt = latest(a.seenAt, b.seenAt)
  const holder = a.holder ?? b.holder
  return {
    isAccepted: a.isAccepted || b.isAccepted,
    ...(holder && { holder }),
    ...(answeredAt !== undefined && { answeredAt }),
    ...(seenAt !== undefined && { seenAt }),
  }
}

const latest = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined ? b : Math.max(a, b ?? a)

/** The change with what a reading adds to the evidence. */
export function withReading(known: OsChange, server: DevServer, now: number): OsChange {
  const seen = withSeen(known.seen, server, now)
  const change = seen === known.seen ? known : { ...known, seen }
  if (isStopping(change) && change.stop) {
    return server.status === 'STOPPING' ? { ...change, stop: { ...change.stop, seenAt: now } } : change
  }
  return CHANGING.includes(server.status) && !isOlder(change, server) ? { ...change, seenAt: now } : change
}

/** Says how a change stands by a reading of its server; `gone` where the service no longer knows it. */
export function outcomeOf(change: OsChange, server: DevServer | 'gone', now: number, limitMs = LIMIT_MS): Outcome {
  if (server === 'gone' || server.status === 'DELETED') return { kind: 'gone' }
  if (isTransitional(server.status) || isUnderWay(change, now)) return PENDING
  const outcome = ofResting(change, server, now, limitMs)
  return isOlder(change, server) ? late(change, now, outcome) : outcome
}

function ofResting(change: OsChange, server: DevServer, now: number, limitMs: number): Outcome {
  if (server.status === 'UNKNOWN') return overdue(change, now, limitMs)
  if (isFailed(server.status)) return ofFailed(change, server, now, limitMs)
  if (server.status === 'RUNNING') return ofRunning(change, server, now, limitMs)
  return ofStopped(change, server, now, limitMs)
}

/** When the request that erases was written down. */
export const sentAt = (change: OsChange): number => change.postedAt ?? change.intendedAt

/** The request itself may still get its answer, here or in another window. */
function isUnderWay(change: OsChange, now: number): boolean {
  return change.answeredAt === undefined && now - sentAt(change) < WRITE_TIMEOUT_MS
}

/** Waits out the time in which reads may lag behind; then there is evidence, or, after the limit, none. */
function late(change: OsChange, now: number, then: Outcome): Outcome {
  const since = Math.max(change.seenAt ?? 0, change.answeredAt ?? sentAt(change) + WRITE_TIMEOUT_MS)
  return now - since < GRACE_MS ? PENDING : then
}

function overdue(change: OsChange, now: number, limitMs: number): Outcome {
  const longestMs = isBegun(change) ? Math.max(limitMs, WATCH_MS) : limitMs
  return now - change.intendedAt < longestMs ? PENDING : { kind: 'undetermined' }
}

/** The service has said so, or was seen at it. */
const isBegun = (change: OsChange): boolean => change.isAccepted || change.seenAt !== undefined

function ofFailed(change: OsChange, server: DevServer, now: number, limitMs: number): Outcome {
  const failed = { kind: 'failed', reason: 'service', status: server.status } as const
  if (isAsBefore(change, server)) return late(change, now, isBegun(change) ? failed : { kind: 'notStarted' })
  if (isBegun(change)) return failed
  return CHANGING.some((status) => server.status.startsWith(status)) ? failed : overdue(change, now, limitMs)
}

function ofRunning(change: OsChange, server: DevServer, now: number, limitMs: number): Outcome {
  // Without an id what is installed stays, and nobody knew what that was.
  if (change.image.id === '' || server.image?.id === change.image.id) return ofAsked(change, server, now, limitMs)
  if (server.image === undefined) return overdue(change, now, limitMs)
  if (isBegun(change)) return late(change, now, { kind: 'failed', reason: 'otherImage', status: server.status })
  return server.image.id === change.before.imageId
    ? late(change, now, { kind: 'notStarted' })
    : overdue(change, now, limitMs)
}

/** It runs what was asked for; where it did so before as well, only a reading from after the request says something. */
function ofAsked(change: OsChange, server: DevServer, now: number, limitMs: number): Outcome {
  const { before, image } = change
  const isNew = before.imageId !== undefined && before.imageId !== image.id && image.id !== ''
  if (isNew || hasNewDisk(change, server)) return { kind: 'succeeded' }
  if (!isBegun(change)) return overdue(change, now, limitMs)
  return isNewer(change, server) ? { kind: 'succeeded' } : late(change, now, { kind: 'succeeded' })
}

function ofStopped(change: OsChange, server: DevServer, now: number, limitMs: number): Outcome {
  if (change.seenAt !== undefined)
    return late(change, now, { kind: 'failed', reason: 'stopped', status: server.status })
  if (change.isAccepted) return overdue(change, now, limitMs)
  const isTold = server.image !== undefined || server.updatedAt !== undefined
  return isTold && isAsBefore(change, server)
    ? late(change, now, { kind: 'notStarted' })
    : overdue(change, now, limitMs)
}

/** A list that was asked for before the request may arrive long after it. */
const isOlder = ({ before }: OsChange, { updatedAt }: DevServer): boolean =>
  before.updatedAt !== undefined && updatedAt !== undefined && updatedAt < before.updatedAt

const isNewer = ({ before }: OsChange, { updatedAt }: DevServer): boolean =>
  before.updatedAt !== undefined && updatedAt !== undefined && updatedAt > before.updatedAt

/** The service puts a new system disk under each installation (user manual); an old id may still be a late reading. */
function hasNewDisk({ before }: OsChange, server: DevServer): boolean {
  const now = rootVolumeIdOf(server)
  return before.rootVolumeId !== undefined && now !== undefined && now !== before.rootVolumeId
}

/** EVS id of the system disk, where the service tells it. */
export const rootVolumeIdOf = (server: DevServer): string | undefined =>
  server.volumes.find(({ use }) => use === 'ROOT')?.evsId

function isAsBefore({ before }: OsChange, server: DevServer): boolean {
  return server.status === before.status && server.image?.id === before.imageId && server.updatedAt === before.updatedAt
}
