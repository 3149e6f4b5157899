import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sign, signature } from '../../../src/api/signer'
import { SAMPLE } from '../../../src/emulator/sample'
import { parseAuthorization, signatureProblem } from '../../../src/emulator/verifySignature'
import { vectors } from '../api/signing-vectors.json'
import { requestOf, setup } from './setup'

const PREFIX = 'Incorrect IAM authentication information: '
const LIST = `/v1/${SAMPLE.training.projectId}/dev-servers`
const wrong = { ...SAMPLE, secretKey: 'not-the-secret' }

test('an unsigned request is refused as the gateway words it, with a request id in header and body', async () => {
  const { emulator, now } = setup()
  const response = await emulator.handle(new Request(`http://127.0.0.1:1${LIST}`))
  const body = JSON.parse(await response.text())
  assert.equal(response.status, 401)
  assert.equal(body.error_code, 'APIGW.0301')
  assert.equal(body.error_msg, `${PREFIX}x-auth-token not found`)
  assert.match(body.request_id, /^[0-9a-f]{32}$/)
  assert.equal(response.headers.get('x-request-id'), body.request_id)
  assert.equal(response.headers.get('date'), new Date(now()).toUTCString())
})

for (const { name, input, wire_target, expected } of vectors) {
  test(`${name}: the vendor's signature is accepted, a different one refused`, () => {
    const headers = new Headers({ ...expected.canonical_headers } as unknown as Record<string, string>)
    const url = new URL(input.endpoint + wire_target)
    const request = { method: input.method, url, headers, payloadHash: expected.payload_sha256 }
    const authorization = parseAuthorization(expected.authorization)
    assert.ok(authorization)
    const at = Date.parse(input.x_sdk_date.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'))
    assert.equal(signatureProblem(request, authorization, input.sk, at), undefined)
    assert.equal(signatureProblem(request, authorization, `${input.sk}x`, at)?.status, 401)
  })
}

test('an unknown key and a wrong secret are told apart; the mismatch shows the canonical request', async () => {
  const { ask } = setup()
  const unknown = await ask('GET', LIST, undefined, { keys: { ...SAMPLE, accessKey: 'NOSUCHKEY' } })
  assert.equal(unknown.body.error_msg, `${PREFIX}ak NOSUCHKEY not exist`)
  const mismatch = await ask('GET', `${LIST}?limit=5`, undefined, { keys: wrong })
  assert.equal(mismatch.status, 401)
  const start = `${PREFIX}verify aksk signature fail, canonicalRequest:GET|${LIST}/|limit=5|host:127.0.0.1:8080|x-sdk-date:`
  assert.ok(mismatch.body.error_msg.startsWith(start), mismatch.body.error_msg)
})

test('a body that is altered on the way is refused', async () => {
  const { emulator, now } = setup()
  const sent = requestOf('PUT', `${LIST}/${SAMPLE.servers.stopped}/start`, {}, {}, now())
  const altered = new Request(sent.url, { method: 'PUT', headers: sent.headers, body: '{ }' })
  assert.equal((await emulator.handle(altered)).status, 401)
})

test('host and date must be signed, listed headers present, the header well formed', async () => {
  const { emulator, now } = setup()
  const url = new URL(`http://127.0.0.1:1${LIST}`)
  const authorization = sign({ method: 'GET', url, headers: {}, body: '' }, SAMPLE, now())['authorization'] ?? ''
  const date = { 'x-sdk-date': '20260115T083000Z' }
  const ask = async (headers: Record<string, string>): Promise<string> =>
    JSON.parse(await (await emulator.handle(new Request(url, { headers }))).text()).error_msg
  assert.match(await ask({ ...date, authorization: authorization.replace('host;', '') }), /must be signed/)
  assert.match(await ask({ authorization }), /signed header x-sdk-date not found/)
  assert.equal(await ask({ ...date, authorization: 'AWS4-HMAC-SHA256 Credential=1' }), `${PREFIX}Unauthorized`)
  const spaced = authorization.replaceAll(', ', ' ,  ')
  assert.equal((await emulator.handle(new Request(url, { headers: { ...date, authorization: spaced } }))).status, 200)
})

test('the date may be off by 15 minutes either way, not by a second more', async () => {
  const { ask } = setup()
  for (const clientSkewMs of [900_000, -900_000]) {
    assert.equal((await ask('GET', LIST, undefined, { clientSkewMs })).status, 200)
  }
  const { body, status } = await ask('GET', LIST, undefined, { clientSkewMs: -901_000 })
  assert.equal(status, 401)
  const times = 'signature time:20260115T081459Z,server time:20260115T083000Z'
  assert.equal(body.error_msg, `${PREFIX}calc aksk signature fail:signature expired, ${times}`)
  assert.equal((await ask('GET', LIST, undefined, { clientSkewMs: 901_000 })).status, 401)
})

test('a service whose clock is off says so in Date', async () => {
  const { ask, now } = setup({ skewMs: 20 * 60_000 })
  const refused = await ask('GET', LIST)
  assert.equal(refused.status, 401)
  assert.equal(Date.parse(refused.headers.get('date') ?? '') - now(), 20 * 60_000)
  assert.equal((await ask('GET', LIST, undefined, { clientSkewMs: 20 * 60_000 })).status, 200)
})

test('more than five failures in a row lock the key for five minutes, also for the right secret', async () => {
  const { ask, pass } = setup()
  for (let attempt = 1; attempt <= 5; attempt++) {
    assert.match((await ask('GET', LIST, undefined, { keys: wrong })).body.error_msg, /verify aksk signature fail/)
  }
  const limit = `${PREFIX}AK access failed to reach the limit,forbidden`
  assert.equal((await ask('GET', LIST, undefined, { keys: wrong })).body.error_msg, limit)
  assert.equal((await ask('GET', LIST)).body.error_msg, limit)
  pass(5 * 60_000 - 1)
  assert.equal((await ask('GET', LIST)).status, 401)
  pass(1)
  assert.equal((await ask('GET', LIST)).status, 200)
})

test('a success forgets earlier failures', async () => {
  const { ask } = setup()
  for (let round = 0; round < 3; round++) {
    for (let attempt = 0; attempt < 4; attempt++) await ask('GET', LIST, undefined, { keys: wrong })
    assert.equal((await ask('GET', LIST)).status, 200)
  }
})

test('an unsigned payload is honoured when the header says so', async () => {
  const { emulator, now } = setup()
  const url = new URL(`http://127.0.0.1:1${LIST}`)
  const headers = { 'x-sdk-content-sha256': 'UNSIGNED-PAYLOAD' }
  const signed = sign({ method: 'GET', url, headers, body: '' }, SAMPLE, now())
  const canonical = `GET\n${LIST}/\n\nhost:127.0.0.1:1\nx-sdk-content-sha256:UNSIGNED-PAYLOAD\nx-sdk-date:20260115T083000Z\n`
  const { stringToSign } = await import('../../../src/api/signer')
  const names = 'host;x-sdk-content-sha256;x-sdk-date'
  const text = stringToSign('20260115T083000Z', `${canonical}\n${names}\nUNSIGNED-PAYLOAD`)
  const value = signature(SAMPLE.secretKey, text)
  const authorization = `SDK-HMAC-SHA256 Access=${SAMPLE.accessKey}, SignedHeaders=${names}, Signature=${value}`
  assert.equal((await emulator.handle(new Request(url, { headers: { ...signed, authorization } }))).status, 200)
})

test('the project of path, header and region must agree and belong to the account', async () => {
  const { ask } = setup()
  const { training, research } = SAMPLE
  const agreed = await ask('GET', LIST, undefined, { headers: { 'x-project-id': training.projectId } })
  assert.equal(agreed.status, 200)
  const differs = await ask('GET', LIST, undefined, { headers: { 'x-project-id': research.projectId } })
  assert.deepEqual([differs.status, differs.body.error_code], [403, 'ModelArts.0210'])
  const unknown = await ask('GET', `/v1/${'0'.repeat(32)}/dev-servers`)
  assert.deepEqual([unknown.status, unknown.body.error_code], [400, 'ModelArts.0210'])
  const origin = 'https://modelarts.cn-north-9.myhuaweicloud.com'
  assert.equal((await ask('GET', LIST, undefined, { origin })).body.error_code, 'ModelArts.0210')
  assert.equal((await ask('GET', `/v1/${research.projectId}/dev-servers`, undefined, { origin })).status, 200)
  const disabled = await ask('GET', '/v1/3b5d7f9a1c2e4a6b8d0f2c4e6a8b0d1f/dev-servers')
  assert.deepEqual([disabled.status, disabled.body.error_code], [403, 'APIGW.0310'])
})

test('hosts serve their own routes only; unknown routes are the gateway’s 404', async () => {
  const { ask } = setup()
  const origin = 'https://iam.cn-southwest-2.myhuaweicloud.com'
  const strange = await ask('GET', LIST, undefined, { origin })
  assert.deepEqual([strange.status, strange.body.error_code], [404, 'APIGW.0101'])
  assert.equal((await ask('GET', '/v3/projects', undefined, { origin })).status, 200)
  for (const path of [`${LIST}/sync`, `${LIST}/action`, `${LIST}/networks`, `${LIST}/a/b/c/d`, '/']) {
    assert.equal((await ask('GET', path)).body.error_code, 'APIGW.0101', path)
  }
})
