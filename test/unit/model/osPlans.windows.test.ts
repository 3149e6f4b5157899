import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { test } from 'node:test'
import { SAMPLE } from '../../../src/emulator/sample'
import { OsChangeJournal } from '../../../src/model/osChangeJournal'
import { goOn, type OsPlan, paused, tally } from '../../../src/model/osPlan'
import { OsPlanJournal } from '../../../src/model/osPlanJournal'
import { assertOnce, current, fail, follow, open, type Planned, planned, posts, resumeAll, STEP_MS } from './plans'

/** A process that runs and is not this one; and one that cannot run. */
const OTHER = process.ppid
const DEAD = 2 ** 22 + 1

/** The first few servers only. */
const few = ({ plan }: Planned, count: number, change: Partial<OsPlan> = {}): OsPlan => ({
  ...plan,
  steps: plan.steps.slice(0, count),
  ...change,
})

/** The image that the servers have already: only who saw the change knows that there was one. */
const same = { image: { id: SAMPLE.images.npuEuler, name: 'Euler' } }

const names = (folder: string): Promise<string[]> => readdir(folder)

test('an old offer to go on does nothing to a plan that goes on, and nothing to one that has ended', async () => {
  const all = await planned()
  const plan = few(all, 3, { ...same, pausedFor: 'user' })
  await new OsPlanJournal(all.folder, DEAD).add(plan)
  const at = await open(all)
  assert.deepEqual(
    (await at.plans.others()).map(({ isElsewhere }) => isElsewhere),
    [false],
  )
  assert.equal(await at.plans.resume(plan.id, goOn), 'here')
  await all.bench.clock.advance(STEP_MS)
  const going = current(at)
  assert.equal(tally(going).underWay, 1)
  assert.equal(await at.plans.resume(plan.id, paused), 'here')
  assert.equal(current(at), going)
  await follow(all, at)
  assert.equal(tally(current(at)).succeeded, 3)
  assert.equal(await at.plans.resume(plan.id, goOn), 'gone')
  await all.bench.clock.advance(60_000)
  assert.equal(posts(all).size, 3)
  assertOnce(all)
  assert.deepEqual(
    (await names(all.folder)).filter((name) => name.startsWith(plan.id)),
    [],
  )
})

test('a plan that is finished cannot be written, or begun a step of, any more', async () => {
  const { plan, folder } = await planned()
  const journal = new OsPlanJournal(folder)
  await journal.add(plan)
  await journal.remove(plan)
  await assert.rejects(journal.put(plan), { name: 'PlanLostError' })
  await assert.rejects(journal.claim(plan, plan.steps[0]?.serverId ?? '', 1), { name: 'PlanLostError' })
  assert.deepEqual(await names(folder), [])
})

test('a second window leaves a running plan alone until the first one is closed', async () => {
  const all = await planned()
  const one = await open(all, { pid: OTHER })
  await one.plans.start(few(all, 3))
  const two = await open(all)
  assert.deepEqual(
    (await two.plans.others()).map(({ isElsewhere }) => isElsewhere),
    [true],
  )
  assert.equal(await two.plans.resume('plan-1', goOn), 'elsewhere')
  assert.deepEqual(two.plans.all, [])
  one.close()
  assert.equal(await two.plans.resume('plan-1', goOn), 'here')
  await follow(all, two)
  assert.equal(tally(current(two)).succeeded, 3)
  assertOnce(all)
})

test('a plan whose window has died can be gone on with', async () => {
  const all = await planned()
  const one = await open(all, { pid: DEAD })
  await one.plans.start(few(all, 2))
  one.window.servers.dispose()
  const two = await open(all)
  assert.equal(await two.plans.resume('plan-1', goOn), 'here')
})

test('a plan that is taken over is let go of by the window that had it, which begins nothing more', async () => {
  const all = await planned()
  const one = await open(all, { pid: OTHER })
  const news: string[] = []
  one.plans.onDidChange(({ kind }) => void news.push(kind))
  await one.plans.start(few(all, 4))
  const two = await open(all)
  assert.equal(await two.plans.resume('plan-1', (plan) => plan, true), 'here')
  await follow(all, two)
  assert.equal(tally(current(two)).succeeded, 4)
  assert.deepEqual([one.plans.all, news.at(-1)], [[], 'lost'])
  assertOnce(all)
})

for (const [what, index] of [
  ['the same image', undefined],
  ['a failure', 1],
] as const) {
  test(`ends that another window tells are the ends of the steps: ${what}`, async () => {
    const all = await planned()
    if (index !== undefined) fail(all, all.ids[index])
    // This one never comes first.
    const late = (folder: string): OsChangeJournal =>
      Object.assign(new OsChangeJournal(folder), { claim: async () => undefined })
    const one = await open(all, { pid: OTHER, journal: late })
    const two = await open(all)
    two.window.isWatched = true
    two.window.servers.wake()
    await one.plans.start(few(all, 3, { ...same, onFailure: 'goOn' }))
    await follow(all, one)
    assert.equal(two.window.settlements.length, 3)
    assert.ok(two.window.settlements.every(({ change }) => change.planId === 'plan-1'))
    const failures = current(one).steps.filter(({ state }) => state === 'failed')
    assert.deepEqual(
      failures.map(({ why, said }) => [why, said]),
      index === undefined ? [] : [['failed', 'CHANGINGOS_FAILED']],
    )
    assert.equal(tally(current(one)).succeeded + failures.length, 3)
    assertOnce(all)
  })
}

test('a change that began before the plan could note it is known by its plan', async () => {
  const all = await planned()
  const plan = few(all, 2)
  const dead = new OsPlanJournal(all.folder, DEAD)
  await dead.add({ ...plan, steps: plan.steps.map((step, at) => (at === 0 ? { ...step, state: 'claimed' } : step)) })
  const at = await open(all)
  const server = await at.window.servers.reread(all.ids[0] ?? '')
  assert.ok(server)
  const request = { imageId: plan.image.id, login: { keyPairName: plan.keyPairName } }
  await at.window.osChanges.start(at.window.servers, server, plan.image, request, { planId: plan.id })
  await resumeAll(at)
  assert.equal(current(at).steps[0]?.state, 'changing')
  await follow(all, at)
  assert.equal(tally(current(at)).succeeded, 2)
  assertOnce(all)
})

test('a plan that cannot be written down begins nothing', async () => {
  const all = await planned()
  const at = await open({ ...all, folder: `${process.execPath}/nowhere` })
  await assert.rejects(at.plans.start(all.plan))
  assert.deepEqual([at.plans.all, posts(all).size], [[], 0])
})
