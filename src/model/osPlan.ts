import * as z from 'zod/mini'
import type { DevServer, Image } from '../api/schemas'
import { canChangeOs, canStop, isBusy } from './devServerStatus'

/** How many servers of a plan change at once, at most, whatever is asked for. */
export const MOST_AT_ONCE = 20

/** Why a server's step came to its end without success. */
export const StepFailure = z.enum([
  /** The service or the way there refused the request: nothing was done. */
  'refused',
  /** The server was no longer as the plan had seen it: nothing was done. */
  'changed',
  /** A change of that server was in flight already: nothing was done. */
  'busy',
  /** It was to share a request that did not leave: nothing was done. */
  'notSent',
  /** The window was closed between the claim and the sign of a change: never sent again by itself. */
  'interrupted',
  'failed',
  'notStarted',
  'gone',
  'undetermined',
])
export type StepFailure = z.infer<typeof StepFailure>

/** Why a plan begins nothing more for now. */
export const PauseReason = z.enum([
  'user',
  /** Its project is no longer in the settings. */
  'noProject',
  'notSignedIn',
  'noConnection',
  /** The project is used with another account than the one the plan was confirmed for. */
  'otherAccount',
  /** Refused for one server, refused for all; and the fifth refusal locks them. */
  'refusedKeys',
])
export type PauseReason = z.infer<typeof PauseReason>

/** One server of a plan. */
export const PlanStep = z.object({
  serverId: z.string().check(z.minLength(1)),
  serverName: z.string(),
  /** The server as the plan was confirmed for it. */
  before: z.object({ imageId: z.optional(z.string()), imageName: z.optional(z.string()), isRunning: z.boolean() }),
  state: z.enum(['waiting', 'claimed', 'changing', 'succeeded', 'failed', 'skipped']),
  why: z.optional(StepFailure),
  /** The service's words. */
  said: z.optional(z.string()),
  changeId: z.optional(z.string()),
  startedAt: z.optional(z.number()),
  endedAt: z.optional(z.number()),
})
export type PlanStep = z.infer<typeof PlanStep>

/** A change of OS of several servers, one after the other and a few at a time. Holds no secret: key pairs only. */
export const OsPlan = z.object({
  id: z.string().check(z.regex(/^[\w-]{1,64}$/)),
  project: z.object({ name: z.string(), region: z.string(), projectId: z.string(), account: z.string() }),
  /** Whose credentials it was confirmed with, masked; an account may get another name meanwhile. */
  identity: z.optional(z.string()),
  createdAt: z.number(),
  image: z.object({ id: z.string(), name: z.string() }),
  keyPairName: z.string(),
  atOnce: z.number().check(z.gte(1), z.lte(MOST_AT_ONCE)),
  /** A request for each server, the first one alone; or one request for all of them. */
  send: z._default(z.enum(['single', 'batch']), 'single'),
  onFailure: z.enum(['stop', 'goOn']),
  pausedFor: z.optional(PauseReason),
  /** Failures that the user has seen and gone on after. */
  accepted: z.number(),
  steps: z.array(PlanStep).check(z.minLength(1)),
})
export type OsPlan = z.infer<typeof OsPlan>

/** Why a server cannot be part of a plan. */
export type Unfit = 'gone' | 'busy' | 'notNow' | 'arch' | 'serverType' | 'flavor' | 'mustBeStopped' | 'supernode'

/** What a server is asked to be part of. */
export interface Wanted {
  readonly image: Image
  readonly send: OsPlan['send']
  /** The service lists the image for others of the servers only. */
  readonly isForOthers: boolean
  /** Something is under way for the server. */
  readonly isAwaited: boolean
}

/** Says why a server does not fit the image, or cannot be changed now; undefined where it fits. */
export function unfitFor(server: DevServer, { image, send, isForOthers, isAwaited }: Wanted): Unfit | undefined {
  if (isAwaited || isBusy(server)) return 'busy'
  if (!canChangeOs(server) && !canStop(server)) return 'notNow'
  if (send === 'batch' && !canChangeOs(server)) return 'mustBeStopped'
  // The service takes plain servers only in one call (user manual).
  if (send === 'batch' && isOfSupernode(server)) return 'supernode'
  const type = server.cloudServer?.type ?? server.image?.serverType
  if (image.serverType && type && image.serverType !== type) return 'serverType'
  const arch = server.image?.arch
  if (image.arch && arch && image.arch !== arch) return 'arch'
  return isForOthers ? 'flavor' : undefined
}

const isOfSupernode = ({ hyperinstance, category }: DevServer): boolean =>
  hyperinstance !== undefined || ['HPS', 'SPOD'].includes(category ?? '')

/** A step for a server, as it is seen now. */
export const stepOf = (server: DevServer): PlanStep => ({
  serverId: server.id,
  serverName: server.name,
  before: { imageId: server.image?.id, imageName: server.image?.name, isRunning: canStop(server) },
  state: 'waiting',
})

const count = (plan: OsPlan, state: PlanStep['state']): number =>
  plan.steps.filter((step) => step.state === state).length

const inFlight = (plan: OsPlan): number => count(plan, 'claimed') + count(plan, 'changing')

/** True where a failure waits for the user's word. */
export const isHalted = (plan: OsPlan): boolean => plan.onFailure === 'stop' && count(plan, 'failed') > plan.accepted

/** True where no step waits and none is under way. */
export const isOver = (plan: OsPlan): boolean => count(plan, 'waiting') === 0 && inFlight(plan) === 0

/** The failure that was seen last. */
export const latestFailure = (plan: OsPlan): PlanStep | undefined =>
  plan.steps
    .filter(({ state }) => state === 'failed')
    .reduce<PlanStep | undefined>((last, step) => ((last?.endedAt ?? 0) > (step.endedAt ?? 0) ? last : step), undefined)

/** The steps to begin now: one at a time, the canary, until one server has succeeded; or all that share one request. */
export function nextSteps(plan: OsPlan): readonly PlanStep[] {
  if (plan.pausedFor || isHalted(plan)) return []
  const waiting = plan.steps.filter(({ state }) => state === 'waiting')
  if (plan.send === 'batch') return waiting
  const most = count(plan, 'succeeded') === 0 ? 1 : plan.atOnce
  return waiting.slice(0, Math.max(0, most - inFlight(plan)))
}

/** The plan with one step altered. */
export const withStep = (plan: OsPlan, serverId: string, change: Partial<PlanStep>): OsPlan => ({
  ...plan,
  steps: plan.steps.map((step) => (step.serverId === serverId ? { ...step, ...change } : step)),
})

/** Begins nothing more until `goOn`; what is under way goes on. */
export const paused = (plan: OsPlan, why: PauseReason = 'user'): OsPlan => ({ ...plan, pausedFor: why })

/** Goes on, also after the failures there have been. */
export const goOn = (plan: OsPlan): OsPlan => goOnAfter(plan, count(plan, 'failed'))

/** Goes on after as many failures as the user has seen; one that has come since waits for a word of its own. */
export const goOnAfter = (plan: OsPlan, seen: number): OsPlan => ({
  ...plan,
  pausedFor: undefined,
  accepted: Math.max(plan.accepted, seen),
})

/** Leaves a server out that has not been begun. */
export const skipped = (plan: OsPlan, serverId: string): OsPlan => {
  const step = plan.steps.find((one) => one.serverId === serverId)
  return step?.state === 'waiting' ? withStep(plan, serverId, { state: 'skipped' }) : plan
}

/** Leaves out all that has not been begun. */
export const abandoned = (plan: OsPlan): OsPlan =>
  plan.steps.reduce((next, { serverId }) => skipped(next, serverId), plan)

/** How many steps stand how. */
export const tally = (plan: OsPlan) => ({
  succeeded: count(plan, 'succeeded'),
  failed: count(plan, 'failed'),
  skipped: count(plan, 'skipped'),
  waiting: count(plan, 'waiting'),
  underWay: inFlight(plan),
  all: plan.steps.length,
})
