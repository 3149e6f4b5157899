import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type ChangeOsAnswers,
  formerPair,
  planOf,
  unlistedImage,
  withImage,
  withLogin,
  withPassword,
  withRepeated,
} from '../../../src/model/changeOsAnswers'
import { type PreflightProblem, stillValid } from '../../../src/model/preflight'

const ubuntu = unlistedImage('u', 'Ubuntu')
const euler = unlistedImage('e', 'EulerOS')
const pair = { kind: 'keyPair', name: 'team' } as const
const data = { name: 'setup.yaml', text: '#cloud-config\n' }
const full: ChangeOsAnswers = { image: ubuntu, wantsOwnImage: false, login: pair, userData: data }
const typed = withRepeated(withPassword(withLogin(full, { kind: 'password' }), 'Correct-Horse-9'))

/** What a person does after going back, and what must be left of the answers. */
const TABLE: Readonly<Record<string, readonly [ChangeOsAnswers, ChangeOsAnswers]>> = {
  'another image keeps login and user data': [withImage(full, euler), { ...full, image: euler }],
  'an image of the list ends the wish to type an id': [
    withImage({ ...full, wantsOwnImage: true }, euler),
    { ...full, image: euler },
  ],
  'another image keeps a password that was typed twice': [
    withImage(typed, euler),
    { ...typed, image: euler, wantsOwnImage: false },
  ],
  'a key pair in place of a password forgets the password': [withLogin(typed, pair), full],
  'a password in place of a key pair starts empty': [
    withLogin(full, { kind: 'password' }),
    { ...full, login: { kind: 'password' } },
  ],
  'choosing the password again keeps it': [withLogin(typed, { kind: 'password' }), typed],
  'the same password keeps its repetition': [withPassword(typed, 'Correct-Horse-9'), typed],
  'another password must be repeated': [
    withPassword(typed, 'Another-Horse-9'),
    { ...typed, login: { kind: 'password', password: 'Another-Horse-9', isRepeated: false } },
  ],
  'a pair that is to be made does not count before it is, and the one before is remembered': [
    withLogin(full, { kind: 'newKeyPair' }),
    { ...full, login: { kind: 'newKeyPair', former: 'team' } },
  ],
}
for (const [name, [left, expected]] of Object.entries(TABLE)) {
  test(name, () => assert.deepEqual(left, expected))
}

test('only full answers make a plan', () => {
  assert.deepEqual(planOf(full), { image: ubuntu, login: { keyPairName: 'team' }, userData: data })
  assert.deepEqual(planOf(typed)?.login, { adminPass: 'Correct-Horse-9' })
  assert.equal(planOf({ ...full, userData: 'none' })?.userData, undefined)
  assert.equal(planOf({ login: pair }), undefined)
  assert.equal(planOf({ image: ubuntu }), undefined)
  assert.equal(planOf(withLogin(full, { kind: 'newKeyPair' })), undefined)
  assert.equal(planOf(withPassword(typed, 'Another-Horse-9')), undefined, 'not repeated yet')
})

const PROBLEMS: readonly (readonly [PreflightProblem['kind'], readonly string[]])[] = [
  ['imageMissing', ['login', 'userData', 'wantsOwnImage']],
  ['imageInactive', ['login', 'userData', 'wantsOwnImage']],
  ['imageUnfit', ['login', 'userData', 'wantsOwnImage']],
  ['keyPairMissing', ['image', 'userData', 'wantsOwnImage']],
  ['keyPairFrozen', ['image', 'userData', 'wantsOwnImage']],
  ['name', ['image', 'login', 'userData', 'wantsOwnImage']],
  ['installed', ['image', 'login', 'userData', 'wantsOwnImage']],
  ['status', ['image', 'login', 'userData', 'wantsOwnImage']],
  ['owner', ['image', 'login', 'userData', 'wantsOwnImage']],
]
for (const [kind, left] of PROBLEMS) {
  test(`after ${kind} these answers stand: ${left.join(', ')}`, () => {
    assert.deepEqual(Object.keys(stillValid(full, { kind } as PreflightProblem)).sort(), left)
  })
}

test('a pair that was chosen is not forgotten while another one is being made, and not made', () => {
  const chosen = withLogin({}, { kind: 'keyPair', name: 'team' })
  const making = withLogin(chosen, { kind: 'newKeyPair' })
  assert.equal(formerPair(making.login), 'team')
  const importing = withLogin(making, { kind: 'importKeyPair' })
  assert.deepEqual(importing.login, { kind: 'importKeyPair', former: 'team' })
  assert.equal(planOf({ ...importing, image: ubuntu }), undefined)
  assert.equal(formerPair(withLogin(importing, { kind: 'password' }).login), undefined)
})
