import { changeOsOfAll } from '../api/batch'
import { AnswerError, statusOf } from '../api/errors'
import type { DevServer } from '../api/schemas'
import { canChangeOs, canStop } from './devServerStatus'
import type { DevServers } from './devServers'
import { isHalted, type OsPlan, type PauseReason, type PlanStep, paused, type StepFailure, withStep } from './osPlan'
import type { PlanTools } from './osPlanTools'
import { type BegunTogether, startTogether, type Told } from './togetherChange'

/** What a plan is carried on with; `put` keeps how it stands, and throws where it is no longer this window's. */
export interface Hands extends PlanTools {
  readonly put: (plan: OsPlan) => Promise<OsPlan>
}

/** Begins the steps that are next, or pauses the plan where none can be. Each server is read again before. */
export async function beginNext(plan: OsPlan, steps: readonly PlanStep[], hands: Hands): Promise<OsPlan> {
  const servers = hands.servers(plan.project)
  const why = await standstill(plan, servers)
  if (why || !servers) return hands.put(paused(plan, why ?? 'noProject'))
  const [first] = steps
  if (plan.send === 'batch') return beginAll(plan, steps, servers, hands)
  return first ? beginOne(plan, first, servers, hands) : plan
}

async function standstill(plan: OsPlan, servers: DevServers | undefined): Promise<PauseReason | undefined> {
  if (!servers) return 'noProject'
  const connection = await servers.connection().catch((error: unknown) => new Unread(error))
  if (connection instanceof Unread) return 'noConnection'
  if (!connection) return 'notSignedIn'
  const isOurs = servers.project.account === plan.project.account || connection.identity === plan.identity
  return isOurs ? undefined : 'otherAccount'
}

async function beginOne(plan: OsPlan, step: PlanStep, servers: DevServers, hands: Hands): Promise<OsPlan> {
  const { journal, osChanges, clock, put } = hands
  const { serverId } = step
  if (!(await journal.claim(plan, serverId, clock.now()))) return put(failed(plan, serverId, 'interrupted', hands))
  const claimed = await put(withClaim(plan, serverId, clock.now()))
  const server = await lookAgain(servers, step)
  if ('why' in server) return put(failed(claimed, serverId, server.why, hands, server.error))
  const way = { planId: plan.id, stopFirst: !canChangeOs(server) }
  const begun = await osChanges
    .start(servers, server, plan.image, requestOf(plan), way)
    .catch((error: unknown) => ({ kind: 'refused', error }) as const)
  servers.wake()
  return put(afterSending(claimed, serverId, begun, hands))
}

async function beginAll(plan: OsPlan, steps: readonly PlanStep[], servers: DevServers, hands: Hands): Promise<OsPlan> {
  const { put, clock } = hands
  const { read, ready } = await lookAtAll(plan, steps, servers, hands)
  // Whoever wants to stop after a failure is asked before the one request leaves.
  if (read.pausedFor || isHalted(read) || ready.length === 0) return put(read)
  const begun = await put(ready.reduce((next, { id }) => withClaim(next, id, clock.now()), read))
  const { claimed, mine } = await claimAll(begun, ready, hands)
  const results = await sendAll(claimed, mine, servers, hands)
  servers.wake()
  const after = (next: OsPlan, { id }: DevServer, index: number): OsPlan =>
    afterSending(next, id, results[index] ?? { kind: 'notSent' }, hands)
  return put(mine.reduce(after, claimed))
}

async function lookAtAll(plan: OsPlan, steps: readonly PlanStep[], servers: DevServers, hands: Hands) {
  const ready: DevServer[] = []
  let read = plan
  // One after the other: keys that are refused for one are not tried for the next.
  for (const step of steps) {
    const server = await lookAgain(servers, step)
    if ('why' in server) read = failed(read, step.serverId, server.why, hands, server.error)
    else if (hands.osChanges.find(servers.project, server.id)) read = failed(read, server.id, 'busy', hands)
    else ready.push(server)
    if (read.pausedFor) break
  }
  return { read, ready }
}

async function claimAll(plan: OsPlan, ready: readonly DevServer[], hands: Hands) {
  const mine: DevServer[] = []
  let claimed = plan
  for (const server of ready) {
    if (await hands.journal.claim(plan, server.id, hands.clock.now())) mine.push(server)
    else claimed = failed(claimed, server.id, 'interrupted', hands)
  }
  return { claimed, mine }
}

function sendAll(
  plan: OsPlan,
  members: readonly DevServer[],
  servers: DevServers,
  { osChanges }: Hands,
): Promise<readonly BegunTogether[]> {
  const request = requestOf(plan)
  const ids = members.map(({ id }) => id)
  return startTogether(osChanges, servers, {
    members,
    image: plan.image,
    request,
    way: { planId: plan.id },
    send: async ({ call, project }, hooks) => toldBy(await changeOsOfAll(call, project.projectId, ids, request, hooks)),
  }).catch((error: unknown) => members.map(() => ({ kind: 'refused', error }) as const))
}

/** Left out of the answer, or in it as it was: the service does not document what either means. */
const toldBy =
  (answered: readonly DevServer[]): Told =>
  (serverId) => {
    const server = answered.find(({ id }) => id === serverId)
    if (server?.status === 'CHANGINGOS') return server
    throw new AnswerError('', `the answer does not say that the change of ${serverId} was begun`, undefined)
  }

const requestOf = ({ image, keyPairName }: OsPlan) => ({ imageId: image.id, login: { keyPairName } })

const withClaim = (plan: OsPlan, serverId: string, now: number): OsPlan =>
  withStep(plan, serverId, { state: 'claimed', startedAt: now })

function afterSending(plan: OsPlan, serverId: string, begun: BegunTogether, tools: PlanTools): OsPlan {
  switch (begun.kind) {
    case 'accepted':
    case 'unknown':
      return withStep(plan, serverId, { state: 'changing', changeId: begun.change.id })
    case 'alreadyInFlight':
      return failed(plan, serverId, 'busy', tools)
    case 'notSent':
      return failed(plan, serverId, 'notSent', tools)
    case 'refused':
      return failed(plan, serverId, 'refused', tools, begun.error)
  }
}

function failed(plan: OsPlan, serverId: string, why: StepFailure, tools: PlanTools, error?: unknown): OsPlan {
  const said = error === undefined ? undefined : tools.explain(error)
  const ended = { state: 'failed', why, endedAt: tools.clock.now(), ...(said && { said }) } as const
  const next = withStep(plan, serverId, ended)
  return statusOf(error) === 401 ? paused(next, 'refusedKeys') : next
}

class Unread {
  constructor(readonly error: unknown) {}
}

interface Unfit {
  readonly why: StepFailure
  readonly error?: unknown
}

async function lookAgain(servers: DevServers, step: PlanStep): Promise<DevServer | Unfit> {
  try {
    const server = await servers.reread(step.serverId)
    if (!server) return { why: 'gone' }
    return isAsPlanned(server, step) ? server : { why: 'changed' }
  } catch (error) {
    return { why: 'refused', error }
  }
}

/** Minutes, or hours, after it was confirmed, a server must still be what the user saw. */
const isAsPlanned = (server: DevServer, { serverName, before }: PlanStep): boolean =>
  server.name === serverName &&
  server.image?.id === before.imageId &&
  (canChangeOs(server) || (before.isRunning && canStop(server)))
