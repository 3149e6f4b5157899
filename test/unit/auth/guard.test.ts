import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError } from '../../../src/api/errors'
import { Guard, LOCK_MS } from '../../../src/auth/guard'
import { ManualClock, settled } from '../../support/clock'
import { count, KEYS, PROJECT, setup } from './setup'

const refused = (message = 'verify aksk signature fail'): ApiError =>
  new ApiError(401, 'APIGW.0301', message, undefined)

test('six projects with a wrong secret key ask four times, which locks nothing; the right key works at once', async () => {
  const bench = setup()
  const accounts = bench.accounts()
  await accounts.put('work', { ...KEYS, secretKey: 'wrong' })
  const open = () => bench.connection(accounts)
  const connections = await Promise.all(Array.from({ length: 6 }, open))
  const ends = await Promise.allSettled(connections.map(count))
  assert.ok(ends.every((end) => end.status === 'rejected' && end.reason.message.includes('verify aksk signature fail')))
  assert.equal(bench.lists().length, 4)
  await bench.clock.advance(30_000)
  await assert.rejects(count(await open()), { name: 'ApiError', status: 401 })
  assert.equal(bench.lists().length, 4)
  await accounts.put('work', KEYS)
  assert.ok((await count(await bench.connection(accounts, PROJECT))) > 3)
})

test('a locked key is left alone until the lock has passed', async () => {
  const clock = new ManualClock()
  const guard = new Guard(clock)
  const locked = refused('AK access failed to reach the limit,forbidden')
  await assert.rejects(
    guard.run('here', () => Promise.reject(locked)),
    locked,
  )
  let asked = 0
  const work = async () => ++asked
  await clock.advance(LOCK_MS - 1)
  await assert.rejects(guard.run('here', work), locked)
  assert.equal(asked, 0)
  await clock.advance(1)
  assert.equal(await guard.run('here', work), 1)
})

test('a slow answer holds others up for five seconds at most, and proven credentials hold up nobody', async () => {
  const clock = new ManualClock()
  const guard = new Guard(clock)
  let started = 0
  const slow = () => {
    started++
    return new Promise<void>(() => undefined)
  }
  for (let n = 0; n < 5; n++) void guard.run('here', slow)
  await settled()
  assert.equal(started, 4)
  await clock.advance(5_000)
  assert.equal(started, 5)
  assert.equal(await guard.run('here', async () => 'answered'), 'answered')
  for (let n = 0; n < 20; n++) void guard.run('here', slow)
  await settled()
  assert.equal(started, 25)
})

test('a missing right proves the credentials, a failing service proves nothing', async () => {
  const guard = new Guard(new ManualClock())
  const denied = new ApiError(403, 'ModelArts.0108', 'not authorized', undefined)
  await assert.rejects(
    guard.run('here', () => Promise.reject(denied)),
    denied,
  )
  assert.equal(await guard.run('here', async () => 1), 1)
  await assert.rejects(guard.run('here', () => Promise.reject(refused())))
  await assert.rejects(
    guard.run('here', async () => 1),
    { status: 401 },
  )
})
