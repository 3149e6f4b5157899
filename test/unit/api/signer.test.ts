import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as signer from '../../../src/api/signer'
import { vectors } from './signing-vectors.json'

/** 2026-01-15T08:30:00Z of `20260115T083000Z`. */
function timeOf(date: string): number {
  return Date.parse(date.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'))
}

for (const { name, input, wire_target, expected } of vectors) {
  const url = new URL(input.endpoint + wire_target)
  const headers = expected.canonical_headers as unknown as Record<string, string>
  const request = { method: input.method, url, headers, body: input.body }

  test(`${name}: every stage of the signature is the vendor's`, () => {
    assert.equal(signer.signedHeaders(headers), expected.signed_headers)
    assert.equal(signer.sha256(input.body), expected.payload_sha256)
    const canonical = signer.canonicalRequest(request, signer.sha256(input.body))
    assert.equal(canonical, expected.canonical_request)
    const text = signer.stringToSign(input.x_sdk_date, canonical)
    assert.equal(text, expected.string_to_sign)
    assert.equal(signer.signature(input.sk, text), expected.signature)
  })

  test(`${name}: sign() gives the Authorization header`, () => {
    const { host: _host, 'x-sdk-date': _date, 'x-security-token': _token, ...given } = headers
    const keys = { accessKey: input.ak, secretKey: input.sk, securityToken: input.security_token ?? undefined }
    const sent = signer.sign({ ...request, headers: given }, keys, timeOf(input.x_sdk_date))
    assert.equal(sent['authorization'], expected.authorization)
    assert.equal(sent['x-sdk-date'], input.x_sdk_date)
  })
}
