import assert from 'node:assert/strict'
import { join } from 'node:path'
import { SAMPLE } from '../../../src/emulator/sample'
import type { OsChangeJournal } from '../../../src/model/osChangeJournal'
import { OsHistory } from '../../../src/model/osHistory'
import { isHalted, type OsPlan, stepOf, tally } from '../../../src/model/osPlan'
import { OsPlanJournal } from '../../../src/model/osPlanJournal'
import { OsPlans } from '../../../src/model/osPlans'
import { temporaryFolder } from '../../support/memory'
import { type Bench, PROJECT, setup, type Window } from './setup'

export const COUNT = 20
export const STEP_MS = 5_000

export interface Planned {
  readonly bench: Bench
  readonly folder: string
  readonly ids: readonly string[]
  readonly plan: OsPlan
}

/** Twenty stopped servers and a plan for them. */
export async function planned(change: Partial<OsPlan> = {}): Promise<Planned> {
  const bench = setup()
  const { state, addServers } = bench.emulator.control
  const like = state.servers.find(({ id }) => id === SAMPLE.servers.stopped)
  assert.ok(like)
  const ids = addServers(COUNT, like).map(({ id }) => id)
  const window = bench.open(false)
  await window.servers.refresh()
  const steps = ids.map((id) => {
    const server = window.servers.get(id)
    assert.ok(server)
    return stepOf(server)
  })
  window.servers.dispose()
  const image = { id: SAMPLE.images.npuUbuntu, name: 'Ubuntu' }
  const plan: OsPlan = {
    id: 'plan-1',
    project: PROJECT,
    createdAt: bench.clock.now(),
    image,
    keyPairName: SAMPLE.keyPairs.usual,
    atOnce: 3,
    send: 'single',
    onFailure: 'stop',
    accepted: 0,
    steps,
    ...change,
  }
  return { bench, folder: temporaryFolder(), ids, plan }
}

export interface PlanWindow {
  readonly window: Window
  readonly plans: OsPlans
  readonly over: OsPlan[]
  readonly close: () => void
}

/** What a window may have in place of the usual. */
interface PlanParts {
  /** Windows are processes of their own: another window may have another one that runs. */
  readonly pid?: number
  readonly journal?: (folder: string) => OsChangeJournal
  /** False where the project is no longer in the settings. */
  readonly hasProject?: boolean
}

export async function open(
  { bench, folder }: Planned,
  { pid, journal, hasProject = true }: PlanParts = {},
): Promise<PlanWindow> {
  const history = new OsHistory(join(folder, 'history'))
  const window = bench.open(false, { surroundings: { history }, ...(journal && { journal }) })
  await window.osChanges.reload()
  const plans = new OsPlans({
    journal: new OsPlanJournal(folder, pid),
    osChanges: window.osChanges,
    history,
    clock: bench.clock,
    servers: () => (hasProject ? window.servers : undefined),
    explain: String,
  })
  const over: OsPlan[] = []
  plans.onDidChange(({ plan, kind }) => void (kind === 'over' && over.push(plan)))
  window.servers.onDidRead((servers) => void plans.look(servers))
  const close = (): void => {
    plans.dispose()
    window.servers.dispose()
  }
  return { window, plans, over, close }
}

export const current = ({ plans, over }: PlanWindow): OsPlan => {
  const plan = plans.all[0] ?? over.at(-1)
  assert.ok(plan)
  return plan
}

/** What the user does who reads that a plan was interrupted. */
export async function resumeAll({ plans }: PlanWindow): Promise<void> {
  for (const { plan } of await plans.others()) await plans.resume(plan.id, (same) => same)
}

export const fail = ({ bench }: Planned, serverId: string | undefined): void => {
  assert.ok(serverId)
  bench.emulator.control.failNext({ kind: 'changeos', serverId })
}

/** How often each server was asked to change. */
export function posts({ bench }: Planned): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { method, path } of bench.emulator.control.requests) {
    const [, id] = /\/dev-servers\/([^/]+)\/changeos$/.exec(path) ?? []
    if (method === 'POST' && id) counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  return counts
}

export const assertOnce = (all: Planned): void => {
  for (const [id, times] of posts(all)) assert.equal(times, 1, `${id} was asked ${times} times`)
}

/** Lets time pass until the plan is over or stands still; reloads the window at each of the moments given. */
export async function follow(all: Planned, first: PlanWindow, reloadsAt: readonly number[] = []): Promise<PlanWindow> {
  let at = first
  for (let passed = 0; passed < 900_000; passed += STEP_MS) {
    if (at.plans.all.length === 0 || isHalted(current(at))) {
      if (tally(current(at)).underWay === 0) return at
    }
    await all.bench.clock.advance(STEP_MS)
    if (!reloadsAt.includes(passed)) continue
    at.close()
    at = await open(all)
    await resumeAll(at)
  }
  throw new Error(`still ${JSON.stringify(tally(current(at)))}`)
}
