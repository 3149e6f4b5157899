import assert from 'node:assert/strict'
import { randomInt } from 'node:crypto'
import { test } from 'node:test'
import { generatePassword, passwordProblems } from '../../../src/api/password'
import { passwordProblem } from '../../../src/emulator/osRequest'

test('generated passwords meet every rule, ours and the service’s, and use no disputed character', () => {
  const made = Array.from({ length: 2000 }, () => generatePassword(randomInt))
  assert.equal(new Set(made).size, made.length)
  for (const password of made) {
    assert.deepEqual(passwordProblems(password), [])
    assert.equal(passwordProblem(password), undefined)
    assert.doesNotMatch(password, /[$^]/)
    assert.equal(password.length, 20)
  }
})
