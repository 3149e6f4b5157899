import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sizes } from '../bench/sizes'

test('what users download, and what a normal session loads of it, keeps to its aims', () => {
  const aims = sizes().filter(({ aim }) => aim)
  assert.ok(aims.length >= 2)
  for (const { what, result, aim } of aims) assert.ok(aim?.isMet, `${what}: ${result}, aim ${aim?.text}`)
})
