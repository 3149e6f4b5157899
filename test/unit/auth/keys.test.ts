import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CredentialsError } from '../../../src/api/errors'
import { Credentials } from '../../../src/auth/credentials'
import { connect } from '../../../src/model/connection'
import { type Bench, count, HOUR_MS, KEYS, PROJECT, setup } from './setup'

const TEMPORARY = { accessKey: 'HSTTEMPORARY00000001', secretKey: 'temporary-secret', securityToken: 'gQpj-token' }

const connected = ({ clock, emulator }: Bench, credentials: Credentials) =>
  connect(PROJECT, credentials, { send: emulator.handle, clock, random: () => 0.5 })

function withTemporary(): Bench & { readonly expiresAt: number } {
  const bench = setup()
  const { state } = bench.emulator.control
  const [account] = state.accounts
  const expiresAt = bench.clock.now() + HOUR_MS
  state.temporaryKeys.push({
    ...TEMPORARY,
    accountId: account?.id ?? '',
    userId: account?.users[0]?.id ?? '',
    expiresAt,
  })
  return { ...bench, expiresAt }
}

test('temporary keys work with their security token, and are refused without it', async () => {
  const bench = withTemporary()
  assert.ok((await count(connected(bench, TEMPORARY))) > 3)
  const { securityToken: _token, ...half } = TEMPORARY
  await assert.rejects(count(connected(bench, half)), { name: 'ApiError', status: 401 })
})

test('keys known to have ended are not sent, so that they cannot be locked', async () => {
  const bench = withTemporary()
  const connection = connected(bench, { ...TEMPORARY, expiresAt: bench.expiresAt })
  await count(connection)
  await bench.clock.advance(HOUR_MS)
  const before = bench.emulator.control.requests.length
  await assert.rejects(count(connection), new CredentialsError('expired'))
  assert.equal(bench.emulator.control.requests.length, before)
})

for (const minutes of [-60, -16, 16, 60]) {
  test(`a clock that is ${minutes} min off is found out by one refusal, compensated, and named`, async () => {
    const bench = setup({ skewMs: minutes * 60_000 })
    const connection = connected(bench, KEYS)
    assert.ok((await count(connection)) > 3)
    assert.equal(Math.round(connection.clockSkewMs() / 60_000), minutes)
    const before = bench.lists().length
    assert.ok((await count(connection)) > 3)
    assert.ok(!bench.lists().slice(before).includes(401))
    assert.equal(bench.lists().filter((status) => status === 401).length, 1)
  })
}

test('a few seconds are nobody’s business', async () => {
  const bench = setup({ skewMs: 8_000 })
  const connection = connected(bench, KEYS)
  await count(connection)
  assert.equal(connection.clockSkewMs(), 0)
})

test('credentials are read as keys or as a user, and nothing else is', () => {
  assert.deepEqual(Credentials.parse({ accessKey: ' AKIA0001 ', secretKey: ' s \n', securityToken: '' }), {
    accessKey: 'AKIA0001',
    secretKey: 's',
    securityToken: undefined,
  })
  assert.deepEqual(Credentials.parse({ domain: 'a', user: 'b', password: ' p ' }), {
    domain: 'a',
    user: 'b',
    password: ' p ',
  })
  assert.equal(Credentials.safeParse({ accessKey: 'AKIA0001' }).success, false)
  assert.equal(Credentials.safeParse({ user: 'b' }).success, false)
})
