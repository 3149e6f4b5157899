import { statusOf } from '../api/errors'
import type { DevServer } from '../api/schemas'
import type { Clock } from '../base/clock'
import { type Disposable, Emitter } from '../base/emitter'
import { canChangeOs, canStop, isBusy } from './devServerStatus'
import type { DevServers } from './devServers'
import type { Settlement } from './osChangeEnds'
import type { OsChanges } from './osChanges'
import { isOver, nextSteps, type OsPlan, type PlanStep, type StepFailure, withStep } from './osPlan'
import type { OsPlanJournal } from './osPlanJournal'
import type { Settled } from './settled'

/** What plans are carried out with. */
export interface PlanTools {
  readonly journal: OsPlanJournal
  readonly osChanges: OsChanges
  readonly clock: Clock
  readonly servers: (place: OsPlan['project']) => DevServers | undefined
  /** An error in the service's words, for the report. */
  readonly explain: (error: unknown) => string
}

/** Carries plans out: claims a step, reads its server again, lets the one change begin, and waits for its end. */
export class OsPlans implements Disposable {
  readonly #tools: PlanTools
  readonly #plans = new Map<string, OsPlan>()
  readonly #changed = new Emitter<OsPlan>()
  readonly #listeners: readonly Disposable[]
  /** One step of bookkeeping after the other. */
  #work: Promise<void> = Promise.resolve()

  /** A plan stands otherwise than before; also when it is over. */
  readonly onDidChange = this.#changed.event

  constructor(tools: PlanTools) {
    this.#tools = tools
    this.#listeners = [tools.osChanges.onDidSettle((settlement) => void this.#settled(settlement))]
  }

  get all(): readonly OsPlan[] {
    return [...this.#plans.values()]
  }

  /** Plans that an earlier window left behind. They are not gone on with before somebody says so. */
  async unfinished(): Promise<readonly OsPlan[]> {
    const stored = await this.#tools.journal.all()
    return stored.filter(({ id }) => !this.#plans.has(id))
  }

  /** Begins a plan, or goes on with one that was left behind. */
  async run(plan: OsPlan): Promise<void> {
    this.#plans.set(plan.id, plan)
    await this.#tools.journal.put(plan)
    await this.#queue(plan.id)
    // What was under way before is a reason to read again.
    this.#tools.servers(plan.project)?.wake()
  }

  /** Alters a plan as the user wants, and goes on with it. */
  alter(id: string, change: (plan: OsPlan) => OsPlan): Promise<void> {
    return this.#serial(async () => {
      const plan = this.#plans.get(id)
      if (plan) await this.#put(change(plan))
    }).then(() => this.#queue(id))
  }

  /** Looks again at steps whose change was settled while nobody listened. Called after each reading of the servers. */
  async look(servers: DevServers): Promise<void> {
    for (const { id, project } of this.all) if (this.#tools.servers(project) === servers) await this.#queue(id)
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose()
    this.#changed.dispose()
  }

  #serial(work: () => Promise<void>): Promise<void> {
    const next = this.#work.then(work)
    this.#work = next.catch(() => undefined)
    return next
  }

  #queue(id: string): Promise<void> {
    return this.#serial(async () => {
      await this.#catchUp(id)
      for (let plan = this.#plans.get(id); plan; plan = this.#plans.get(id)) {
        const [step] = nextSteps(plan)
        if (!step) break
        await this.#begin(plan, step)
      }
      const plan = this.#plans.get(id)
      if (plan && isOver(plan)) await this.#finish(plan)
    })
  }

  async #finish(plan: OsPlan): Promise<void> {
    this.#plans.delete(plan.id)
    await this.#tools.journal.remove(plan)
    this.#changed.fire(plan)
  }

  async #begin(plan: OsPlan, step: PlanStep): Promise<void> {
    const { journal, clock } = this.#tools
    const servers = this.#tools.servers(plan.project)
    if (!servers || !(await servers.connection().catch(() => undefined))) {
      await this.#put({ ...plan, isPaused: true })
      return
    }
    if (!(await journal.claim(plan, step.serverId, clock.now()))) {
      await this.#fail(plan, step, 'interrupted')
      return
    }
    const claimed = withStep(plan, step.serverId, { state: 'claimed', startedAt: clock.now() })
    await this.#put(claimed)
    const server = await servers.reread(step.serverId).catch((error: unknown) => new Unread(error))
    if (server instanceof Unread) await this.#fail(claimed, step, 'refused', server.error)
    else if (!server || !isAsPlanned(server, step)) await this.#fail(claimed, step, server ? 'changed' : 'gone')
    else await this.#change(claimed, step, servers, server)
  }

  async #change(plan: OsPlan, step: PlanStep, servers: DevServers, server: DevServer): Promise<void> {
    const request = { imageId: plan.image.id, login: { keyPairName: plan.keyPairName } }
    const way = { planId: plan.id, stopFirst: !canChangeOs(server) }
    try {
      const begun = await this.#tools.osChanges.start(servers, server, plan.image, request, way)
      if (begun.kind === 'alreadyInFlight') await this.#fail(plan, step, 'busy')
      else await this.#put(withStep(plan, step.serverId, { state: 'changing', changeId: begun.change.id }))
      servers.wake()
    } catch (error) {
      await this.#fail(plan, step, 'refused', error)
    }
  }

  #fail(plan: OsPlan, step: PlanStep, why: StepFailure, error?: unknown): Promise<void> {
    const said = error === undefined ? undefined : this.#tools.explain(error)
    // Refused keys are refused for every server, and the fifth refusal locks them.
    const isPaused = plan.isPaused || statusOf(error) === 401
    const ended = { state: 'failed', why, endedAt: this.#tools.clock.now(), ...(said && { said }) } as const
    return this.#put({ ...withStep(plan, step.serverId, ended), isPaused })
  }

  async #settled({ change, outcome }: Settlement): Promise<void> {
    for (const { id, steps } of this.all) {
      if (!steps.some(({ changeId }) => changeId === change.id)) continue
      await this.#serial(async () => {
        const plan = this.#plans.get(id)
        if (plan) await this.#put(withEnd(plan, change.id, outcome, this.#tools.clock.now()))
      })
      await this.#queue(id)
    }
  }

  /** What was begun before a reload, or was told in another window, is judged by what can be seen now. */
  async #catchUp(id: string): Promise<void> {
    for (const { serverId, state, changeId } of this.#plans.get(id)?.steps ?? []) {
      const plan = this.#plans.get(id)
      if (!plan || (state !== 'claimed' && state !== 'changing')) continue
      const servers = this.#tools.servers(plan.project)
      const change = servers && this.#tools.osChanges.find(servers.project, serverId)
      if (change) {
        if (change.id !== changeId)
          await this.#put(withStep(plan, serverId, { state: 'changing', changeId: change.id }))
        continue
      }
      const server = servers && (await servers.look(serverId).catch(() => undefined))
      if (server && (server === 'gone' || !isBusy(server)))
        await this.#put(withStep(plan, serverId, seenEnd(plan, server, this.#tools.clock.now())))
    }
  }

  async #put(plan: OsPlan): Promise<void> {
    this.#plans.set(plan.id, plan)
    await this.#tools.journal.put(plan)
    this.#changed.fire(plan)
  }
}

class Unread {
  constructor(readonly error: unknown) {}
}

/** Minutes, or hours, after it was confirmed, a server must still be what the user saw. */
const isAsPlanned = (server: DevServer, { serverName, before }: PlanStep): boolean =>
  server.name === serverName &&
  server.image?.id === before.imageId &&
  (canChangeOs(server) || (before.isRunning && canStop(server)))

/** The plan with the end of a change. */
export function withEnd(plan: OsPlan, changeId: string, outcome: Settled, now: number): OsPlan {
  const step = plan.steps.find((one) => one.changeId === changeId)
  if (!step || step.state === 'succeeded' || step.state === 'failed') return plan
  return withStep(plan, step.serverId, { endedAt: now, ...endOf(outcome) })
}

function endOf(outcome: Settled): Partial<PlanStep> {
  switch (outcome.kind) {
    case 'succeeded':
      return { state: 'succeeded' }
    case 'failed':
    case 'stopFailed':
      return { state: 'failed', why: 'failed', said: outcome.status }
    case 'refused':
      return { state: 'failed', why: 'refused', said: outcome.said }
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

/** Nobody told the end: only a server that runs what was asked for, and did not before, is a success. */
function seenEnd(plan: OsPlan, server: DevServer | 'gone', now: number): Partial<PlanStep> {
  if (server === 'gone') return { state: 'failed', why: 'gone', endedAt: now }
  const before = plan.steps.find(({ serverId }) => serverId === server.id)?.before
  const isNew = before?.imageId !== undefined && before.imageId !== plan.image.id
  if (server.status === 'RUNNING' && server.image?.id === plan.image.id && isNew)
    return { state: 'succeeded', endedAt: now }
  return { state: 'failed', why: 'interrupted', said: server.status, endedAt: now }
}
