import { type Disposable, Emitter } from '../base/emitter'
import type { DevServers } from './devServers'
import type { OsChange } from './osChange'
import type { Settlement } from './osChangeEnds'
import { isOver, nextSteps, type OsPlan } from './osPlan'
import { beginNext } from './osPlanBegin'
import { caughtUp, withEnd } from './osPlanEnds'
import { PlanLostError } from './osPlanJournal'
import type { PlanTools } from './osPlanTools'

/** How a plan of this window stands; `lost`: another window has taken it over. */
export interface PlanNews {
  readonly plan: OsPlan
  readonly kind: 'going' | 'over' | 'lost'
}

/** A plan on the disk that this window does not carry out. */
export interface OtherPlan {
  readonly plan: OsPlan
  /** Another window does. */
  readonly isElsewhere: boolean
}

/** Carries plans out: claims a step, reads its server again, lets the one change begin, and waits for its end. */
export class OsPlans implements Disposable {
  readonly #tools: PlanTools
  readonly #plans = new Map<string, OsPlan>()
  readonly #changed = new Emitter<PlanNews>()
  readonly #failed = new Emitter<unknown>()
  readonly #listeners: readonly Disposable[]
  /** One step of bookkeeping after the other. */
  #work: Promise<unknown> = Promise.resolve()

  /** A plan stands otherwise than before. */
  readonly onDidChange = this.#changed.event
  /** What nobody waited for has failed; the next reading of the servers tries again. */
  readonly onDidFail = this.#failed.event

  constructor(tools: PlanTools) {
    this.#tools = tools
    this.#listeners = [
      tools.osChanges.onDidSettle((settlement) => this.#inBackground(() => this.#settled(settlement))),
      tools.osChanges.onDidChange((change) => this.#inBackground(() => this.#left(change))),
      tools.journal.owners,
    ]
  }

  /** The plans that this window carries out. */
  get all(): readonly OsPlan[] {
    return [...this.#plans.values()]
  }

  /** Plans that an earlier window left behind, or that another one carries out. */
  async others(): Promise<readonly OtherPlan[]> {
    const { journal } = this.#tools
    const stored = (await journal.all()).filter(({ id }) => !this.#plans.has(id))
    const isElsewhere = await Promise.all(stored.map(({ id }) => journal.owners.isElsewhere(id)))
    return stored.map((plan, index) => ({ plan, isElsewhere: isElsewhere[index] ?? false }))
  }

  /** Begins a new plan. Throws, and begins nothing, where it cannot be written down. */
  async start(plan: OsPlan): Promise<void> {
    await this.#tools.journal.add(plan)
    this.#plans.set(plan.id, plan)
    this.#changed.fire({ plan, kind: 'going' })
    await this.#carryOn(plan)
  }

  /**
   * Goes on, as the disk has it by now, with a plan that was left behind, or is taken from another window by force.
   * Nothing happens where this window carries it out already, where another does, or where it is finished.
   */
  async resume(id: string, change: (plan: OsPlan) => OsPlan, isForced = false): Promise<'here' | 'elsewhere' | 'gone'> {
    const { owners } = this.#tools.journal
    const plan = await this.#serial(async () => {
      if (this.#plans.has(id)) return 'here'
      if (!(await owners.take(id, isForced))) return 'elsewhere'
      const stored = await this.#tools.journal.get(id)
      if (stored) return this.#put(change(stored))
      await owners.release(id)
      return 'gone'
    })
    if (typeof plan !== 'string') await this.#carryOn(plan)
    return typeof plan === 'string' ? plan : 'here'
  }

  /** Alters a plan as the user wants, and goes on with it. */
  async alter(id: string, change: (plan: OsPlan) => OsPlan): Promise<void> {
    await this.#change(id, async (plan) => this.#put(change(plan)))
    await this.#queue(id)
  }

  /** Looks again at steps whose change was settled while nobody listened. Called after each reading of the servers. */
  look(servers: DevServers): Promise<void> {
    return this.#inBackground(async () => {
      for (const { id, project } of this.all) if (this.#tools.servers(project) === servers) await this.#queue(id)
    })
  }

  dispose(): void {
    for (const listener of this.#listeners) listener.dispose()
    this.#changed.dispose()
    this.#failed.dispose()
  }

  async #carryOn(plan: OsPlan): Promise<void> {
    await this.#queue(plan.id)
    // What was under way before is a reason to read again.
    this.#tools.servers(plan.project)?.wake()
  }

  #inBackground(work: () => Promise<void>): Promise<void> {
    return work().catch((error: unknown) => this.#failed.fire(error))
  }

  #serial<T>(work: () => Promise<T>): Promise<T> {
    const next = this.#work.then(work)
    this.#work = next.catch(() => undefined)
    return next
  }

  /** Works on a plan of this window, and lets go of it where it is not that any more. */
  #change(id: string, work: (plan: OsPlan) => Promise<unknown>): Promise<void> {
    return this.#serial(async () => {
      const plan = this.#plans.get(id)
      try {
        if (plan) await work(plan)
      } catch (error) {
        if (!(error instanceof PlanLostError)) throw error
        this.#plans.delete(id)
        if (plan) this.#changed.fire({ plan, kind: 'lost' })
      }
    })
  }

  #queue(id: string): Promise<void> {
    return this.#change(id, async (known) => {
      const hands = { ...this.#tools, put: (plan: OsPlan) => this.#put(plan) }
      let plan = await caughtUp(known, this.#tools)
      if (plan !== known) await this.#put(plan)
      for (let steps = nextSteps(plan); steps.length > 0; steps = nextSteps(plan)) {
        plan = await beginNext(plan, steps, hands)
      }
      if (isOver(plan)) await this.#finish(plan)
    })
  }

  async #finish(plan: OsPlan): Promise<void> {
    await this.#tools.journal.remove(plan)
    this.#plans.delete(plan.id)
    this.#changed.fire({ plan, kind: 'over' })
  }

  async #settled({ change, outcome }: Settlement): Promise<void> {
    const { planId } = change
    if (!planId || !this.#plans.has(planId)) return
    await this.#change(planId, (plan) => this.#put(withEnd(plan, change.id, outcome, this.#tools.clock.now())))
    await this.#queue(planId)
  }

  /** Another window has told the end; with nothing in flight there may be no reason for another reading. */
  async #left({ id, planId }: OsChange): Promise<void> {
    if (!planId || !this.#plans.has(planId)) return
    if (!this.#tools.osChanges.inFlight.some((change) => change.id === id)) await this.#queue(planId)
  }

  async #put(plan: OsPlan): Promise<OsPlan> {
    this.#plans.set(plan.id, plan)
    try {
      await this.#tools.journal.put(plan)
    } catch (error) {
      if (error instanceof PlanLostError) this.#plans.delete(plan.id)
      throw error
    }
    this.#changed.fire({ plan, kind: 'going' })
    return plan
  }
}
