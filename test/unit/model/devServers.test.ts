import assert from 'node:assert/strict'
import { test } from 'node:test'
import { answerOf, throttled } from '../../../src/emulator/interception'
import { SAMPLE } from '../../../src/emulator/sample'
import type { Changed } from '../../../src/model/devServers'
import { type Bench, BUSY_MS, IDLE_MS, setup, type Window } from './setup'

const { servers: ids } = SAMPLE
const LIST = { method: 'GET', path: /dev-servers\?/ } as const
const MINUTE_MS = 60_000

function heard({ servers }: Window): (readonly string[] | 'all')[] {
  const all: Changed['serverIds'][] = []
  servers.onDidChange(({ serverIds }) => all.push(serverIds))
  return all
}

/** A window whose list is there and in which nothing moves. */
async function atRest(): Promise<{ bench: Bench; window: Window }> {
  const bench = setup()
  const window = bench.open()
  await window.servers.refresh()
  await bench.clock.advance(MINUTE_MS)
  assert.equal(window.servers.health.kind, 'verified')
  return { bench, window }
}

test('nothing is asked before somebody looks', async () => {
  const bench = setup()
  const window = bench.open(false)
  window.servers.wake()
  await bench.clock.advance(10 * MINUTE_MS)
  assert.equal(bench.emulator.control.requests.length, 0)
  window.isWatched = true
  window.servers.wake()
  await bench.clock.advance(0)
  assert.equal(bench.lists(), 1)
  assert.equal(window.servers.isLoaded, true)
})

test('looking away stops the polling, looking again asks at once only what is due', async () => {
  const { bench, window } = await atRest()
  window.isWatched = false
  window.servers.wake()
  const lists = bench.lists()
  await bench.clock.advance(IDLE_MS - 1_000)
  window.isWatched = true
  const before = bench.lists()
  window.servers.wake()
  await bench.clock.advance(0)
  assert.equal(before, lists)
  assert.ok(bench.lists() - lists <= 1)
  await bench.clock.advance(IDLE_MS)
  assert.ok(bench.lists() - lists >= 1)
})

test('polls fast while a server is at work, slowly otherwise', async () => {
  const { bench, window } = await atRest()
  let lists = bench.lists()
  await bench.clock.advance(10 * IDLE_MS)
  assert.equal(bench.lists() - lists, 10)
  bench.emulator.control.settle(ids.running, { status: 'STOPPING' })
  await window.servers.refresh()
  lists = bench.lists()
  await bench.clock.advance(10 * BUSY_MS)
  assert.equal(bench.lists() - lists, 10)
})

test('fires nothing where nothing changed, the ids that changed, and all where servers came or went', async () => {
  const { bench, window } = await atRest()
  const fired = heard(window)
  await window.servers.refresh()
  assert.deepEqual(fired, [])
  const { control } = bench.emulator
  control.settle(ids.stopped, { status: 'ERROR' })
  control.settle(ids.ecsStopped, { status: 'ERROR' })
  await window.servers.refresh()
  assert.deepEqual(
    fired.map((entry) => [...entry].sort()),
    [[ids.stopped, ids.ecsStopped].sort()],
  )
  fired.length = 0
  const like = control.state.servers.find(({ id }) => id === ids.stopped)
  assert.ok(like)
  control.addServers(1, like)
  await window.servers.refresh()
  assert.deepEqual(fired, ['all'])
  control.state.servers.pop()
  await window.servers.refresh()
  assert.deepEqual(fired, ['all', 'all'])
})

test('a list that fails keeps the last one and says why, once it works again that is gone', async () => {
  const { bench, window } = await atRest()
  const before = window.servers.servers
  const fired = heard(window)
  bench.emulator.control.intercept({ ...LIST, answer: () => answerOf(500, { error_code: 'ModelArts.0010' }) })
  await window.servers.refresh()
  const { health } = window.servers
  assert.ok(health.kind === 'problem' && health.error instanceof Error)
  assert.deepEqual(window.servers.servers, before)
  assert.deepEqual(fired, ['all'])
  await window.servers.refresh()
  assert.deepEqual(window.servers.health, { kind: 'verified', at: bench.clock.now() })
})

test('the wait grows with each failure, up to ten minutes, and is short again after a success', async () => {
  const { bench, window } = await atRest()
  bench.emulator.control.intercept({ ...LIST, times: 10_000, answer: () => answerOf(500, {}) })
  const starts: number[] = []
  await window.servers.refresh()
  for (let seen = bench.lists(); starts.length < 6; ) {
    await bench.clock.advance(1_000)
    if (bench.lists() > seen) starts.push(bench.clock.now())
    seen = bench.lists()
  }
  const waits = starts.slice(1).map((at, index) => at - (starts[index] ?? 0))
  assert.deepEqual(
    waits.map((ms) => Math.round(ms / 60_000)),
    [4, 8, 10, 10, 10],
  )
})

test('Retry-After is waited out, however long', async () => {
  const { bench, window } = await atRest()
  bench.emulator.control.intercept({ ...LIST, answer: () => throttled(3_600) })
  await window.servers.refresh()
  const lists = bench.lists()
  await bench.clock.advance(3_599_000)
  assert.equal(bench.lists(), lists)
  await bench.clock.advance(1_000)
  assert.equal(bench.lists(), lists + 1)
})

test('a refused key is never tried again by itself, but when asked to', async () => {
  const { bench, window } = await atRest()
  const { accounts } = bench.emulator.control.state
  const [account] = accounts
  assert.ok(account)
  accounts[0] = { ...account, keys: [] }
  await window.servers.refresh()
  const lists = bench.lists()
  window.servers.wake()
  await bench.clock.advance(24 * 60 * MINUTE_MS)
  window.servers.wake()
  await bench.clock.advance(60 * MINUTE_MS)
  assert.equal(bench.lists(), lists)
  accounts[0] = account
  await window.servers.refresh()
  assert.equal(window.servers.health.kind, 'verified')
  await bench.clock.advance(IDLE_MS)
  assert.equal(bench.lists(), lists + 2)
})

test('put and reread take over one server and fire its id', async () => {
  const { bench, window } = await atRest()
  const fired = heard(window)
  bench.emulator.control.settle(ids.running, { status: 'STOPPED' })
  assert.equal((await window.servers.reread(ids.running))?.status, 'STOPPED')
  assert.equal(window.servers.get(ids.running)?.status, 'STOPPED')
  assert.deepEqual(fired, [[ids.running]])
  assert.equal(await window.servers.reread('00000000-0000-4000-8000-000000000000'), undefined)
  assert.deepEqual(fired, [[ids.running]])
})

test('many pages appear as they arrive', async () => {
  const bench = setup()
  const { control } = bench.emulator
  const like = control.state.servers[0]
  assert.ok(like)
  control.addServers(300, like)
  const window = bench.open()
  const sizes: number[] = []
  window.servers.onDidChange(() => sizes.push(window.servers.servers.length))
  await window.servers.refresh()
  // Rows are drawn again when there are twice as many: thousands cost a redraw each otherwise.
  assert.deepEqual(sizes.slice(0, 2), [100, 200])
  assert.ok((sizes[2] ?? 0) > 300)
  const fired = heard(window)
  await window.servers.refresh()
  assert.deepEqual(fired, [])
})

test('a disposed list asks nothing more', async () => {
  const { bench, window } = await atRest()
  window.servers.dispose()
  const lists = bench.lists()
  await window.servers.refresh()
  window.servers.wake()
  await bench.clock.advance(10 * MINUTE_MS)
  assert.equal(bench.lists(), lists)
  assert.equal(bench.clock.waiting, 0)
})
