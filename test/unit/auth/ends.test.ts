import assert from 'node:assert/strict'
import { test } from 'node:test'
import { CredentialsError, NetworkError } from '../../../src/api/errors'
import type { Send } from '../../../src/api/send'
import { WRITE_TIMEOUT_MS } from '../../../src/api/send'
import { SAMPLE } from '../../../src/emulator/sample'
import { settled } from '../../support/clock'
import { type Bench, count, HOUR_MS, PROJECT, setup, USER } from './setup'

const TEMPORARY = { accessKey: 'HSTTEMPORARY00000001', secretKey: 'temporary-secret', securityToken: 'gQpj-token' }

/** A list of two pages, and what happens once the first one was answered. */
function betweenPages(bench: Bench, happen: () => void): void {
  const { state, addServers } = bench.emulator.control
  const like = state.servers.find(({ projectId }) => projectId === PROJECT.projectId)
  assert.ok(like)
  addServers(150, like)
  bench.carry = (send) => async (request) => {
    const answer = await send(request)
    if (/dev-servers\?.*offset=0/.test(request.url)) happen()
    return answer
  }
}

test('a token that ends between two pages of a list is renewed, and the list is whole', async () => {
  const bench = setup()
  const accounts = bench.accounts()
  await accounts.put('work', USER)
  const { tokens } = bench.emulator.control.state
  betweenPages(bench, () => {
    const [token] = tokens
    if (token) tokens[0] = { ...token, expiresAt: bench.clock.now() }
  })
  assert.ok((await count(await bench.connection(accounts))) > 150)
  assert.deepEqual(bench.lists(), [200, 401, 200])
  assert.equal(bench.tokenRequests(), 2)
})

test('keys that end between two pages of a list are not sent with the second one, and half a list is none', async () => {
  const bench = setup()
  const accounts = bench.accounts()
  const { state } = bench.emulator.control
  const [account] = state.accounts
  const [accountId, userId] = [account?.id ?? '', account?.users[0]?.id ?? '']
  const expiresAt = bench.clock.now() + 500
  state.temporaryKeys.push({ ...TEMPORARY, accountId, userId, expiresAt })
  await accounts.put('work', { ...TEMPORARY, expiresAt })
  betweenPages(bench, () => bench.clock.jump(500))
  await assert.rejects(count(await bench.connection(accounts)), new CredentialsError('expired'))
  assert.deepEqual(bench.lists(), [200])
})

/** Token requests that are taken and never answered. */
const hang: (send: Send) => Send = (send) => (request) =>
  request.url.includes('/auth/tokens') ? new Promise(() => undefined) : send(request)

test('a renewal that hangs ends for all that wait for it, and the next request begins another', async () => {
  const bench = setup()
  const accounts = bench.accounts()
  await accounts.put('work', USER)
  bench.carry = hang
  const connection = await bench.connection(accounts)
  const waiting = Promise.allSettled(Array.from({ length: 50 }, () => count(connection)))
  await bench.clock.advance(WRITE_TIMEOUT_MS + 60_000)
  for (const end of await waiting)
    assert.ok(end.status === 'rejected' && end.reason instanceof NetworkError && end.reason.kind === 'timeout')
  bench.carry = (send) => send
  assert.ok((await count(connection)) > 3)
  assert.equal(bench.tokenRequests(), 1)
})

test('a renewal ahead of time that hangs holds nobody up while the old token is good', async () => {
  const bench = setup()
  const accounts = bench.accounts()
  await accounts.put('work', USER)
  const connection = await bench.connection(accounts)
  await count(connection)
  await bench.clock.advance(24 * HOUR_MS - 5 * 60_000)
  bench.carry = hang
  assert.ok((await count(connection)) > 3)
  assert.equal(bench.tokenRequests(), 1)
})

test('a project that hangs does not hold up another one of the same account', async () => {
  const bench = setup()
  const accounts = bench.accounts()
  await accounts.put('work', USER)
  const slow = await bench.connection(accounts, { ...SAMPLE.research, account: 'work' })
  bench.carry = (send) => (request) =>
    request.url.includes(SAMPLE.research.projectId) ? new Promise(() => undefined) : send(request)
  const hanging = count(slow).catch((error: unknown) => error)
  await settled()
  assert.ok((await count(await bench.connection(accounts))) > 3)
  await bench.clock.advance(10 * 60_000)
  assert.ok((await hanging) instanceof NetworkError)
  assert.ok((await count(await bench.connection(accounts))) > 3)
})
