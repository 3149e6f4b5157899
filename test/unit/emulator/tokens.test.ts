import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SAMPLE } from '../../../src/emulator/sample'
import temporaryCredential from '../fixtures/temporaryCredential.json'
import tokenRequest from '../fixtures/tokenRequest.json'
import { type Bench, type Reply, setup } from './setup'

const LIST = `/v1/${SAMPLE.training.projectId}/dev-servers`
const HOUR_MS = 3_600_000

function passwordBody(change: { name?: string; password?: string; scope?: object; passcode?: string } = {}): object {
  const { name = SAMPLE.user, password = SAMPLE.password, passcode } = change
  const identity = {
    methods: passcode ? ['password', 'totp'] : ['password'],
    password: { user: { name, password, domain: { name: SAMPLE.account } } },
    ...(passcode && { totp: { user: { id: '1', passcode } } }),
  }
  return { auth: { identity, scope: change.scope ?? { project: { name: SAMPLE.training.region } } } }
}

const askToken = ({ ask }: Bench, body: object): Promise<Reply> => ask('POST', '/v3/auth/tokens?nocatalog=true', body)

test('the documented request has the shape that is served here', () => {
  assert.deepEqual(Object.keys(passwordBody()), Object.keys(tokenRequest))
})

test('a token is issued for a password, is good for its project for 24 hours, then says when it ended', async () => {
  const bench = setup()
  const { status, body, headers } = await askToken(bench, passwordBody())
  assert.equal(status, 201)
  const token = headers.get('x-subject-token') ?? ''
  assert.ok(token.length > 300)
  assert.equal(body.token.project.id, SAMPLE.training.projectId)
  assert.equal(body.token.expires_at, '2026-01-16T08:30:00.000000Z')
  assert.equal(body.token.catalog, undefined)
  assert.equal((await bench.ask('GET', LIST, undefined, { token })).status, 200)
  const other = await bench.ask('GET', `/v1/${SAMPLE.research.projectId}/dev-servers`, undefined, { token })
  assert.deepEqual([other.status, other.body.error_code], [403, 'ModelArts.0210'])
  bench.pass(24 * HOUR_MS - 1)
  assert.equal((await bench.ask('GET', LIST, undefined, { token })).status, 200)
  bench.pass(1)
  const expired = await bench.ask('GET', LIST, undefined, { token })
  assert.equal(expired.status, 401)
  assert.match(expired.body.error_msg, /information: token expires, expires_at:2026-01-16T08:30:00/)
})

test('a strange token cannot be decrypted', async () => {
  const { body } = await setup().ask('GET', LIST, undefined, { token: 'MIIabc' })
  assert.equal(body.error_msg, 'Incorrect IAM authentication information: decrypt token fail')
})

test('a token without a project is refused by ModelArts', async () => {
  const bench = setup()
  const { headers, body } = await askToken(bench, passwordBody({ scope: { domain: { name: SAMPLE.account } } }))
  assert.equal(body.token.domain.name, SAMPLE.account)
  const { status, body: refused } = await bench.ask('GET', LIST, undefined, {
    token: headers.get('x-subject-token') ?? '',
  })
  assert.deepEqual([status, refused.error_code], [401, 'ModelArts.0207'])
})

test('wrong names, passwords and passcodes share one Keystone refusal', async () => {
  const bench = setup()
  const attempts = [
    passwordBody({ name: 'nobody' }),
    passwordBody({ password: 'nope' }),
    passwordBody({ name: SAMPLE.mfaUser }),
    passwordBody({ name: SAMPLE.mfaUser, passcode: '000000' }),
  ]
  for (const attempt of attempts) {
    const { status, body } = await askToken(bench, attempt)
    assert.equal(status, 401)
    const error = { code: 401, message: 'The username or password is wrong.', title: 'Unauthorized' }
    assert.deepEqual(body, { error })
  }
  const good = await askToken(bench, passwordBody({ name: SAMPLE.mfaUser, passcode: SAMPLE.passcode }))
  assert.equal(good.status, 201)
})

test('malformed requests and unknown scopes are 400', async () => {
  const bench = setup()
  for (const body of [
    {},
    { auth: { identity: { methods: ['token'] } } },
    passwordBody({ scope: { project: { name: 'x' } } }),
  ]) {
    const reply = await askToken(bench, body)
    assert.deepEqual([reply.status, reply.body.error.code], [400, 400])
  }
  assert.equal((await bench.ask('POST', '/v3/auth/tokens', '{')).body.error.title, 'Bad Request')
})

test('temporary keys work with their security token until they expire, and cannot obtain more', async () => {
  const bench = setup()
  const path = '/v3.0/OS-CREDENTIAL/securitytokens'
  const body = { auth: { identity: { methods: ['token'], token: { duration_seconds: 900 } } } }
  const issued = await bench.ask('POST', path, body)
  assert.equal(issued.status, 201)
  assert.deepEqual(Object.keys(issued.body.credential).sort(), Object.keys(temporaryCredential.credential).sort())
  assert.equal(issued.body.credential.expires_at, '2026-01-15T08:45:00.000000Z')
  const { access: accessKey, secret: secretKey, securitytoken: securityToken } = issued.body.credential
  const message = async (keys: { accessKey: string; secretKey: string; securityToken?: string }): Promise<string> =>
    (await bench.ask('GET', LIST, undefined, { keys })).body.error_msg
  assert.equal(await message({ accessKey, secretKey, securityToken }), undefined)
  assert.match(await message({ accessKey, secretKey }), new RegExp(`: ak ${accessKey} not exist$`))
  assert.match(await message({ accessKey, secretKey, securityToken: 'other' }), /verify aksk signature fail$/)
  const more = await bench.ask('POST', path, body, { keys: { accessKey, secretKey, securityToken } })
  assert.equal(more.status, 403)
  bench.pass(900_000)
  assert.match(await message({ accessKey, secretKey, securityToken }), /verify aksk signature fail$/)
  for (const duration_seconds of [899, 86_401, '900']) {
    const bad = { auth: { identity: { methods: ['token'], token: { duration_seconds } } } }
    assert.equal((await bench.ask('POST', path, bad)).status, 400)
  }
})
