import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diagnose } from '../../../src/api/diagnosis'
import type { Credentials } from '../../../src/auth/credentials'
import { LOCK_MS } from '../../../src/auth/guard'
import { SAMPLE } from '../../../src/emulator/sample'
import { DevServers } from '../../../src/model/devServers'
import { settled } from '../../support/clock'
import { type Bench, HOUR_MS, KEYS, PROJECT, setup, USER } from './setup'

const PACE = { busyMs: 10_000, idleMs: 60_000 }

async function watched(bench: Bench, credentials: Credentials): Promise<DevServers> {
  const accounts = bench.accounts()
  await accounts.put('work', credentials)
  const servers = new DevServers(PROJECT, {
    clock: bench.clock,
    pace: () => PACE,
    isWatched: () => true,
    isAwaited: () => false,
    connect: () => bench.connection(accounts),
  })
  accounts.onDidChange(() => void servers.reconnect())
  await servers.refresh()
  return servers
}

const problem = ({ standing }: DevServers) => (standing.kind === 'problem' ? diagnose(standing.error) : standing.kind)

test('a token that ends in the middle of watching is renewed, and the list never fails', async () => {
  const bench = setup()
  const servers = await watched(bench, USER)
  await bench.clock.advance(26 * HOUR_MS)
  assert.equal(problem(servers), 'verified')
  assert.equal(bench.tokenRequests(), 2)
  assert.ok(bench.lists().every((status) => status === 200))
  servers.dispose()
})

test('temporary keys that end soon say so, then that they have ended, and nothing more is sent', async () => {
  const bench = setup()
  const { state } = bench.emulator.control
  const keys = { accessKey: 'HSTTEMPORARY00000001', secretKey: 's', securityToken: 't' }
  const expiresAt = bench.clock.now() + 2 * HOUR_MS
  const userId = state.accounts[0]?.users[0]?.id ?? ''
  state.temporaryKeys.push({ ...keys, accountId: state.accounts[0]?.id ?? '', userId, expiresAt })
  const servers = await watched(bench, { ...keys, expiresAt })
  assert.deepEqual(servers.standing, { kind: 'verified', agoMs: 0, skewMs: undefined, endsInMs: undefined })
  await bench.clock.advance(1.5 * HOUR_MS)
  assert.equal(servers.standing.kind === 'verified' && servers.standing.endsInMs, 0.5 * HOUR_MS)
  await bench.clock.advance(HOUR_MS)
  assert.equal(problem(servers), 'tokenExpired')
  assert.ok(servers.servers.length > 3, 'the last list stays')
  const lists = bench.lists().length
  await bench.clock.advance(5 * HOUR_MS)
  assert.equal(bench.lists().length, lists)
  servers.dispose()
})

test('a clock that is off is named while requests make up for it', async () => {
  const bench = setup({ skewMs: -20 * 60_000 })
  const servers = await watched(bench, KEYS)
  assert.equal(servers.standing.kind === 'verified' && Math.round((servers.standing.skewMs ?? 0) / 60_000), -20)
  servers.dispose()
})

test('a locked key is counted down and asked with again only when the lock has ended', async () => {
  const bench = setup()
  bench.emulator.control.state.lockouts[SAMPLE.accessKey] = { failures: 6, lockedUntil: bench.clock.now() + LOCK_MS }
  const servers = await watched(bench, KEYS)
  assert.equal(problem(servers), 'lockedOut')
  await bench.clock.advance(2 * 60_000)
  assert.equal(servers.standing.kind === 'problem' && servers.standing.lockedForMs, 3 * 60_000)
  await servers.refresh()
  assert.equal(bench.lists().length, 1, 'not even when asked to')
  assert.equal(servers.standing.kind === 'problem' && servers.standing.lockedForMs, 3 * 60_000)
  await bench.clock.advance(8 * 60_000)
  assert.equal(problem(servers), 'verified')
  servers.dispose()
})

test('requests in flight for replaced credentials are dropped, not shown', async () => {
  const bench = setup()
  let release: () => void = () => undefined
  const gate = new Promise<void>((resolve) => {
    release = resolve
  })
  const servers = await watched(bench, KEYS)
  bench.carry = (send) => async (request) => {
    const response = await send(request)
    await gate
    return response
  }
  void servers.refresh()
  await settled()
  bench.carry = (send) => send
  await bench.accounts().put('work', { ...KEYS, secretKey: 'wrong' })
  assert.deepEqual(servers.servers, [])
  release()
  await settled()
  assert.equal(problem(servers), 'secretKeyWrong')
  assert.deepEqual(servers.servers, [])
  servers.dispose()
})
