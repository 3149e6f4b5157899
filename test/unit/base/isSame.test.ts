import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isSame } from '../../../src/base/isSame'

test('plain data is compared by what it says', () => {
  const data = () => ({ a: 1, b: ['x', { c: undefined }], d: null })
  assert.ok(isSame(data(), data()))
  assert.ok(!isSame(data(), { ...data(), a: 2 }))
  assert.ok(!isSame(data(), { ...data(), b: ['x'] }))
  assert.ok(!isSame(data(), { ...data(), e: undefined }))
  assert.ok(!isSame({ a: undefined }, { b: undefined }))
  assert.ok(!isSame([1], { 0: 1 }))
  assert.ok(!isSame({ 0: 1 }, [1]))
  assert.ok(!isSame(null, {}))
  assert.ok(isSame(Number.NaN, Number.NaN))
})
