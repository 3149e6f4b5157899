import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  AnswerError,
  ApiError,
  apiErrorOf,
  clockSkewMs,
  isNotFound,
  isOutcomeUnknown,
  NetworkError,
  PathError,
} from '../../../src/api/errors'
import shapes from '../fixtures/errorShapes.json'

const NOW = Date.parse('2026-01-15T08:30:00Z')

function errorOf(body: unknown, status = 400, headers: Record<string, string> = {}, statusText = ''): ApiError {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return apiErrorOf(new Response(null, { status, headers, statusText }), text, NOW)
}

const SHAPES = [
  ['ModelArts.6404', "LiteServer instance '1' not found."],
  ['APIGW.0301', 'Incorrect IAM authentication information: x-auth-token not found'],
  ['401', 'The username or password is wrong.'],
  ['Ecs.0114', 'example text'],
  ['VPC.0202', 'example text'],
  ['ModelArts.6309', 'example text'],
  ['400', 'example text'],
  ['404', 'example text'],
]

for (const [index, shape] of shapes.entries()) {
  test(`code and message of ${JSON.stringify(shape).slice(0, 60)}`, () => {
    const { code, message } = errorOf(shape)
    assert.deepEqual([code, message], SHAPES[index])
  })
}

test('every documented shape has its expectation', () => assert.equal(shapes.length, SHAPES.length))

const FALLBACKS: Readonly<Record<string, unknown>> = {
  'an empty body': '',
  HTML: '<html><head><title>502 Bad Gateway</title></head></html>',
  'truncated JSON': '{"error_code":"ModelArts.64',
  'a JSON text': '"error"',
  'a JSON list': [{ error_code: 'X' }],
  null: 'null',
  'an empty object': {},
  'fields of other types': { error_code: { a: 1 }, error_msg: ['x'], code: null, message: true },
  'empty fields': { error_code: '', error_msg: '' },
}

for (const [name, body] of Object.entries(FALLBACKS)) {
  test(`${name} leaves the status alone`, () => {
    const error = errorOf(body, 502)
    assert.deepEqual([error.status, error.message], [502, 'HTTP 502'])
    assert.doesNotMatch(error.code, /X/)
    assert.equal(errorOf(body, 502, {}, 'Bad Gateway').message, 'Bad Gateway')
  })
}

test('the request id comes from the header, else from the body', () => {
  const [, gateway] = shapes
  assert.equal(errorOf(gateway, 401).requestId, '2db4dab3ea3849bcb47b6478738635bd')
  assert.equal(errorOf(gateway, 401, { 'X-Request-Id': 'h1' }).requestId, 'h1')
  assert.equal(errorOf({}).requestId, undefined)
})

for (const [value, expected] of [
  ['0', 0],
  ['7', 7_000],
  ['1.5', 1_500],
  ['-5', 0],
  ['Thu, 15 Jan 2026 08:30:09 GMT', 9_000],
  ['Thu, 15 Jan 2026 08:29:00 GMT', 0],
  ['soon', undefined],
] as const) {
  test(`Retry-After ${value}`, () => assert.equal(errorOf({}, 429, { 'retry-after': value }).retryAfterMs, expected))
}

test('without Retry-After there is none', () => assert.equal(errorOf({}, 429).retryAfterMs, undefined))

test('the Date header tells how far the clocks are apart', () => {
  assert.equal(errorOf({}, 401, { date: 'Thu, 15 Jan 2026 08:50:00 GMT' }).clockSkewMs, 20 * 60_000)
  assert.equal(clockSkewMs('Thu, 15 Jan 2026 08:20:00 GMT', NOW), -10 * 60_000)
  for (const none of [null, 'yesterday']) assert.equal(clockSkewMs(none, NOW), undefined)
})

const MISMATCH =
  'Incorrect IAM authentication information: verify aksk signature fail, canonicalRequest:GET|/v1/p/dev-servers/||' +
  'host:a.example|x-project-id:p|x-sdk-date:20260115T083000Z|x-security-token:SECRET+tok/en==|X-Auth-Token: SECRET2||' +
  'host;x-project-id;x-sdk-date;x-security-token|e3b0'

test('the mismatch message does not give tokens away, and keeps the rest', () => {
  const { message } = errorOf({ error_msg: MISMATCH, error_code: 'APIGW.0301' }, 401)
  assert.doesNotMatch(message, /SECRET|tok\/en/)
  assert.match(message, /host:a\.example\|x-project-id:p\|x-sdk-date:20260115T083000Z\|x-security-token:\*\*\*\|/)
  assert.match(message, /host;x-project-id;x-sdk-date;x-security-token\|e3b0$/)
})

test('access keys are shown by their ends only', () => {
  for (const [said, shown] of [
    ['ak HST3WATEC3PGUQA7RTMY not exist', 'ak HST3••••RTMY not exist'],
    [
      'Get secretKey failed,ak:HST3WATEC3PGUQA7RTMY,err:ak not exist',
      'Get secretKey failed,ak:HST3••••RTMY,err:ak not exist',
    ],
    ['AK access failed to reach the limit,forbidden', 'AK access failed to reach the limit,forbidden'],
    ['calc ak sk signature fail:signature expired', 'calc ak sk signature fail:signature expired'],
  ]) {
    assert.equal(errorOf({ error_msg: said, error_code: 'APIGW.0301' }, 401).message, shown)
  }
})

const api = (status: number, code = ''): ApiError => new ApiError(status, code, '', undefined)
const net = (kind: NetworkError['kind']): NetworkError => new NetworkError(kind, 'h', '')

test('isNotFound: certain that an instance is gone', () => {
  const found = (error: unknown): boolean => isNotFound(error)
  for (const error of [
    api(400, 'ModelArts.6404'),
    api(400, 'ModelArts.6309'),
    api(404, 'ModelArts.6404'),
    api(404, 'Ecs.0114'),
  ])
    assert.equal(found(error), true, `${error.status} ${error.code}`)
  const others = [
    ...[api(404, 'APIGW.0101'), api(404, 'APIG.0103'), api(404, 'APIC.0101'), api(404)],
    ...[api(400), api(400, 'ModelArts.0104'), api(400, 'ModelArts.64040'), api(400, 'XModelArts.6404')],
    ...[api(401, 'ModelArts.6404'), api(403, 'ModelArts.6404'), api(500, 'ModelArts.6404'), net('dns'), net('refused')],
    ...[new AnswerError('h', '', undefined), new Error('404'), undefined],
  ]
  for (const error of others) assert.equal(found(error), false, String(error))
})

test('isOutcomeUnknown: a write may have reached the service', () => {
  for (const status of [408, 500, 501, 502, 503, 504, 599])
    assert.equal(isOutcomeUnknown(api(status)), true, `${status}`)
  for (const status of [400, 401, 403, 404, 409, 413, 429])
    assert.equal(isOutcomeUnknown(api(status)), false, `${status}`)
  for (const kind of ['timeout', 'reset'] as const) assert.equal(isOutcomeUnknown(net(kind)), true, kind)
  for (const kind of ['refused', 'dns', 'tls'] as const) assert.equal(isOutcomeUnknown(net(kind)), false, kind)
  assert.equal(isOutcomeUnknown(new AnswerError('h', '', undefined)), true)
  assert.equal(isOutcomeUnknown(new TypeError('a defect')), true)
  assert.equal(isOutcomeUnknown(new DOMException('aborted', 'AbortError')), true)
  assert.equal(isOutcomeUnknown(new PathError('a/b')), false)
})
