import assert from 'node:assert/strict'
import { createPrivateKey, createPublicKey } from 'node:crypto'
import { test } from 'node:test'
import { SAMPLE } from '../../../src/emulator/sample'
import keyPairsFixture from '../fixtures/keyPairs.json'
import { setup } from './setup'

const PATH = `/v3/${SAMPLE.training.projectId}/keypairs`

test('pairs are listed as documented, one of them frozen, page by page', async () => {
  const { ask } = setup()
  const { body } = await ask('GET', PATH)
  assert.deepEqual(Object.keys(body.page_info).sort(), Object.keys(keyPairsFixture.page_info).sort())
  const fields = Object.keys(keyPairsFixture.keypairs[0]?.keypair ?? {}).sort()
  assert.deepEqual(Object.keys(body.keypairs[0].keypair).sort(), fields)
  const states = body.keypairs.map(({ keypair }: { keypair: { frozen_state: string } }) => keypair.frozen_state)
  assert.deepEqual(states, ['0', '0', '0', '1'])
  const first = await ask('GET', `${PATH}?limit=3`)
  const second = await ask('GET', `${PATH}?limit=3&marker=${first.body.page_info.next_marker}`)
  assert.deepEqual([first.body.keypairs.length, second.body.keypairs.length], [3, 1])
  assert.equal(second.body.page_info.next_marker, null)
  for (const query of ['limit=0', 'limit=x', 'marker=x'])
    assert.equal((await ask('GET', `${PATH}?${query}`)).status, 400)
})

test('a new pair is a real one, and its private key is shown once', async () => {
  const { ask } = setup()
  const { status, body } = await ask('POST', PATH, { keypair: { name: 'fresh' } })
  assert.equal(status, 200)
  const { private_key, public_key, fingerprint } = body.keypair
  assert.match(private_key, /^-----BEGIN RSA PRIVATE KEY-----\n/)
  const { n = '' } = createPublicKey(createPrivateKey(private_key)).export({ format: 'jwk' })
  const [type, blob = ''] = public_key.split(' ')
  assert.equal(type, 'ssh-rsa')
  assert.ok(Buffer.from(blob, 'base64').includes(Buffer.from(n, 'base64url')))
  assert.match(fingerprint, /^([0-9a-f]{2}:){15}[0-9a-f]{2}$/)
  const shown = await ask('GET', `${PATH}/fresh`)
  assert.deepEqual([shown.body.keypair.private_key, shown.body.keypair.fingerprint], [undefined, fingerprint])
  assert.equal((await ask('POST', PATH, { keypair: { name: 'fresh' } })).status, 400)
  assert.equal((await ask('DELETE', `${PATH}/fresh`)).status, 204)
  assert.equal((await ask('GET', `${PATH}/fresh`)).status, 404)
})

test('a public key is imported and its fingerprint is the MD5 of its bytes', async () => {
  const { ask } = setup()
  // The fingerprint is what ssh-keygen -l -E md5 prints.
  const public_key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGdllbNMNCC3VuvJ2mwU0fCqxb6CXrGwsFjc36FhVJPU me@here'
  const { body } = await ask('POST', PATH, { keypair: { name: 'mine', public_key, type: 'ssh' } })
  assert.equal(body.keypair.private_key, undefined)
  assert.equal(body.keypair.fingerprint, '5f:d0:93:7d:19:92:39:9e:c4:bf:c3:84:a6:d6:c5:c4')
  const bad = [
    {},
    { name: 'a b' },
    { name: 'x', type: 'x509' },
    { name: 'x', public_key: 'ssh-rsa AAAA' },
    { name: 'x', scope: 'all' },
  ]
  for (const keypair of bad) assert.equal((await ask('POST', PATH, { keypair })).status, 400)
})

test('ECS lists the same pairs the older way', async () => {
  const { ask } = setup()
  const path = `/v2.1/${SAMPLE.training.projectId}/os-keypairs`
  const { body } = await ask('GET', `${path}?limit=1`)
  assert.equal(body.keypairs.length, 4)
  assert.equal(body.keypairs[0].keypair.type, undefined)
  const headers = { 'openstack-api-version': 'compute 2.35' }
  const first = await ask('GET', `${path}?limit=3`, undefined, { headers })
  assert.deepEqual([first.body.keypairs.length, first.body.keypairs[0].keypair.type], [3, 'ssh'])
  const { name } = first.body.keypairs[2].keypair
  const rest = await ask('GET', `${path}?limit=3&marker=${name}`, undefined, { headers })
  assert.equal(rest.body.keypairs.length, 1)
  const lost = await ask('GET', `${path}?marker=nope`, undefined, { headers })
  assert.equal(lost.body.badRequest.code, 400)
})
