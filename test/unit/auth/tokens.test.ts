import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stopDevServer } from '../../../src/api/devServers'
import { CredentialsError } from '../../../src/api/errors'
import { SAMPLE } from '../../../src/emulator/sample'
import { count, HOUR_MS, PROJECT, setup, USER } from './setup'

const MFA = { ...USER, user: SAMPLE.mfaUser, userId: '7a6b5c4d3e2f41a0b9c8d7e6f5a4b3c2' }

test('fifty requests that wait for a token make one token request', async () => {
  const bench = setup()
  const accounts = bench.accounts()
  await accounts.put('work', USER)
  const connection = await bench.connection(accounts)
  const seen = await Promise.all(Array.from({ length: 50 }, () => count(connection)))
  assert.ok(seen.every((servers) => servers > 3))
  assert.equal(bench.tokenRequests(), 1)
})

test('a token is renewed ahead of its end, by one request however many wait', async () => {
  const bench = setup()
  const accounts = bench.accounts()
  await accounts.put('work', USER)
  const connection = await bench.connection(accounts)
  await count(connection)
  await bench.clock.advance(23 * HOUR_MS)
  await count(connection)
  assert.equal(bench.tokenRequests(), 1)
  await bench.clock.advance(HOUR_MS - 5 * 60_000)
  await Promise.all(Array.from({ length: 50 }, () => count(connection)))
  assert.equal(bench.tokenRequests(), 2)
  assert.ok(bench.lists().every((status) => status === 200))
})

test('where renewing ahead fails, the token serves to its end', async () => {
  const bench = setup()
  const accounts = bench.accounts()
  await accounts.put('work', USER)
  const connection = await bench.connection(accounts)
  await count(connection)
  await bench.clock.advance(24 * HOUR_MS - 5 * 60_000)
  bench.carry = (send) => (request) =>
    request.url.includes('/auth/tokens') ? Promise.reject(new TypeError('fetch failed')) : send(request)
  assert.ok((await count(connection)) > 3)
  await bench.clock.advance(5 * 60_000)
  await assert.rejects(count(connection), { name: 'NetworkError' })
})

test('a token that was revoked is renewed once for all that were refused, and reads go on', async () => {
  const bench = setup()
  const accounts = bench.accounts()
  await accounts.put('work', USER)
  const connection = await bench.connection(accounts)
  await count(connection)
  bench.emulator.control.state.tokens.length = 0
  const seen = await Promise.all(Array.from({ length: 50 }, () => count(connection)))
  assert.ok(seen.every((servers) => servers > 3))
  assert.equal(bench.tokenRequests(), 2)
})

test('a write with a revoked token is refused and not sent again; the next goes through', async () => {
  const bench = setup()
  const accounts = bench.accounts()
  await accounts.put('work', USER)
  const { call } = await bench.connection(accounts)
  const stop = () => stopDevServer(call, PROJECT.projectId, SAMPLE.servers.running)
  const puts = () => bench.emulator.control.requests.filter(({ method }) => method === 'PUT').length
  bench.emulator.control.state.tokens.length = 0
  await count(await bench.connection(accounts))
  bench.emulator.control.state.tokens.length = 0
  await assert.rejects(stop(), { name: 'ApiError', status: 401 })
  assert.equal(puts(), 1)
  await bench.clock.advance(0)
  assert.equal((await stop()).status, 'STOPPING')
  assert.equal(puts(), 2)
})

test('a wrong password is asked once, not once for each request', async () => {
  const bench = setup()
  const accounts = bench.accounts()
  await accounts.put('work', { ...USER, password: 'wrong' })
  const connection = await bench.connection(accounts)
  const ends = await Promise.allSettled(Array.from({ length: 50 }, () => count(connection)))
  assert.ok(ends.every(({ status }) => status === 'rejected'))
  assert.equal(bench.tokenRequests(), 1)
})

test('another window takes the token that is there', async () => {
  const bench = setup()
  const [one, other] = [bench.accounts(), bench.accounts()]
  await one.put('work', USER)
  await count(await bench.connection(one))
  await count(await bench.connection(other))
  assert.equal(bench.tokenRequests(), 1)
})

test('a password that is not kept serves for the projects of the moment and is asked for when tokens end', async () => {
  const bench = setup()
  const accounts = bench.accounts()
  const { password: _password, ...user } = USER
  await accounts.put('work', user, { password: SAMPLE.password })
  const research = { ...SAMPLE.research, account: 'work' }
  const connections = [await bench.connection(accounts), await bench.connection(accounts, research)]
  for (const connection of connections) await count(connection)
  assert.equal([...bench.secrets.values.values()].filter((value) => value.includes(SAMPLE.password)).length, 0)
  await bench.clock.advance(23 * HOUR_MS)
  for (const connection of connections) await count(connection)
  assert.equal(bench.tokenRequests(), 2)
  await bench.clock.advance(HOUR_MS)
  const before = bench.emulator.control.requests.length
  await assert.rejects(count(await bench.connection(accounts)), new CredentialsError('passwordNeeded'))
  assert.equal(bench.emulator.control.requests.length, before)
  await accounts.put('work', user, { password: SAMPLE.password })
  assert.ok((await count(await bench.connection(accounts))) > 3)
})

test('a passcode goes with the password, and only while it is fresh', async () => {
  const bench = setup()
  const accounts = bench.accounts()
  await accounts.put('work', MFA, { password: SAMPLE.password, passcode: SAMPLE.passcode })
  assert.ok((await count(await bench.connection(accounts))) > 3)
  await bench.clock.advance(2 * 60_000)
  const research = await bench.connection(accounts, { ...SAMPLE.research, account: 'work' })
  await assert.rejects(count(research), new CredentialsError('passwordNeeded'))
})

test('a token that arrives after its account was replaced is not kept', async () => {
  const bench = setup()
  const accounts = bench.accounts()
  await accounts.put('work', USER)
  let release: () => void = () => undefined
  const gate = new Promise<void>((resolve) => {
    release = resolve
  })
  bench.carry = (send) => async (request) => {
    const response = await send(request)
    if (request.url.includes('/auth/tokens')) await gate
    return response
  }
  const old = count(await bench.connection(accounts))
  await bench.clock.advance(0)
  await accounts.put('work', { domain: 'other', user: 'somebody', password: 'p' })
  release()
  await old
  assert.equal(bench.secrets.values.get('tokens:work'), undefined)
})

test('signing out leaves nothing secret behind', async () => {
  const bench = setup()
  const accounts = bench.accounts()
  await accounts.put('work', USER)
  await count(await bench.connection(accounts))
  await accounts.remove('work')
  assert.deepEqual([...bench.secrets.values], [['accounts', '[]']])
})
