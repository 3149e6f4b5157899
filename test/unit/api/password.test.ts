import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isDoubtful, passwordProblems } from '../../../src/api/password'
import { passwordProblem } from '../../../src/emulator/osRequest'
import changeOsPageRequest from '../fixtures/changeOsPageRequest.json'

test('signs that the service’s pages disagree on are told apart', () => {
  assert.equal(isDoubtful('Aa1!@%-_=+[{}]:,./?'), false)
  for (const sign of '$^') assert.equal(isDoubtful(`Abcdef1${sign}`), true)
})

const TABLE: readonly (readonly [password: string, problems: string])[] = [
  [changeOsPageRequest.admin_pass, ''],
  ['Abcdef12', ''],
  ['abcdef1!', ''],
  ['ABCDEF1!', ''],
  ['Abcdefg!', ''],
  ['Abcdefghijklmnopqrstuvwx12', ''],
  ['Aa1!@%-_=+[{}]:,./?$^', ''],
  ['', 'length kinds'],
  ['Abcdef1', 'length'],
  ['Abcdefghijklmnopqrstuvwxy12', 'length'],
  ['abcdefgh', 'kinds'],
  ['abcdefg1', 'kinds'],
  ['ABCDEFG!', 'kinds'],
  ['12345678', 'kinds'],
  ['Abcdef 12', 'characters'],
  ['Abcdef1é', 'characters'],
  ['Abcdef1漢', 'characters'],
  ['Abcdef1#', 'characters'],
  ['Abcdef1&', 'characters'],
  ['Abcdef1~', 'characters'],
  ['Abcdef1\\', 'characters'],
  ['Abcdef1\n', 'characters'],
  ['Xroot1234', 'userName'],
  ['Xroot!234', 'userName'],
  ['xRoOt!234', 'userName'],
  ['toor!2345A', 'userName'],
  ['Administrator1', 'userName'],
  ['rotartsinimdA1', 'userName'],
  ['Admin-1234', ''],
  ['root', 'length kinds userName'],
  ['é', 'length kinds characters'],
]

for (const [password, problems] of TABLE) {
  test(`password ${JSON.stringify(password)}: ${problems || 'good'}`, () => {
    assert.equal(passwordProblems(password).join(' '), problems)
    assert.equal(passwordProblem(password) === undefined, problems === '', 'the emulator agrees')
  })
}
