import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WRITE_TIMEOUT_MS } from '../../../src/api/send'
import { SAMPLE } from '../../../src/emulator/sample'
import { type Bench, BUSY_MS, PROJECT, setup, told, type Window } from './setup'

const { servers: ids, images } = SAMPLE
const MINUTE_MS = 60_000

/** What a reload of the window does: everything in memory is lost, whatever was under way. */
function close(window: Window): void {
  window.isWatched = false
  window.servers.dispose()
}

/** What a window does when it starts. */
async function reopen(bench: Bench): Promise<Window> {
  const window = bench.open()
  await window.osChanges.reload()
  window.servers.wake()
  return window
}

test('two windows that begin at once send one request between them', async () => {
  const bench = setup()
  const windows = [bench.open(), bench.open()]
  const begun = await Promise.all(windows.map((window) => window.start()))
  assert.deepEqual(begun.map(({ kind }) => kind).sort(), ['accepted', 'alreadyInFlight'])
  assert.equal(bench.posts(), 1)
  await bench.clock.advance(5 * MINUTE_MS)
  assert.deepEqual(windows.flatMap(told), ['succeeded'])
})

test('one window that begins twice sends one request', async () => {
  const bench = setup()
  const window = bench.open()
  const begun = await Promise.all([window.start(), window.start(ids.stopped, images.npuEuler), window.start()])
  assert.deepEqual(begun.map(({ kind }) => kind).sort(), ['accepted', 'alreadyInFlight', 'alreadyInFlight'])
  assert.equal(bench.posts(), 1)
  assert.equal(window.osChanges.inFlight.length, 1)
})

test('a window that begins while another waits for its answer sends nothing', async () => {
  const bench = setup()
  let post: (() => void) | undefined
  bench.carry = (send) => async (request) => {
    if (request.method === 'POST') await new Promise<void>((resolve) => (post = resolve))
    return send(request)
  }
  const one = bench.open()
  const two = bench.open()
  const start = one.start()
  await bench.clock.advance(BUSY_MS)
  assert.deepEqual(await two.start(), { kind: 'alreadyInFlight' })
  assert.ok(post)
  post()
  assert.equal((await start).kind, 'accepted')
  assert.equal(bench.posts(), 1)
})

test('every window hears of the change, one tells its end', async () => {
  const bench = setup()
  const windows = [bench.open(), bench.open(), bench.open()]
  for (const window of windows) await window.servers.refresh()
  await windows[0]?.start()
  for (const { servers } of windows) servers.wake()
  await bench.clock.advance(MINUTE_MS)
  assert.deepEqual(windows.flatMap(told), ['succeeded'])
  await bench.clock.advance(2 * MINUTE_MS)
  for (const { osChanges } of windows) assert.deepEqual(osChanges.inFlight, [])
})

test('two windows that read the end at the same time tell it once', async () => {
  const bench = setup()
  const windows = [bench.open(), bench.open()]
  await windows[0]?.start()
  await windows[1]?.osChanges.reload()
  await bench.clock.advance(BUSY_MS)
  await Promise.all(windows.map(({ servers }) => servers.refresh()))
  await bench.clock.advance(2 * BUSY_MS)
  await Promise.all(windows.map(({ osChanges, servers }) => osChanges.settle(servers)))
  await Promise.all(windows.map(({ osChanges, servers }) => osChanges.settle(servers)))
  assert.deepEqual(windows.flatMap(told), ['succeeded'])
})

test('a window that is closed in the middle is followed by one that tells the end', async () => {
  const bench = setup()
  const before = bench.open()
  await before.start()
  await bench.clock.advance(BUSY_MS)
  close(before)
  const after = await reopen(bench)
  assert.equal(after.osChanges.find(PROJECT, ids.stopped)?.isAccepted, true)
  assert.ok(after.osChanges.find(PROJECT, ids.stopped)?.seenAt)
  await bench.clock.advance(5 * MINUTE_MS)
  assert.deepEqual([told(before), told(after), bench.posts()], [[], ['succeeded'], 1])
})

test('a window that opens long after the end tells it', async () => {
  const bench = setup()
  const before = bench.open()
  await before.start()
  close(before)
  await bench.clock.advance(20 * 60 * MINUTE_MS)
  assert.deepEqual(told(before), [])
  const after = await reopen(bench)
  await bench.clock.advance(0)
  assert.deepEqual(told(after), ['succeeded'])
})

for (const [when, reaches] of [
  ['before the service saw the request', false],
  ['after the service saw the request', true],
] as const) {
  test(`a window that is closed ${when} is followed by one that knows no more than the service shows`, async () => {
    const bench = setup()
    bench.carry = (send) => async (request) => {
      if (request.method === 'POST') {
        if (reaches) await send(request)
        return new Promise(() => undefined)
      }
      return send(request)
    }
    const before = bench.open()
    before.start().catch(() => undefined)
    await bench.clock.advance(1_000)
    close(before)
    const after = await reopen(bench)
    assert.equal(after.osChanges.find(PROJECT, ids.stopped)?.isAccepted, false)
    await bench.clock.advance(WRITE_TIMEOUT_MS + MINUTE_MS - 2_000)
    if (!reaches) assert.deepEqual(told(after), [])
    await bench.clock.advance(10 * MINUTE_MS)
    assert.deepEqual([told(after), bench.posts()], [[reaches ? 'succeeded' : 'notStarted'], reaches ? 1 : 0])
  })
}

test('a change is followed under whatever name its project has by then', async () => {
  const bench = setup()
  const before = bench.open()
  await before.start()
  close(before)
  const after = await reopen(bench)
  const change = after.osChanges.inFlight[0]
  assert.ok(change)
  assert.equal(after.osChanges.find({ ...PROJECT, name: 'renamed', account: 'another' }, change.serverId), change)
  await bench.clock.advance(MINUTE_MS)
  assert.deepEqual(told(after), ['succeeded'])
})
