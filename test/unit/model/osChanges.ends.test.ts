import assert from 'node:assert/strict'
import { test } from 'node:test'
import { memoryShelf, Tokens } from '../../../src/auth/tokens'
import { SAMPLE } from '../../../src/emulator/sample'
import { type Connection, connect } from '../../../src/model/connection'
import { type Bench, PROJECT, setup, told } from './setup'

const { servers: ids, images } = SAMPLE
const MINUTE_MS = 60_000
const USER = { domain: SAMPLE.account, user: SAMPLE.user, password: SAMPLE.password }

/** A connection as an IAM user. */
function asUser({ emulator, clock }: Bench): Connection {
  const tokens = new Tokens(memoryShelf())
  return connect(PROJECT, USER, { send: emulator.handle, clock, random: () => 0.5 }, { tokens })
}

test('a token that ends between the stop and what follows it is renewed, and the change is sent once', async () => {
  const bench = setup()
  const connection = asUser(bench)
  const window = bench.open(true, { connect: () => connection })
  const begun = await window.start(ids.running, images.npuEuler, { stopFirst: true })
  assert.equal(begun.kind, 'accepted')
  bench.emulator.control.state.tokens.length = 0
  await bench.clock.advance(3 * MINUTE_MS)
  assert.deepEqual([told(window), bench.posts()], [['succeeded'], 1])
})

test('keys that end between the stop and what follows it erase nothing, and the change waits for others', async () => {
  const bench = setup()
  const { send, clock } = { send: bench.emulator.handle, clock: bench.clock }
  const expiresAt = clock.now() + 10_000
  let keys: { expiresAt?: number } = { expiresAt }
  const window = bench.open(true, {
    connect: () => connect(PROJECT, { ...SAMPLE, ...keys }, { send, clock, random: () => 0.5 }),
  })
  await window.start(ids.running, images.npuEuler, { stopFirst: true })
  await clock.advance(5 * MINUTE_MS)
  assert.deepEqual([told(window), bench.posts()], [[], 0])
  assert.ok(window.osChanges.find(PROJECT, ids.running))
  keys = {}
  await window.servers.reconnect()
  await clock.advance(5 * MINUTE_MS)
  assert.deepEqual([told(window), bench.posts()], [['succeeded'], 1])
})
