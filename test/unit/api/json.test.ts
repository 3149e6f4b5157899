import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AnswerError } from '../../../src/api/errors'
import { jsonOf, networkError } from '../../../src/api/send'

const answer = (text: string) => ({ status: 200, headers: new Headers({ 'x-request-id': 'r1' }), text })

test('JSON of any kind is read', () => {
  for (const value of [{ a: [1] }, [], 'x', 0, null])
    assert.deepEqual(jsonOf(answer(JSON.stringify(value)), 'h'), value)
})

for (const [text, said] of [
  ['', 'an empty body'],
  [' \n ', 'an empty body'],
  ['{"id":"6b1f', 'not JSON: “{"id":"6b1f”'],
  ['<!DOCTYPE html>\n<html>\n  <body>Sign in', 'not JSON: “<!DOCTYPE html> <html> <body>Sign in”'],
  ['x'.repeat(1_000_000), `not JSON: “${'x'.repeat(80)}”`],
] as const) {
  test(`${said.slice(0, 40)}: says so, with host and request id`, () => {
    assert.throws(
      () => jsonOf(answer(text), 'modelarts.example.com'),
      (error) => {
        assert.ok(error instanceof AnswerError)
        assert.deepEqual([error.message, error.host, error.requestId], [said, 'modelarts.example.com', 'r1'])
        return true
      },
    )
  })
}

const KINDS: readonly (readonly [string, string])[] = [
  ['ECONNREFUSED', 'refused'],
  ['ENOTFOUND', 'dns'],
  ['EAI_AGAIN', 'dns'],
  ['SELF_SIGNED_CERT_IN_CHAIN', 'tls'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'tls'],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'tls'],
  ['CERT_HAS_EXPIRED', 'tls'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'tls'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', 'tls'],
  ['ETIMEDOUT', 'timeout'],
  // No connection stood, so nothing was sent.
  ['UND_ERR_CONNECT_TIMEOUT', 'refused'],
  ['UND_ERR_HEADERS_TIMEOUT', 'timeout'],
  ['UND_ERR_BODY_TIMEOUT', 'timeout'],
  ['ECONNRESET', 'reset'],
  ['EPIPE', 'reset'],
  ['UND_ERR_SOCKET', 'reset'],
  ['', 'reset'],
]

for (const [code, kind] of KINDS) {
  test(`networkError: ${code || 'no code'} is ${kind}`, () => {
    const cause = Object.assign(new Error('details'), { code })
    const error = networkError(new TypeError('fetch failed', { cause }), 'h')
    assert.deepEqual([error.kind, error.host, error.message], [kind, 'h', 'details'])
  })
}

test('networkError: a host that cannot be reached was never connected to; one that went away was', () => {
  const kindOf = (message: string, code: string) =>
    networkError(new TypeError('fetch failed', { cause: Object.assign(new Error(message), { code }) }), 'h').kind
  assert.equal(kindOf('connect EHOSTUNREACH 10.0.0.1:443', 'EHOSTUNREACH'), 'refused')
  assert.equal(kindOf('connect ENETUNREACH 10.0.0.1:443', 'ENETUNREACH'), 'refused')
  assert.equal(kindOf('read EHOSTUNREACH', 'EHOSTUNREACH'), 'reset')
})

test('networkError: whatever is thrown, and however deep it is nested, there is an answer', () => {
  const loop = new Error('loop')
  loop.cause = loop
  for (const thrown of [undefined, null, 'text', {}, loop]) assert.equal(networkError(thrown, 'h').kind, 'reset')
  assert.equal(networkError('text', 'h').message, 'text')
})
