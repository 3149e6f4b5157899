import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SAMPLE } from '../../../src/emulator/sample'
import {
  abandoned,
  goOn,
  goOnAfter,
  isHalted,
  type PauseReason,
  paused,
  skipped,
  tally,
} from '../../../src/model/osPlan'
import { OsPlanJournal } from '../../../src/model/osPlanJournal'
import {
  assertOnce,
  COUNT,
  current,
  fail,
  follow,
  open,
  type Planned,
  planned,
  posts,
  resumeAll,
  STEP_MS,
} from './plans'
import { PROJECT } from './setup'

test('the canary goes alone, then three at once, and every server is asked once', async () => {
  const all = await planned()
  const at = await open(all)
  await at.plans.start(all.plan)
  assert.deepEqual([...posts(all).keys()], [all.ids[0]])
  let most = 0
  at.plans.onDidChange(({ plan }) => {
    most = Math.max(most, tally(plan).underWay)
  })
  await follow(all, at)
  assert.equal(most, 3)
  assert.deepEqual(tally(current(at)), { succeeded: 20, failed: 0, skipped: 0, waiting: 0, underWay: 0, all: 20 })
  assert.equal(posts(all).size, COUNT)
  assertOnce(all)
  assert.deepEqual(await at.plans.others(), [], 'a plan that is over is forgotten')
})

const PLACES = { 'at the canary': 0, 'in the middle': 9, 'at the end': 19 } as const
const RELOADS: readonly (readonly number[])[] = [[], [0], [10_000], [25_000, 60_000], [5_000, 45_000, 100_000, 165_000]]

for (const [place, index] of Object.entries(PLACES)) {
  for (const reloads of RELOADS) {
    test(`a failure ${place} stops what was not begun, reloads at ${reloads.join(', ') || 'no time'}`, async () => {
      const all = await planned()
      fail(all, all.ids[index])
      const first = await open(all)
      await first.plans.start(all.plan)
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
  await at.plans.start(all.plan)
  const end = await follow(all, at, [30_000])
  assert.deepEqual([tally(current(end)).succeeded, tally(current(end)).failed], [17, 3])
  assertOnce(all)
})

test('paused begins nothing more, skipped and abandoned servers are not asked', async () => {
  const all = await planned()
  const at = await open(all)
  await at.plans.start(all.plan)
  await at.plans.alter('plan-1', (plan) => skipped(paused(plan), all.ids[1] ?? ''))
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
  await at.plans.start(all.plan)
  await follow(all, at)
  const states = [2, 3, 4].map((index) => current(at).steps[index]?.why)
  assert.deepEqual(states, ['changed', 'changed', 'gone'])
  for (const index of [2, 3, 4]) assert.ok(!posts(all).has(all.ids[index] ?? ''))
})

test('a step that was claimed before the window died is never begun again', async () => {
  const all = await planned()
  const journal = new OsPlanJournal(all.folder)
  await journal.add(all.plan)
  assert.equal(await journal.claim(all.plan, all.ids[0] ?? '', 1), true)
  assert.equal(await journal.claim(all.plan, all.ids[0] ?? '', 1), false)
  const at = await open(all)
  await resumeAll(at)
  assert.equal(current(at).steps[0]?.why, 'interrupted')
  assert.equal(posts(all).size, 0, 'the doubt halts the plan')
})

test('two windows that go on with the same plan ask each server once', async () => {
  const all = await planned()
  const one = await open(all)
  await one.plans.start(all.plan)
  const two = await open(all)
  await resumeAll(two)
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
  await at.plans.start(all.plan)
  assert.equal(current(at).pausedFor, 'refusedKeys')
  assert.equal(posts(all).size, 0)
})

const SWAPPED: Readonly<Record<string, (all: Planned) => unknown>> = {
  notSignedIn: ({ bench }) => Object.assign(bench, { connect: () => undefined }),
  noConnection: ({ bench }) => Object.assign(bench, { connect: () => Promise.reject(new Error('locked')) }),
  otherAccount: () => undefined,
  noProject: () => undefined,
}

for (const reason of ['notSignedIn', 'noConnection', 'otherAccount', 'noProject'] satisfies PauseReason[]) {
  test(`${reason}: the plan is paused for that, asks nothing, and goes on once it is mended`, async () => {
    const other = { project: { ...PROJECT, account: 'another' }, identity: 'ANOT••••KEYS' }
    const all = await planned(reason === 'otherAccount' ? other : {})
    const { connect } = all.bench
    SWAPPED[reason]?.(all)
    const at = await open(all, { hasProject: reason !== 'noProject' })
    await at.plans.start(all.plan)
    assert.equal(current(at).pausedFor, reason)
    assert.equal(posts(all).size, 0)
    at.close()
    if (reason === 'otherAccount') return
    Object.assign(all.bench, { connect })
    const next = await open(all)
    for (const { plan } of await next.plans.others()) await next.plans.resume(plan.id, goOn)
    assert.equal(posts(all).size, 1)
  })
}

test('an old “go on” does not stand for a failure that came after it', async () => {
  const all = await planned({ atOnce: 3 })
  for (const index of [1, 2]) fail(all, all.ids[index])
  const at = await open(all)
  await at.plans.start(all.plan)
  const { plans } = await follow(all, at)
  assert.equal(tally(current(at)).failed, 2)
  await plans.alter('plan-1', (plan) => goOnAfter(plan, 1))
  assert.ok(isHalted(current(at)), 'the second failure waits for a word of its own')
  assert.equal(posts(all).size, 4)
  await plans.alter('plan-1', (plan) => goOnAfter(plan, 2))
  assert.ok(posts(all).size > 4)
})
