import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SAMPLE } from '../../../src/emulator/sample'
import { settled } from '../../support/clock'
import { BUSY_MS, PROJECT, setup, told } from './setup'

const { servers: ids } = SAMPLE
const MINUTE_MS = 60_000
const CHANGE = { method: 'POST', path: /\/changeos$/ } as const
const lost = (): Promise<Response> => Promise.reject(new TypeError('fetch failed'))

test('a computer that slept does not take the first reading after it for a late one', async () => {
  const bench = setup({ lagMs: 3 * 60 * MINUTE_MS, changeMs: 4 * 60 * MINUTE_MS })
  bench.emulator.control.intercept({ ...CHANGE, applied: true, answer: lost })
  const window = bench.open()
  assert.equal((await window.start()).kind, 'unknown')
  await settled()
  bench.clock.jump(2 * 60 * MINUTE_MS)
  await bench.clock.advance(BUSY_MS)
  assert.deepEqual(told(window), [])
})

test('a request that was under way when the computer slept is not taken for one that never began', async () => {
  const bench = setup()
  let reach = (): void => undefined
  bench.carry = (send) => async (request) => {
    if (request.method === 'POST') await new Promise<void>((resolve) => (reach = resolve))
    return send(request)
  }
  const window = bench.open()
  const start = window.start()
  await bench.clock.advance(1_000)
  bench.clock.jump(5 * MINUTE_MS)
  await window.servers.refresh()
  await window.osChanges.settle(window.servers)
  assert.deepEqual(told(window), [])
  reach()
  assert.equal((await start.catch((error: unknown) => ({ kind: error }))).kind, 'accepted')
  await bench.clock.advance(5 * MINUTE_MS)
  assert.deepEqual([told(window), bench.posts()], [['succeeded'], 1])
})

test('in the end the readings do tell, sleep or not', async () => {
  const bench = setup()
  bench.emulator.control.intercept({ ...CHANGE, answer: lost })
  const window = bench.open()
  await window.start()
  await settled()
  bench.clock.jump(2 * 60 * MINUTE_MS)
  await bench.clock.advance(5 * MINUTE_MS)
  assert.deepEqual([told(window), bench.posts()], [['notStarted'], 1])
})

test('a clock that is set back delays the end, and no more', async () => {
  const bench = setup()
  const window = bench.open()
  await window.start()
  await bench.clock.advance(BUSY_MS)
  bench.service.aheadMs = 10 * MINUTE_MS
  bench.clock.jump(-bench.service.aheadMs)
  await window.servers.refresh()
  assert.deepEqual(told(window), [])
  await bench.clock.advance(20 * MINUTE_MS)
  assert.deepEqual([told(window), bench.posts()], [['succeeded'], 1])
})

test('a server that is missing from one answer only is not told to be gone', async () => {
  const bench = setup({ changeMs: 10 * MINUTE_MS })
  const window = bench.open()
  await window.start()
  await bench.clock.advance(BUSY_MS)
  let isAway = true
  bench.carry = (send) => async (request) => {
    const response = await send(request)
    if (!isAway) return response
    if (request.url.endsWith(ids.stopped)) {
      isAway = false
      return Response.json({ error_code: 'ModelArts.6404', error_msg: 'not found' }, { status: 400 })
    }
    const body = await response.json()
    return Response.json({ ...body, data: body.data.filter(({ id }: { id: string }) => id !== ids.stopped) })
  }
  await bench.clock.advance(3 * BUSY_MS)
  assert.equal(isAway, false)
  assert.deepEqual(told(window), [])
  assert.ok(window.osChanges.find(PROJECT, ids.stopped))
  await bench.clock.advance(15 * MINUTE_MS)
  assert.deepEqual(told(window), ['succeeded'])
})

for (const [what, aheadMs] of [
  ['a computer that slept', 0],
  ['a clock that is set forward', -3 * 60 * MINUTE_MS],
] as const) {
  test(`${what} does not make a change late that was watched for a moment only`, async () => {
    const bench = setup({ changeMs: 4 * 60 * MINUTE_MS })
    const window = bench.open(true, { surroundings: { limitMs: () => 20 * MINUTE_MS } })
    let late = 0
    window.osChanges.onDidExceedLimit(() => late++)
    await window.start()
    await bench.clock.advance(BUSY_MS)
    bench.service.aheadMs = aheadMs
    bench.clock.jump(3 * 60 * MINUTE_MS)
    await bench.clock.advance(3 * BUSY_MS)
    assert.equal(window.osChanges.isOverdue(PROJECT), false)
    assert.equal(late, 0)
    await bench.clock.advance(25 * MINUTE_MS)
    assert.equal(late, 1)
  })
}

test('a window that opens later counts on from where the last one was', async () => {
  const bench = setup({ changeMs: 60 * MINUTE_MS })
  const surroundings = { limitMs: () => 20 * MINUTE_MS }
  const first = bench.open(true, { surroundings })
  await first.start()
  await bench.clock.advance(15 * MINUTE_MS)
  first.servers.dispose()
  const next = bench.open(true, { surroundings })
  let late = 0
  next.osChanges.onDidExceedLimit(() => late++)
  await next.osChanges.reload()
  next.servers.wake()
  await bench.clock.advance(3 * MINUTE_MS)
  assert.equal(late, 0)
  await bench.clock.advance(5 * MINUTE_MS)
  assert.equal(late, 1)
})
