import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diagnose } from '../../../src/api/diagnosis'
import type { Entered } from '../../../src/auth/accounts'
import type { Credentials } from '../../../src/auth/credentials'
import { LOCK_MS } from '../../../src/auth/guard'
import { SAMPLE } from '../../../src/emulator/sample'
import { DevServers } from '../../../src/model/devServers'
import { settled } from '../../support/clock'
import { type Bench, HOUR_MS, KEYS, PROJECT, setup, USER } from './setup'

const MFA_USER_ID = '7a6b5c4d3e2f41a0b9c8d7e6f5a4b3c2'
const PACE = { busyMs: 10_000, idleMs: 60_000 }

async function watched(bench: Bench, credentials: Credentials, entered?: Entered): Promise<DevServers> {
  const accounts = bench.accounts()
  await accounts.put('work', credentials, entered)
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
  const standing = { kind: 'verified', agoMs: 0, skewMs: undefined, endsInMs: undefined, endsAs: 'expired' }
  assert.deepEqual(servers.standing, standing)
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

for (const [what, kept, isSaid] of [
  ['whose password is kept', {}, false],
  ['whose password is not kept', { password: undefined }, true],
  ['with a second factor, whose password is kept', { user: SAMPLE.mfaUser, userId: MFA_USER_ID }, true],
] as const) {
  test(`a user ${what} is ${isSaid ? 'told before the sign-in ends' : 'never told that it ends'}`, async () => {
    const bench = setup()
    const entered = { password: SAMPLE.password, passcode: SAMPLE.passcode }
    const servers = await watched(bench, { ...USER, ...kept }, entered)
    await bench.clock.advance(23.5 * HOUR_MS)
    const { standing } = servers
    assert.ok(standing.kind === 'verified')
    assert.deepEqual([standing.endsInMs, standing.endsAs], [isSaid ? 0.5 * HOUR_MS : undefined, 'passwordNeeded'])
    await bench.clock.advance(HOUR_MS)
    assert.equal(problem(servers), isSaid ? 'passwordNeeded' : 'verified')
    servers.dispose()
  })
}

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
