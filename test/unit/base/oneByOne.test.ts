import assert from 'node:assert/strict'
import { test } from 'node:test'
import { oneByOne } from '../../../src/base/oneByOne'

test('runs never overlap, and who asks during one shares the next', async () => {
  const ends: (() => void)[] = []
  let atOnce = 0
  const run = oneByOne(async () => {
    atOnce++
    assert.equal(atOnce, 1)
    await new Promise<void>((resolve) => ends.push(resolve))
    atOnce--
  })
  const first = run()
  await new Promise((resolve) => setImmediate(resolve))
  const shared = [run(), run()]
  assert.equal(ends.length, 1)
  ends[0]?.()
  await first
  await new Promise((resolve) => setImmediate(resolve))
  assert.equal(ends.length, 2)
  ends[1]?.()
  await Promise.all(shared)
  assert.equal(ends.length, 2)
})

test('a run that fails is heard of by those who asked for it, and ends nothing', async () => {
  let count = 0
  const run = oneByOne(async () => {
    if (++count === 1) throw new Error('once')
  })
  await assert.rejects(run(), /once/)
  await run()
  assert.equal(count, 2)
})
