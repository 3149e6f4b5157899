import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError } from '../../../src/api/errors'
import { isNewKeyPairName, publicKeyIn } from '../../../src/api/keyPairRules'
import { createKeyPair, listKeyPairs } from '../../../src/api/keyPairs'
import { SAMPLE } from '../../../src/emulator/sample'
import { withEmulator } from './setup'

const { projectId } = SAMPLE.training

test('a pair is made; its private key comes once', async () => {
  const { call } = withEmulator()
  const privateKey = await createKeyPair(call, projectId, { name: 'my-laptop' })
  assert.match(privateKey ?? '', /PRIVATE KEY/)
  assert.ok((await listKeyPairs(call, projectId)).some(({ name }) => name === 'my-laptop'))
})

test('a public key is imported as it is, and no private key comes back', async () => {
  const { call } = withEmulator()
  const [known] = await listKeyPairs(call, projectId)
  const publicKey = publicKeyIn(`${known?.publicKey}\n`)
  assert.ok(publicKey)
  assert.equal(await createKeyPair(call, projectId, { name: 'imported', publicKey }), undefined)
  const imported = (await listKeyPairs(call, projectId)).find(({ name }) => name === 'imported')
  assert.equal(imported?.fingerprint, known?.fingerprint)
})

test('a name that is taken is refused, and asked for once', async () => {
  const { call, asked } = withEmulator()
  await assert.rejects(createKeyPair(call, projectId, { name: SAMPLE.keyPairs.usual }), ApiError)
  assert.equal(asked().filter((line) => line.startsWith('POST')).length, 1)
})

const KEYS: readonly (readonly [string, boolean])[] = [
  ['ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJx me@laptop', true],
  ['  ssh-rsa AAAAB3NzaC1yc2E= \n', true],
  ['ecdsa-sha2-nistp256 AAAA', true],
  ['-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----', false],
  ['ssh-rsa AAAA\nssh-rsa BBBB', false],
  ['ssh-dss AAAA', false],
  ['ssh-rsa', false],
  ['', false],
]
for (const [text, isKey] of KEYS) {
  test(`${JSON.stringify(text.slice(0, 30))} ${isKey ? 'is' : 'is not'} a public key`, () => {
    assert.equal(publicKeyIn(text), isKey ? text.trim() : undefined)
  })
}

test('names of new pairs suit both services', () => {
  assert.ok(isNewKeyPairName('KeyPair_a-1'))
  for (const name of ['', 'a.b', 'a b', '../x', 'a'.repeat(65), 'ä']) assert.equal(isNewKeyPairName(name), false, name)
})
