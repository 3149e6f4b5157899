import type { DevServer } from '../api/schemas'
import { isBusy } from './devServerStatus'
import type { DevServers } from './devServers'
import type { OsChange } from './osChange'
import { type OsPlan, type PlanStep, withStep } from './osPlan'
import type { PlanTools } from './osPlanTools'
import type { Settled } from './settled'

/** How a step stands once its change has ended. */
export function endOf(outcome: Settled): Partial<PlanStep> {
  switch (outcome.kind) {
    case 'succeeded':
      return { state: 'succeeded' }
    case 'failed':
    case 'stopFailed':
      return { state: 'failed', why: 'failed', said: outcome.status }
    case 'refused':
      return { state: 'failed', why: 'refused', ...(outcome.said && { said: outcome.said }) }
    case 'notContinued':
      return { state: 'failed', why: 'changed' }
    case 'notStarted':
      return { state: 'failed', why: 'notStarted' }
    case 'gone':
      return { state: 'failed', why: 'gone' }
    case 'undetermined':
      return { state: 'failed', why: 'undetermined' }
  }
}

/** The plan with the end of the change that a step has begun. */
export function withEnd(plan: OsPlan, changeId: string, outcome: Settled, now: number): OsPlan {
  const step = plan.steps.find((one) => one.changeId === changeId && isUnderWay(one))
  return step ? withStep(plan, step.serverId, { ...endOf(outcome), endedAt: now }) : plan
}

const isUnderWay = ({ state }: PlanStep): boolean => state === 'claimed' || state === 'changing'

/** The plan with all that happened to its steps while nobody listened, or was told in another window. */
export async function caughtUp(plan: OsPlan, tools: PlanTools): Promise<OsPlan> {
  const servers = tools.servers(plan.project)
  if (!servers) return plan
  let now = plan
  for (const step of plan.steps.filter(isUnderWay)) {
    const change = await seenSince(plan, step, servers, tools)
    if (change) now = withStep(now, step.serverId, change)
  }
  return now
}

async function seenSince(
  plan: OsPlan,
  step: PlanStep,
  servers: DevServers,
  { osChanges, history, clock }: PlanTools,
): Promise<Partial<PlanStep> | undefined> {
  // A window that died between the intent and the note of it in the plan has left no id.
  const isIts = ({ id, planId, serverId }: OsChange): boolean =>
    step.changeId ? id === step.changeId : planId === plan.id && serverId === step.serverId
  const change = osChanges.find(servers.project, step.serverId)
  if (change && isIts(change))
    return change.id === step.changeId ? undefined : { state: 'changing', changeId: change.id }
  const past = (await history.all().catch(() => [])).find((one) => isIts(one.change))
  if (past) return { ...endOf(past.outcome), changeId: past.change.id, endedAt: past.endedAt }
  const server = await servers.look(step.serverId).catch(() => undefined)
  return server && (server === 'gone' || !isBusy(server)) ? seenEnd(plan, step, server, clock.now()) : undefined
}

/** Nobody has kept the end: only a server that runs what was asked for, and did not before, is a success. */
function seenEnd(plan: OsPlan, { before }: PlanStep, server: DevServer | 'gone', now: number): Partial<PlanStep> {
  if (server === 'gone') return { state: 'failed', why: 'gone', endedAt: now }
  const isNew = before.imageId !== undefined && before.imageId !== plan.image.id
  if (server.status === 'RUNNING' && server.image?.id === plan.image.id && isNew)
    return { state: 'succeeded', endedAt: now }
  return { state: 'failed', why: 'interrupted', said: server.status, endedAt: now }
}
