import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SAMPLE } from '../../../src/emulator/sample'
import { type Connection, connect } from '../../../src/model/connection'
import { DevServers } from '../../../src/model/devServers'
import { settled } from '../../support/clock'
import { IDLE_MS, PROJECT, setup } from './setup'

const { servers: ids } = SAMPLE

/** Servers whose connections the test gives, one by one, in the order they are asked for. */
function open(watched = true) {
  const bench = setup()
  const asked: ((connection: Connection | undefined) => void)[] = []
  const servers = new DevServers(PROJECT, {
    clock: bench.clock,
    pace: () => ({ busyMs: 10_000, idleMs: IDLE_MS }),
    isWatched: () => watched,
    isAwaited: () => false,
    connect: () => new Promise((resolve) => asked.push(resolve)),
  })
  let isHeld = false
  const held: (() => void)[] = []
  const slow = connect(PROJECT, SAMPLE, {
    clock: bench.clock,
    random: () => 0.5,
    send: async (request) => {
      const response = await bench.emulator.handle(request)
      if (isHeld) await new Promise<void>((resolve) => held.push(resolve))
      return response
    },
  })
  return {
    ...bench,
    servers,
    asked,
    /** A connection whose answers wait, once `hold` was called, for `release`. */
    slow,
    hold: () => {
      isHeld = true
    },
    release: () => {
      isHeld = false
      for (const resolve of held) resolve()
    },
  }
}

test('signed out: no rows, no requests, until somebody signs in', async () => {
  const { servers, asked, connect, clock, lists } = open()
  const refreshed = servers.refresh()
  asked.shift()?.(undefined)
  await refreshed
  assert.deepEqual(servers.health, { kind: 'notSignedIn' })
  await clock.advance(60 * 60_000)
  assert.equal(lists(), 0)
  const reconnected = servers.reconnect()
  await settled()
  asked.shift()?.(connect())
  await reconnected
  assert.equal(servers.health.kind, 'verified')
  assert.ok(servers.get(ids.running))
})

test('signing out empties the rows at once', async () => {
  const { servers, asked, connect } = open()
  const refreshed = servers.refresh()
  asked.shift()?.(connect())
  await refreshed
  assert.ok(servers.servers.length > 0)
  assert.equal(servers.identity, 'SAMP••••0001')
  const reconnected = servers.reconnect()
  assert.deepEqual([servers.servers, servers.isLoaded, servers.health.kind], [[], false, 'unknown'])
  assert.equal(servers.identity, undefined)
  await settled()
  asked.shift()?.(undefined)
  await reconnected
  assert.deepEqual(servers.health, { kind: 'notSignedIn' })
})

test('an answer that comes for an older connection is dropped', async () => {
  const { servers, asked, slow, hold, release, connect } = open()
  hold()
  const refreshed = servers.refresh()
  asked.shift()?.(slow)
  await settled()
  const reread = servers.reread(ids.running)
  await settled()
  const reconnected = servers.reconnect()
  release()
  await reread
  await settled()
  assert.deepEqual(servers.servers, [])
  assert.equal(servers.isLoaded, false)
  asked.shift()?.(connect())
  await Promise.all([refreshed, reconnected])
  assert.equal(servers.isLoaded, true)
})

test('new credentials do not wait for a list that hangs with the old ones', async () => {
  const { servers, asked, slow, hold, connect } = open()
  hold()
  void servers.refresh()
  asked.shift()?.(slow)
  await settled()
  const reconnected = servers.reconnect()
  await settled()
  asked.shift()?.(connect())
  await reconnected
  assert.equal(servers.isLoaded, true)
  assert.equal(servers.health.kind, 'verified')
})

test('a connection that was being made when the credentials changed is not used', async () => {
  const { servers, asked, connect, lists } = open()
  const old = connect()
  const next = connect()
  const refreshed = servers.refresh()
  const reconnected = servers.reconnect()
  asked.shift()?.(old)
  await settled()
  assert.equal(lists(), 0)
  while (asked.length > 0) {
    asked.shift()?.(next)
    await settled()
  }
  await Promise.all([refreshed, reconnected])
  assert.equal(await servers.connection(), next)
  assert.equal(servers.isLoaded, true)
})

test('signing out while a connection is being made leaves nobody signed in', async () => {
  const { servers, asked, connect, lists } = open()
  const refreshed = servers.refresh()
  const reconnected = servers.reconnect()
  asked.shift()?.(connect())
  await settled()
  while (asked.length > 0) {
    asked.shift()?.(undefined)
    await settled()
  }
  await Promise.all([refreshed, reconnected])
  assert.equal(lists(), 0)
  assert.deepEqual(servers.health, { kind: 'notSignedIn' })
})

test('those who need a connection at the same time share one', async () => {
  const { servers, asked, connect } = open()
  const refreshed = servers.refresh()
  const reread = servers.reread(ids.stopped)
  await settled()
  assert.equal(asked.length, 1)
  asked.shift()?.(connect())
  await refreshed
  assert.equal((await reread)?.id, ids.stopped)
  assert.equal(servers.isLoaded, true)
  assert.equal(asked.length, 0)
})

test('a connection that cannot be made is a problem of the project, and is tried again', async () => {
  const bench = setup()
  let isBroken = true
  const servers = new DevServers(PROJECT, {
    clock: bench.clock,
    pace: () => ({ busyMs: 10_000, idleMs: IDLE_MS }),
    isWatched: () => true,
    isAwaited: () => false,
    connect: async () => {
      if (isBroken) throw new Error('the secret store is locked')
      return bench.connect()
    },
  })
  await servers.refresh()
  const { health } = servers
  assert.ok(health.kind === 'problem' && health.error instanceof Error)
  assert.equal(health.error.message, 'the secret store is locked')
  isBroken = false
  await bench.clock.advance(10 * 60_000)
  assert.equal(servers.health.kind, 'verified')
})

test('reconnecting while nobody looks waits until somebody does', async () => {
  const { servers, asked } = open(false)
  await servers.reconnect()
  await settled()
  assert.equal(asked.length, 0)
})
