import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { answerOf } from '../../../src/emulator/interception'
import { SAMPLE } from '../../../src/emulator/sample'
import { connect } from '../../../src/model/connection'
import { HeldRequests } from '../../../src/model/heldRequests'
import { changeOf } from './changes'
import { type Bench, BUSY_MS, type Parts, PROJECT, setup, told, type Window } from './setup'

const { servers: ids, images } = SAMPLE
const MINUTE_MS = 60_000
const PASSWORD = { adminPass: 'Abcdef12!' }
/** Of a process that has ended. */
const DEAD = spawnSync(process.execPath, ['--version']).pid

async function stopping(login?: typeof PASSWORD, parts?: Parts): Promise<{ bench: Bench; window: Window }> {
  const bench = setup()
  const window = bench.open(true, parts)
  const begun = await window.start(ids.running, images.npuEuler, { stopFirst: true }, login)
  assert.equal(begun.kind, 'accepted')
  return { bench, window }
}

/** Closes the window, and opens the next one. */
async function reopened(bench: Bench, window: Window, parts?: Parts): Promise<Window> {
  window.servers.dispose()
  const next = bench.open(true, parts)
  await next.osChanges.reload()
  next.servers.wake()
  return next
}

test('a window that died with the password keeps nobody waiting', async () => {
  const { bench, window } = await stopping(PASSWORD, { surroundings: { pid: DEAD } })
  const next = await reopened(bench, window)
  await bench.clock.advance(2 * MINUTE_MS)
  assert.deepEqual([told(next), bench.posts()], [['notContinued: secrets'], 0])
  assert.equal(next.osChanges.find(PROJECT, ids.running), undefined)
})

test('who reloads the window that knew the password is told at once', async () => {
  const { bench, window } = await stopping(PASSWORD)
  const next = await reopened(bench, window)
  await bench.clock.advance(2 * MINUTE_MS)
  assert.deepEqual([told(next), bench.posts()], [['notContinued: secrets'], 0])
})

test('a user who does not wait for the window with the password has the server back, and nothing is erased', async () => {
  const { bench, window } = await stopping(PASSWORD)
  const next = bench.open(true, { surroundings: { pid: 1 } })
  await next.osChanges.reload()
  const change = next.osChanges.find(PROJECT, ids.running)
  assert.ok(change && next.osChanges.isStuck(change))
  assert.equal(window.osChanges.isStuck(change), false)
  assert.equal(await next.osChanges.giveUp(change), true)
  assert.deepEqual(told(next), ['notContinued: givenUp'])
  await bench.clock.advance(5 * MINUTE_MS)
  assert.deepEqual([told(window), bench.posts()], [[], 0])
  assert.deepEqual(window.osChanges.inFlight, [])
})

test('what is about to be sent cannot be given up', async () => {
  const { bench, window } = await stopping()
  const next = bench.open()
  await next.osChanges.reload()
  const change = next.osChanges.find(PROJECT, ids.running)
  assert.ok(change)
  bench.carry = (send) => (request) => (request.method === 'POST' ? new Promise(() => undefined) : send(request))
  await bench.clock.advance(2 * BUSY_MS)
  assert.equal(await next.osChanges.giveUp(change), false)
  assert.deepEqual([told(next), told(window)], [[], []])
})

test('a change without a trace can be given up once it is late', async () => {
  const bench = setup({ lagMs: 300 * MINUTE_MS, changeMs: 300 * MINUTE_MS })
  const window = bench.open()
  await window.start()
  const change = window.osChanges.find(PROJECT, ids.stopped)
  assert.ok(change)
  assert.equal(window.osChanges.isStuck(change), false)
  await bench.clock.advance(46 * MINUTE_MS)
  assert.equal(window.osChanges.isStuck(change), true)
  assert.equal(await window.osChanges.giveUp(change), true)
  assert.deepEqual([told(window), window.osChanges.inFlight], [['undetermined'], []])
})

test('an account that has another name by then is still the same user', async () => {
  const { bench, window } = await stopping()
  const next = await reopened(bench, window, { project: { ...PROJECT, account: 'renamed' } })
  await bench.clock.advance(3 * MINUTE_MS)
  assert.deepEqual([told(next), bench.posts()], [['succeeded'], 1])
})

test('somebody else under the same name erases nothing', async () => {
  const { bench, window } = await stopping()
  const other = () =>
    connect(
      PROJECT,
      { ...SAMPLE, accessKey: 'ANOTHERKEY0000000001' },
      { send: bench.emulator.handle, clock: bench.clock, random: () => 0.5 },
    )
  assert.notEqual(other().identity, bench.connect().identity)
  const next = bench.open(true, { connect: () => ({ ...bench.connect(), identity: other().identity }) })
  window.servers.dispose()
  await next.osChanges.reload()
  next.servers.wake()
  await bench.clock.advance(3 * MINUTE_MS)
  assert.deepEqual([told(next), bench.posts()], [['notContinued: account'], 0])
})

const image = (fields: object) => ({
  method: 'GET',
  path: new RegExp(`/images/${images.npuEuler}$`),
  times: 100,
  answer: () => answerOf(200, { image_id: images.npuEuler, name: 'EulerOS', ...fields }),
})
const pairs = (fields: object) => ({
  method: 'GET',
  path: /\/keypairs/,
  times: 100,
  answer: () => answerOf(200, { keypairs: [{ keypair: { name: SAMPLE.keyPairs.usual, type: 'ssh', ...fields } }] }),
})

for (const [what, interception, reason] of [
  ['an image that is not active any more', image({ status: 'INACTIVE' }), 'image'],
  ['an image that does not fit', image({ arch: 'X86', server_type: 'ECS' }), 'image'],
  ['a key pair that is gone', pairs({ name: 'another' }), 'keyPair'],
  ['a key pair that was frozen', pairs({ frozen_state: 1, is_frozen: true }), 'keyPair'],
] as const) {
  test(`${what} is noticed after the stop, and nothing is erased`, async () => {
    const { bench, window } = await stopping()
    bench.emulator.control.intercept(interception)
    await bench.clock.advance(3 * MINUTE_MS)
    assert.deepEqual([told(window), bench.posts()], [[`notContinued: ${reason}`], 0])
  })
}

test('a request with a secret is forgotten when it is sent, or others have brought its change to an end', () => {
  const held = new HeldRequests()
  const { keyPairName: _pair, ...withPassword } = changeOf()
  const change = { ...withPassword, stop: { isAccepted: true, holder: held.holder() } }
  const request = { imageId: change.image.id, login: PASSWORD }
  held.keep(change, request)
  assert.equal(held.of(change), request)
  held.keepOnly((id) => id === change.id)
  assert.equal(held.of(change), request)
  held.keepOnly(() => false)
  assert.equal(held.of(change), 'lost')
  held.keep(change, request)
  held.drop(change.id)
  assert.equal(held.of(change), 'lost')
})
