import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError } from '../../../src/api/errors'
import { WRITE_TIMEOUT_MS } from '../../../src/api/send'
import { answerOf, type Interception } from '../../../src/emulator/interception'
import { SAMPLE } from '../../../src/emulator/sample'
import { CONTINUE_MS } from '../../../src/model/stopStage'
import { settled } from '../../support/clock'
import { type Bench, BUSY_MS, PROJECT, setup, told, type Window } from './setup'

const { servers: ids, images } = SAMPLE
const MINUTE_MS = 60_000
const CHANGE = { method: 'POST', path: /\/changeos$/ } as const
const PASSWORD = { adminPass: 'Abcdef12!' }

const stopThenChange = (window: Window, login?: { readonly adminPass: string }) =>
  window.start(ids.running, images.npuEuler, { stopFirst: true }, login)

const stops = ({ emulator }: Bench): number =>
  emulator.control.requests.filter(({ method, path }) => method === 'PUT' && path.endsWith('/stop')).length

/** A window whose server is being stopped. */
async function stopping(): Promise<{ bench: Bench; window: Window }> {
  const bench = setup()
  const window = bench.open()
  assert.equal((await stopThenChange(window)).kind, 'accepted')
  return { bench, window }
}

test('a running server is stopped, then changed, by one request each, and told once', async () => {
  const { bench, window } = await stopping()
  assert.deepEqual([stops(bench), bench.posts()], [1, 0])
  assert.equal(window.osChanges.find(PROJECT, ids.running)?.isAccepted, false)
  await bench.clock.advance(2 * MINUTE_MS)
  assert.deepEqual([told(window), stops(bench), bench.posts()], [['succeeded'], 1, 1])
  assert.equal(window.settlements[0]?.server?.image?.id, images.npuEuler)
})

test('a password is known to this window, and is nowhere on the disk', async () => {
  const bench = setup()
  const window = bench.open()
  await stopThenChange(window, PASSWORD)
  assert.equal(JSON.stringify(window.osChanges.inFlight).includes(PASSWORD.adminPass), false)
  await bench.clock.advance(2 * MINUTE_MS)
  assert.deepEqual([told(window), bench.posts()], [['succeeded'], 1])
})

test('another entry of the same project, used with other keys, does not go on with a change that is not its own', async () => {
  const bench = setup()
  const window: Window = bench.open(true, { surroundings: { isOwn: (_change, servers) => servers === window.servers } })
  const project = { ...PROJECT, name: 'to look at', account: 'reader' }
  const connect = () => ({ ...bench.connect(), project, identity: 'READ••••ONLY' })
  const other = bench.open(false, { project, connect, surroundings: { isOwn: () => false } })
  await stopThenChange(window)
  // Its own list is read once, and then again in ten seconds.
  await settled()
  bench.emulator.control.settle(ids.running, { status: 'STOPPED' })
  await other.servers.refresh()
  await window.osChanges.settle(other.servers)
  assert.deepEqual([told(window), bench.posts()], [[], 0])
  await bench.clock.advance(2 * MINUTE_MS)
  assert.deepEqual([told(window), bench.posts()], [['succeeded'], 1])
})

test('several windows that see the server stopped send one request between them', async () => {
  const { bench, window } = await stopping()
  const windows = [window, bench.open(), bench.open()]
  await bench.clock.advance(5_000)
  for (const { osChanges } of windows) await osChanges.reload()
  await Promise.all(windows.map(({ servers }) => servers.refresh()))
  await Promise.all(windows.map(({ osChanges, servers }) => osChanges.settle(servers)))
  await bench.clock.advance(3 * MINUTE_MS)
  assert.deepEqual([windows.flatMap(told), bench.posts()], [['succeeded'], 1])
})

test('a window that is closed while the server stops is followed by one that changes it', async () => {
  const { bench, window } = await stopping()
  window.servers.dispose()
  const next = bench.open()
  await next.osChanges.reload()
  next.servers.wake()
  await bench.clock.advance(3 * MINUTE_MS)
  assert.deepEqual([told(window), told(next), bench.posts()], [[], ['succeeded'], 1])
})

test('a window that does not know the password erases nothing, and says so when it is too late', async () => {
  const bench = setup()
  const window = bench.open()
  await stopThenChange(window, PASSWORD)
  window.servers.dispose()
  // Another process: the one that knows it is still there.
  const next = bench.open(true, { surroundings: { pid: 1 } })
  await next.osChanges.reload()
  next.servers.wake()
  await bench.clock.advance(CONTINUE_MS - MINUTE_MS)
  assert.deepEqual(told(next), [])
  await bench.clock.advance(2 * MINUTE_MS)
  assert.deepEqual([told(next), bench.posts()], [['notContinued: secrets'], 0])
})

test('long after the stop nothing is erased any more', async () => {
  const { bench, window } = await stopping()
  window.servers.dispose()
  bench.clock.jump(CONTINUE_MS + 1_000)
  const next = bench.open()
  await next.osChanges.reload()
  next.servers.wake()
  await bench.clock.advance(10 * MINUTE_MS)
  assert.deepEqual([told(next), bench.posts()], [['notContinued: tooLate'], 0])
})

test('a clock that was set back by far erases nothing', async () => {
  const { bench, window } = await stopping()
  window.servers.dispose()
  bench.emulator.control.settle(ids.running, { status: 'STOPPED' })
  bench.clock.jump(-2 * CONTINUE_MS)
  const next = bench.open()
  await next.osChanges.reload()
  next.servers.wake()
  await bench.clock.advance(10 * MINUTE_MS)
  assert.equal(bench.posts(), 0)
})

for (const [what, alter] of [
  ['another image', { imageId: images.npuEuler }],
  ['another image and another status', { imageId: images.npuEuler, status: 'RUNNING' }],
] as const) {
  test(`a server that has ${what} by then is left alone`, async () => {
    const { bench, window } = await stopping()
    bench.emulator.control.settle(ids.running, { status: 'STOPPED', ...alter })
    await bench.clock.advance(10 * MINUTE_MS)
    assert.deepEqual([told(window), bench.posts()], [['notContinued: changed'], 0])
  })
}

test('a server that has another name by then is left alone', async () => {
  const { bench, window } = await stopping()
  const { servers } = bench.emulator.control.state
  const at = servers.findIndex(({ id }) => id === ids.running)
  const server = servers[at]
  assert.ok(server)
  servers[at] = { ...server, name: 'somebody-elses' }
  await bench.clock.advance(10 * MINUTE_MS)
  assert.deepEqual([told(window), bench.posts()], [['notContinued: changed'], 0])
})

test('a server that was started again between the list and the request is not erased', async () => {
  const { bench, window } = await stopping()
  bench.carry = (send) => async (request) => {
    const isOne = request.method === 'GET' && request.url.endsWith(ids.running)
    if (isOne) bench.emulator.control.settle(ids.running, { status: 'RUNNING' })
    return send(request)
  }
  await bench.clock.advance(20 * MINUTE_MS)
  assert.equal(bench.posts(), 0)
  assert.deepEqual(told(window), ['stopFailed'])
})

test('a stop that fails erases nothing', async () => {
  const bench = setup()
  bench.emulator.control.failNext({ kind: 'stop', serverId: ids.running })
  const window = bench.open()
  await stopThenChange(window)
  await bench.clock.advance(10 * MINUTE_MS)
  assert.deepEqual([told(window), bench.posts()], [['stopFailed'], 0])
})

test('a stop that is refused throws, and nothing is in flight', async () => {
  const bench = setup()
  bench.emulator.control.intercept({ method: 'PUT', path: /\/stop$/, answer: () => answerOf(403, {}) })
  const window = bench.open()
  await assert.rejects(stopThenChange(window), (error) => error instanceof ApiError && error.status === 403)
  await window.osChanges.reload()
  assert.deepEqual(window.osChanges.inFlight, [])
  await bench.clock.advance(10 * MINUTE_MS)
  assert.deepEqual([told(window), stops(bench), bench.posts()], [[], 1, 0])
})

const lost: Interception['answer'] = () => Promise.reject(new TypeError('fetch failed'))

test('a stop whose answer was lost is sent once; the change follows if the server stops, and not otherwise', async () => {
  for (const applied of [true, false]) {
    const bench = setup()
    bench.emulator.control.intercept({ method: 'PUT', path: /\/stop$/, applied, answer: lost })
    const window = bench.open()
    assert.equal((await stopThenChange(window)).kind, 'unknown')
    await bench.clock.advance(20 * MINUTE_MS)
    const expected = applied ? [['succeeded'], 1, 1] : [['notStarted'], 1, 0]
    assert.deepEqual([told(window), stops(bench), bench.posts()], expected)
  }
})

test('a change that is refused after the stop is told in the service’s words, and sent once', async () => {
  const { bench, window } = await stopping()
  bench.emulator.control.intercept({
    ...CHANGE,
    answer: () => answerOf(400, { error_code: 'ModelArts.6789', error_msg: 'No permission to use the key pair' }),
  })
  await bench.clock.advance(10 * MINUTE_MS)
  assert.deepEqual([told(window), bench.posts()], [['refused'], 1])
  const outcome = window.settlements[0]?.outcome
  assert.ok(outcome?.kind === 'refused' && outcome.requestId)
  assert.equal(outcome.said, 'ModelArts.6789: No permission to use the key pair')
})

test('a change whose answer was lost after the stop is sent once, and told as the service shows it', async () => {
  for (const applied of [true, false]) {
    const { bench, window } = await stopping()
    bench.emulator.control.intercept({ ...CHANGE, applied, answer: lost })
    await bench.clock.advance(10 * MINUTE_MS)
    assert.deepEqual([told(window), bench.posts()], [[applied ? 'succeeded' : 'notStarted'], 1])
  }
})

test('a window that is closed between the claim of the second request and its answer leaves no second one', async () => {
  const { bench, window } = await stopping()
  bench.carry = (send) => (request) => (request.method === 'POST' ? new Promise(() => undefined) : send(request))
  await bench.clock.advance(2 * BUSY_MS)
  assert.ok(window.osChanges.find(PROJECT, ids.running)?.postedAt)
  window.servers.dispose()
  bench.carry = (send) => send
  const next = bench.open()
  await next.osChanges.reload()
  next.servers.wake()
  await bench.clock.advance(WRITE_TIMEOUT_MS + 5 * MINUTE_MS)
  await settled()
  assert.deepEqual([told(next), bench.posts()], [['notStarted'], 0])
})
