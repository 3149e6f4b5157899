import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DevServer } from '../../../src/api/schemas'

const addressOf = (endpoints: unknown): string | undefined => DevServer.parse({ id: 'a', endpoints }).address

for (const [uri, expected] of [
  ['192.168.20.31', '192.168.20.31'],
  ['192.168.20.31:22', '192.168.20.31'],
  ['ssh://192.168.20.31', '192.168.20.31'],
  ['SSH://192.168.20.31:2222', '192.168.20.31'],
  ['https://192.168.20.31:22/path?x', '192.168.20.31'],
  ['host.example.com:22', 'host.example.com'],
  ['2001:db8::1', '2001:db8::1'],
  ['[2001:db8::1]', '2001:db8::1'],
  ['[2001:db8::1]:22', '2001:db8::1'],
  ['ssh://[2001:db8::1]:22/', '2001:db8::1'],
  ['::1', '::1'],
] as const) {
  test(`address: ${uri}`, () => assert.equal(addressOf([{ service: 'SSH', uri }]), expected))
}

test('address: the SSH endpoint, by either field, before any other', () => {
  const notebook = { service: 'NOTEBOOK', uri: '10.0.0.1' }
  assert.equal(addressOf([notebook, { service: 'SSH', uri: '10.0.0.2' }]), '10.0.0.2')
  assert.equal(addressOf([notebook, { dev_service: 'SSH', uri: '10.0.0.2' }]), '10.0.0.2')
  assert.equal(addressOf([{ service: 'SSH', uri: null }, notebook]), '10.0.0.1')
  assert.equal(addressOf([{ uri: '10.0.0.3' }]), '10.0.0.3')
})

test('address: none where none is said', () => {
  for (const endpoints of [undefined, null, [], [{}], [null], {}, [{ service: 'SSH', uri: '' }]]) {
    assert.equal(addressOf(endpoints), undefined)
  }
})
