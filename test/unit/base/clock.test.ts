import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { systemClock } from '../../../src/base/clock'
import { ManualClock, settled } from '../../support/clock'

test('the machine’s clock: a delay takes its time', async () => {
  let fire: unknown
  const set = mock.method(globalThis, 'setTimeout', (callback: unknown) => {
    fire = callback
    return 0
  })
  try {
    let isOver = false
    const delay = systemClock.delay(1_000).then(() => {
      isOver = true
    })
    await Promise.resolve()
    assert.equal(isOver, false)
    assert.deepEqual(set.mock.calls[0]?.arguments[1], 1_000)
    assert.ok(typeof fire === 'function')
    fire()
    await delay
    assert.equal(isOver, true)
  } finally {
    set.mock.restore()
  }
})

test('the machine’s clock: abort ends a delay with its reason and leaves no timer', async () => {
  const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length
  const before = timers()
  const stop = new AbortController()
  const delay = systemClock.delay(1_000_000, stop.signal)
  assert.equal(timers(), before + 1)
  const reason = new Error('enough')
  stop.abort(reason)
  await assert.rejects(delay, reason)
  assert.equal(timers(), before)
  await assert.rejects(systemClock.delay(0, stop.signal), reason)
})

test('the machine’s clock: a delay of months does not end at once', () => {
  const set = mock.method(globalThis, 'setTimeout', () => 0)
  try {
    void systemClock.delay(Number.POSITIVE_INFINITY)
    void systemClock.delay(2 ** 31)
    const longest = 2 ** 31 - 1
    assert.deepEqual(
      set.mock.calls.map(({ arguments: [, ms] }) => ms),
      [longest, longest],
    )
  } finally {
    set.mock.restore()
  }
})

test('the manual clock: delays end in their order, each at its time', async () => {
  const clock = new ManualClock(0)
  const ended: string[] = []
  const wait = async (ms: number): Promise<void> => {
    await clock.delay(ms)
    ended.push(`${ms} at ${clock.now()}`)
    if (ms === 10) await wait(5)
  }
  for (const ms of [30, 10, 20]) void wait(ms)
  await clock.advance(25)
  assert.deepEqual(ended, ['10 at 10', '5 at 15', '20 at 20'])
  assert.equal(clock.now(), 25)
  assert.equal(clock.waiting, 1)
})

test('the manual clock: an aborted delay is gone', async () => {
  const clock = new ManualClock(0)
  const stop = new AbortController()
  const delay = clock.delay(10, stop.signal)
  stop.abort(new Error('enough'))
  await assert.rejects(delay, /enough/)
  await settled()
  assert.equal(clock.waiting, 0)
})
