import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError, NetworkError } from '../../../src/api/errors'
import { refusedPlace, type WizardPlace } from '../../../src/model/refusedPlace'

const api = (status: number, code: string, message = ''): ApiError => new ApiError(status, code, message, undefined)

const TABLE: readonly (readonly [string, unknown, WizardPlace])[] = [
  ['an image that is not there', api(400, 'ModelArts.6797'), 'image'],
  ['an image that does not fit', api(400, 'ModelArts.6323'), 'image'],
  ['somebody else’s key pair', api(400, 'ModelArts.6789'), 'login'],
  ['a password against the rules', api(400, '', 'admin_pass is invalid'), 'login'],
  ['user data that is too long', api(413, ''), 'userData'],
  ['no permission', api(403, 'APIGW.0302'), 'review'],
  ['too many requests', api(429, 'APIGW.0308'), 'review'],
  ['another operation under way', api(400, 'ModelArts.6357'), 'review'],
  ['a connection that was refused', new NetworkError('refused', 'host', 'ECONNREFUSED'), 'review'],
]

for (const [name, error, place] of TABLE) {
  test(`${name} leads back to: ${place}`, () => assert.equal(refusedPlace(error, 'changeos'), place))
}

test('where no image is asked for, the review says what is wrong with it', () => {
  assert.equal(refusedPlace(api(400, 'ModelArts.6797'), 'reinstallos'), 'review')
})
