import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SAMPLE } from '../../../src/emulator/sample'
import { abandoned, goOn, isHalted, type OsPlan, skipped, stepOf, tally } from '../../../src/model/osPlan'
import { OsPlanJournal } from '../../../src/model/osPlanJournal'
import { OsPlans } from '../../../src/model/osPlans'
import { temporaryFolder } from '../../support/memory'
import { type Bench, PROJECT, setup, type Window } from './setup'

const COUNT = 20
const STEP_MS = 5_000

interface Planned {
  readonly bench: Bench
  readonly folder: string
  readonly ids: readonly string[]
  readonly plan: OsPlan
}

/** Twenty stopped servers and a plan for them. */
async function planned(change: Partial<OsPlan> = {}): Promise<Planned> {
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
    onFailure: 'stop',
    isPaused: false,
    accepted: 0,
    steps,
    ...change,
  }
  return { bench, folder: temporaryFolder(), ids, plan }
}

interface PlanWindow {
  readonly window: Window
  readonly plans: OsPlans
  readonly over: OsPlan[]
  readonly close: () => void
}

async function open({ bench, folder }: Planned): Promise<PlanWindow> {
  const window = bench.open(false)
  await window.osChanges.reload()
  const plans = new OsPlans({
    journal: new OsPlanJournal(folder),
    osChanges: window.osChanges,
    clock: bench.clock,
    servers: () => window.servers,
    explain: String,
  })
  const over: OsPlan[] = []
  plans.onDidChange((plan) => void (plans.all.some(({ id }) => id === plan.id) || over.push(plan)))
  window.servers.onDidRead((servers) => void plans.look(servers))
  const close = (): void => {
    plans.dispose()
    window.servers.dispose()
  }
  return { window, plans, over, close }
}

const current = ({ plans, over }: PlanWindow): OsPlan => {
  const plan = plans.all[0] ?? over.at(-1)
  assert.ok(plan)
  return plan
}

const fail = ({ bench }: Planned, serverId: string | undefined): void => {
  assert.ok(serverId)
  bench.emulator.control.failNext({ kind: 'changeos', serverId })
}

/** How often each server was asked to change. */
function posts({ bench }: Planned): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const { method, path } of bench.emulator.control.requests) {
    const [, id] = /\/dev-servers\/([^/]+)\/changeos$/.exec(path) ?? []
    if (method === 'POST' && id) counts.set(id, (counts.get(id) ?? 0) + 1)
  }
  return counts
}

const assertOnce = (all: Planned): void => {
  for (const [id, times] of posts(all)) assert.equal(times, 1, `${id} was asked ${times} times`)
}

/** Lets time pass until the plan is over or stands still; reloads the window at each of the moments given. */
async function follow(all: Planned, first: PlanWindow, reloadsAt: readonly number[] = []): Promise<PlanWindow> {
  let at = first
  for (let passed = 0; passed < 900_000; passed += STEP_MS) {
    if (at.plans.all.length === 0 || isHalted(current(at))) {
      if (tally(current(at)).underWay === 0) return at
    }
    await all.bench.clock.advance(STEP_MS)
    if (!reloadsAt.includes(passed)) continue
    at.close()
    at = await open(all)
    for (const plan of await at.plans.unfinished()) await at.plans.run(plan)
  }
  throw new Error(`still ${JSON.stringify(tally(current(at)))}`)
}

test('the canary goes alone, then three at once, and every server is asked once', async () => {
  const all = await planned()
  const at = await open(all)
  await at.plans.run(all.plan)
  assert.deepEqual([...posts(all).keys()], [all.ids[0]])
  let most = 0
  at.plans.onDidChange((plan) => {
    most = Math.max(most, tally(plan).underWay)
  })
  await follow(all, at)
  assert.equal(most, 3)
  assert.deepEqual(tally(current(at)), { succeeded: 20, failed: 0, skipped: 0, waiting: 0, underWay: 0, all: 20 })
  assert.equal(posts(all).size, COUNT)
  assertOnce(all)
  assert.deepEqual(await at.plans.unfinished(), [], 'a plan that is over is forgotten')
})

const PLACES = { 'at the canary': 0, 'in the middle': 9, 'at the end': 19 } as const
const RELOADS: readonly (readonly number[])[] = [[], [0], [10_000], [25_000, 60_000], [5_000, 45_000, 100_000, 165_000]]

for (const [place, index] of Object.entries(PLACES)) {
  for (const reloads of RELOADS) {
    test(`a failure ${place} stops what was not begun, reloads at ${reloads.join(', ') || 'no time'}`, async () => {
      const all = await planned()
      fail(all, all.ids[index])
      const first = await open(all)
      await first.plans.run(all.plan)
      const at = await follow(all, first, reloads)
      const plan = current(at)
      assert.equal(plan.steps[index]?.state, 'failed')
      assert.equal(tally(plan).failed, 1)
      assert.ok(tally(plan).succeeded <= index + 2, 'at most those beside it went on')
      assertOnce(all)
      const begun = posts(all).size
      assert.equal(begun, tally(plan).succeeded + tally(plan).failed)
      if (tally(plan).waiting === 0) return
      await at.plans.alter(plan.id, goOn)
      const end = await follow(all, at)
      assert.equal(tally(current(end)).succeeded, COUNT - 1)
      assertOnce(all)
    })
  }
}

test('a plan that goes on after failures changes all the others', async () => {
  const all = await planned({ onFailure: 'goOn' })
  for (const index of [0, 5, 19]) fail(all, all.ids[index])
  const at = await open(all)
  await at.plans.run(all.plan)
  const end = await follow(all, at, [30_000])
  assert.deepEqual([tally(current(end)).succeeded, tally(current(end)).failed], [17, 3])
  assertOnce(all)
})

test('paused begins nothing more, skipped and abandoned servers are not asked', async () => {
  const all = await planned()
  const at = await open(all)
  await at.plans.run(all.plan)
  await at.plans.alter('plan-1', (plan) => skipped({ ...plan, isPaused: true }, all.ids[1] ?? ''))
  await all.bench.clock.advance(60_000)
  assert.equal(posts(all).size, 1)
  await at.plans.alter('plan-1', goOn)
  assert.ok(!posts(all).has(all.ids[1] ?? ''))
  await at.plans.alter('plan-1', abandoned)
  const end = await follow(all, at)
  assert.equal(tally(current(end)).skipped, 16)
  assert.equal(posts(all).size, 4)
})

test('a server that is no longer as it was confirmed is not touched', async () => {
  const all = await planned({ onFailure: 'goOn' })
  const { control } = all.bench.emulator
  control.settle(all.ids[2] ?? '', { status: 'RUNNING' })
  control.settle(all.ids[3] ?? '', { imageId: SAMPLE.images.npuUbuntu })
  control.state.servers.splice(
    control.state.servers.findIndex(({ id }) => id === all.ids[4]),
    1,
  )
  const at = await open(all)
  await at.plans.run(all.plan)
  await follow(all, at)
  const states = [2, 3, 4].map((index) => current(at).steps[index]?.why)
  assert.deepEqual(states, ['changed', 'changed', 'gone'])
  for (const index of [2, 3, 4]) assert.ok(!posts(all).has(all.ids[index] ?? ''))
})

test('a step that was claimed before the window died is never begun again', async () => {
  const all = await planned()
  const journal = new OsPlanJournal(all.folder)
  await journal.put(all.plan)
  assert.equal(await journal.claim(all.plan, all.ids[0] ?? '', 1), true)
  assert.equal(await journal.claim(all.plan, all.ids[0] ?? '', 1), false)
  const at = await open(all)
  for (const plan of await at.plans.unfinished()) await at.plans.run(plan)
  assert.equal(current(at).steps[0]?.why, 'interrupted')
  assert.equal(posts(all).size, 0, 'the doubt halts the plan')
})

test('two windows that go on with the same plan ask each server once', async () => {
  const all = await planned()
  const one = await open(all)
  await one.plans.run(all.plan)
  const two = await open(all)
  for (const plan of await two.plans.unfinished()) await two.plans.run(plan)
  for (let round = 0; round < 60; round++) await all.bench.clock.advance(STEP_MS)
  assertOnce(all)
  assert.equal(posts(all).size > 1, true)
})

test('refused keys pause the plan instead of being refused for every server', async () => {
  const all = await planned({ onFailure: 'goOn' })
  const at = await open(all)
  await at.window.servers.connection()
  all.bench.emulator.control.intercept({
    path: /\/dev-servers\/[^/?]+$/,
    answer: () => Response.json({ error_code: 'APIGW.0301', error_msg: 'refused' }, { status: 401 }),
  })
  await at.plans.run(all.plan)
  assert.equal(current(at).isPaused, true)
  assert.equal(posts(all).size, 0)
})
