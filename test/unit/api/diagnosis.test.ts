import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Diagnosis, diagnose, isCredentialProblem } from '../../../src/api/diagnosis'
import { AnswerError, ApiError, NetworkError, PathError } from '../../../src/api/errors'

type Row = readonly [status: number, codes: string, message: string, expected: Diagnosis]

const REFUSED = 'Incorrect IAM authentication information: '

/** All of them come as 401 with the gateway's number 0301; only the message tells them apart. */
const AUTHENTICATION: readonly Row[] = [
  [401, '0301', `${REFUSED}x-auth-token not found`, 'credentialsRefused'],
  [401, '0301', `${REFUSED}ak HST3WATEC3PGUQA7RTMY not exist`, 'keyUnknown'],
  [401, '0301', `${REFUSED}ak HST3••••RTMY not exist`, 'keyUnknown'],
  [401, '0301', `${REFUSED}Get secretKey failed,ak:HST3WATEC3PGUQA7RTMY,err:ak not exist`, 'keyUnknown'],
  [401, '0301', `${REFUSED}verify aksk signature fail, canonicalRequest:GET|/|||host|e3b0`, 'secretKeyWrong'],
  [401, '0301', `${REFUSED}VERIFY AKSK SIGNATURE FAIL`, 'secretKeyWrong'],
  [401, '0301', `${REFUSED}calc aksk signature fail:signature expired`, 'clock'],
  [401, '0301', `${REFUSED}calc ak sk signature fail:signature expired, signature time:1,server time:2`, 'clock'],
  [401, '0301', `${REFUSED}AK access failed to reach the limit,forbidden`, 'lockedOut'],
  [401, '0301', `${REFUSED}decrypt token fail`, 'tokenExpired'],
  [401, '0301', `${REFUSED}token expires, expires_at: 2026-01-15T08:30:00Z`, 'tokenExpired'],
  [401, '0301', `${REFUSED}Unauthorized`, 'credentialsRefused'],
  [401, '0301', '', 'credentialsRefused'],
]

const GATEWAY: readonly Row[] = [
  [404, '0101', 'The API does not exist or has not been published', 'endpointWrong'],
  [404, '0103', 'The backend does not exist', 'endpointWrong'],
  [500, '0103', 'The backend does not exist', 'endpointWrong'],
  [400, '0201', 'Request parse error', 'badRequest'],
  [413, '0201', 'Request entity too large', 'tooLarge'],
  [414, '0201', 'Request URI too large', 'tooLarge'],
  [494, '0201', 'Request headers too large', 'tooLarge'],
  [502, '0201', 'Backend unavailable', 'serviceFailed'],
  [504, '0201', 'Backend timeout', 'timeout'],
  [403, '0302', 'The IAM user is not authorized to access the API', 'noPermission'],
  [401, '0303', 'Incorrect app authentication information', 'credentialsRefused'],
  [401, '0305', 'Incorrect authentication information', 'credentialsRefused'],
  [403, '0306', 'API access denied', 'noPermission'],
  [401, '0307', 'The token must be updated', 'tokenExpired'],
  [429, '0308', 'The throttling threshold has been reached', 'throttled'],
  [403, '0310', 'The project is unavailable', 'billing'],
  [403, '0401', 'Unknown client IP address', 'noPermission'],
  [403, '0402', 'The IP address is not authorized', 'noPermission'],
  [500, '0601', 'Internal server error', 'serviceFailed'],
  [503, '0613', 'IAM unavailable', 'serviceFailed'],
  [403, '0802', 'The user is forbidden in the current region', 'noPermission'],
]

const MODELARTS: readonly Row[] = [
  [401, '0201 0202 0203 0204', '', 'tokenExpired'],
  [401, '0207 0212', '', 'projectMismatch'],
  [400, '0204 0210', '', 'projectMismatch'],
  [403, '0210', '', 'projectMismatch'],
  [403, '0203 0206', '', 'credentialsRefused'],
  [403, '0108 0112', '', 'noPermission'],
  [401, '0428', '', 'agencyMissing'],
  [401, '6201 6203', '', 'billing'],
  [400, '6376 6377 6378 6379', '', 'agencyMissing'],
  [400, '6789', '', 'keyPair'],
  [400, '6404 6309', '', 'serverMissing'],
  [400, '7000', '', 'unsupported'],
  [400, '6357 6305 6306 6307 6308 6327 6355', '', 'wrongState'],
  [400, '6326', '', 'billing'],
  [400, '0101 0104 0107 6335 6336 6400', 'Bad parameter.', 'badRequest'],
  [400, '6797', '', 'imageMissing'],
  [400, '6323 6328 6870', '', 'imageUnsuitable'],
  [400, '0113 0118 6302 0116', '', 'quota'],
  [408, '6100', '', 'timeout'],
  [429, '6101', '', 'throttled'],
  [500, '0010 6102 6200 7001 7008 7009 7100 7101', '', 'serviceFailed'],
]

/** Which codes changeos uses here is not documented; its words are looked at where the code says nothing. */
const WORDS: readonly Row[] = [
  [400, '0104', 'The image 1 was not found', 'imageMissing'],
  [400, '0104', 'image does not exist', 'imageMissing'],
  [400, '6400', 'Image cannot be found.', 'imageMissing'],
  [400, '0104', "LiteServer instance '1' not found.", 'serverMissing'],
  [400, '0104', 'The server does not exist', 'serverMissing'],
  [400, '0104', 'The instance status is RUNNING', 'wrongState'],
  [400, '0104', 'another operation is in progress', 'wrongState'],
  [400, '0104', 'not allowed because it is locked', 'wrongState'],
  [400, '0104', 'The image does not support the flavor', 'imageUnsuitable'],
  [400, '0104', 'image and flavor do not match', 'imageUnsuitable'],
  [400, '0104', 'Invalid image arch', 'imageUnsuitable'],
  [400, '0104', 'Invalid admin_pass', 'password'],
  [400, '0104', 'adminPass is too weak', 'password'],
  [400, '0104', 'the password must have three kinds of characters', 'password'],
  [400, '0104', 'key pair KeyPair-1 does not exist', 'keyPair'],
  [400, '0104', 'key_pair_name is needed for this server', 'keyPair'],
  [400, '0104', 'the keypair was refused', 'keyPair'],
  [400, '0104', 'number of servers exceeds the limit', 'quota'],
  [400, '0104', 'quota is used up', 'quota'],
  [400, '0104', 'the account is in arrears', 'billing'],
  [400, '0104', 'the order is frozen', 'billing'],
  [400, '', 'no words that help', 'badRequest'],
  [403, '', 'password', 'noPermission'],
  [500, '', 'image not found', 'serviceFailed'],
]

const STATUS: readonly Row[] = [
  [400, '', '', 'badRequest'],
  [401, '', '', 'credentialsRefused'],
  [403, '', '', 'noPermission'],
  [404, '', '', 'serverMissing'],
  [408, '', '', 'timeout'],
  [409, '', '', 'wrongState'],
  [413, '', '', 'tooLarge'],
  [414, '', '', 'tooLarge'],
  [431, '', '', 'tooLarge'],
  [494, '', '', 'tooLarge'],
  [429, '', '', 'throttled'],
  [418, '', '', 'badRequest'],
  [500, '', '', 'serviceFailed'],
  [502, '', '', 'serviceFailed'],
  [503, '', '', 'serviceFailed'],
  [504, '', '', 'timeout'],
]

function check(rows: readonly Row[], prefixes: readonly string[]): void {
  for (const [status, codes, message, expected] of rows) {
    for (const code of codes
      .split(' ')
      .flatMap((number) => prefixes.map((prefix) => number && `${prefix}.${number}`))) {
      test(`diagnose: ${status} ${code} ${message}`.trimEnd(), () => {
        assert.equal(diagnose(new ApiError(status, code, message, undefined)), expected)
      })
    }
  }
}

check(AUTHENTICATION, ['APIGW', 'APIG', 'APIC'])
check(GATEWAY, ['APIGW', 'APIG'])
check(MODELARTS, ['ModelArts'])
check(WORDS, ['ModelArts'])
check(STATUS, [''])

test('diagnose: errors of the road and of the request', () => {
  for (const kind of ['timeout', 'refused', 'dns', 'tls', 'reset'] as const) {
    assert.equal(diagnose(new NetworkError(kind, 'h', '')), kind)
  }
  assert.equal(diagnose(new AnswerError('h', '', undefined)), 'notJson')
  assert.equal(diagnose(new PathError('a/b')), 'badPath')
  for (const other of [new Error('x'), new TypeError('x'), 'x', undefined]) assert.equal(diagnose(other), 'other')
})

test('isCredentialProblem: asking again with the same keys is pointless', () => {
  const problems: Diagnosis[] = ['keyUnknown', 'secretKeyWrong', 'lockedOut', 'tokenExpired', 'credentialsRefused']
  for (const diagnosis of problems) assert.equal(isCredentialProblem(diagnosis), true, diagnosis)
  for (const diagnosis of ['clock', 'noPermission', 'projectMismatch', 'throttled', 'timeout'] as const) {
    assert.equal(isCredentialProblem(diagnosis), false, diagnosis)
  }
})
