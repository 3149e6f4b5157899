import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isHalted, type OsPlan, tally } from '../../../src/model/osPlan'
import { COUNT, current, follow, open, type Planned, type PlanWindow, planned } from './plans'

const BATCH = { send: 'batch' } as const

/** What is peculiar about the one call: before it arrives, and in its answer. */
interface Peculiar {
  readonly before?: () => void
  readonly answer?: (data: readonly { readonly id: string }[]) => readonly object[]
}

/** Notes the ids in each call for several servers, and meddles with it. */
function callsOf({ bench }: Planned, { before, answer = (data) => data }: Peculiar = {}): readonly string[][] {
  const calls: string[][] = []
  bench.carry = (send) => async (request) => {
    if (request.method !== 'POST' || !request.url.endsWith('/dev-servers/action')) return send(request)
    const { servers } = (await request.clone().json()) as { readonly servers: readonly { readonly id: string }[] }
    calls.push(servers.map(({ id }) => id))
    before?.()
    const response = await send(request)
    if (!response.ok) return response
    const page = (await response.json()) as { readonly data: readonly { readonly id: string }[] }
    return Response.json({ ...page, data: answer(page.data) })
  }
  return calls
}

const whys = (at: PlanWindow): readonly string[] =>
  current(at).steps.flatMap(({ state, why }) => (state === 'failed' ? [why ?? '?'] : []))

for (const reloads of [[], [0], [10_000]]) {
  const when = reloads.join(', ') || 'no time'
  test(`one call for all, and each server is followed to its end; reloads at ${when}`, async () => {
    const all = await planned(BATCH)
    const calls = callsOf(all)
    const first = await open(all)
    await first.plans.start(all.plan)
    assert.deepEqual(calls, [all.ids])
    assert.equal(tally(current(first)).underWay, COUNT)
    const at = await follow(all, first, reloads)
    assert.equal(tally(current(at)).succeeded, COUNT)
    assert.equal(calls.length, 1)
  })

  test(`a server that the service leaves as it was is told apart from the others; reloads at ${when}`, async () => {
    const all = await planned(BATCH)
    const refused = all.ids[3] ?? ''
    // Somebody starts it just before the call arrives.
    const calls = callsOf(all, { before: () => all.bench.emulator.control.settle(refused, { status: 'RUNNING' }) })
    const first = await open(all)
    await first.plans.start(all.plan)
    assert.equal(tally(current(first)).underWay, COUNT, 'what the answer means is not documented')
    const at = await follow(all, first, reloads)
    assert.equal(current(at).steps[3]?.why, 'notStarted')
    assert.deepEqual([tally(current(at)).succeeded, tally(current(at)).failed], [COUNT - 1, 1])
    assert.equal(calls.length, 1)
  })

  test(`a server that is missing from the answer is judged by what it shows; reloads at ${when}`, async () => {
    const all = await planned(BATCH)
    const missing = all.ids[7]
    const calls = callsOf(all, { answer: (data) => data.filter(({ id }) => id !== missing) })
    const first = await open(all)
    await first.plans.start(all.plan)
    const change = first.window.osChanges.inFlight.find(({ serverId }) => serverId === missing)
    assert.equal(change?.isAccepted, false)
    const at = await follow(all, first, reloads)
    assert.equal(tally(current(at)).succeeded, COUNT)
    assert.equal(calls.length, 1)
  })
}

test('an answer that cannot be read leaves every server to what it shows', async () => {
  const all = await planned(BATCH)
  const calls = callsOf(all, { answer: () => [] })
  const at = await open(all)
  await at.plans.start(all.plan)
  await follow(all, at)
  assert.equal(tally(current(at)).succeeded, COUNT)
  assert.equal(calls.length, 1)
})

test('a call that is refused changes nothing, and is not sent again', async () => {
  const all = await planned(BATCH)
  const calls = callsOf(all)
  all.bench.emulator.control.intercept({
    path: /\/dev-servers\/action$/,
    answer: () => Response.json({ error_code: 'ModelArts.7000', error_msg: 'not offered here' }, { status: 400 }),
  })
  const at = await open(all)
  await at.plans.start(all.plan)
  await follow(all, at)
  assert.deepEqual(new Set(whys(at)), new Set(['refused']))
  assert.match(current(at).steps[0]?.said ?? '', /not offered here/)
  assert.equal(calls.length, 1)
})

test('where one is not as it was confirmed, the others are not sent before somebody says so', async () => {
  const all = await planned(BATCH)
  const calls = callsOf(all)
  all.bench.emulator.control.settle(all.ids[5] ?? '', { status: 'RUNNING' })
  const at = await open(all)
  await at.plans.start(all.plan)
  assert.deepEqual([calls, isHalted(current(at)), whys(at)], [[], true, ['changed']])
  const accept = (plan: OsPlan): OsPlan => ({ ...plan, accepted: 1 })
  await at.plans.alter(all.plan.id, accept)
  await follow(all, at)
  assert.deepEqual(calls, [all.ids.filter((id) => id !== all.ids[5])])
  assert.equal(tally(current(at)).succeeded, COUNT - 1)
})

test('where one is being changed already, the others go without it if that was asked for', async () => {
  const all = await planned({ ...BATCH, onFailure: 'goOn' })
  const calls = callsOf(all)
  const at = await open(all)
  const other = all.bench.open(false)
  await other.start(all.ids[2])
  await at.window.osChanges.reload()
  all.bench.emulator.control.settle(all.ids[2] ?? '', { status: 'STOPPED' })
  await at.plans.start(all.plan)
  await follow(all, at)
  assert.equal(calls[0]?.includes(all.ids[2] ?? ''), false)
  assert.equal(tally(current(at)).succeeded, COUNT - 1)
})
