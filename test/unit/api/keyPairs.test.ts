import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError } from '../../../src/api/errors'
import { keyPairProblem } from '../../../src/api/keyPairRules'
import { listKeyPairs } from '../../../src/api/keyPairs'
import { KeyPair } from '../../../src/api/schemas'
import { SAMPLE } from '../../../src/emulator/sample'
import { withAnswers, withEmulator } from './setup'

const { projectId, region } = SAMPLE.training
const pair = (name: string, fields: object = {}) => ({ keypair: { name, ...fields } })
const names = (pairs: readonly KeyPair[]): readonly string[] => pairs.map(({ name }) => name)

test('from the emulator’s KPS, over several pages', async () => {
  const { call, emulator, asked } = withEmulator()
  const { keyPairs } = emulator.control.state
  const like = keyPairs.find(({ projectId: own }) => own === projectId)
  assert.ok(like)
  for (let i = 0; i < 120; i++) keyPairs.push({ ...like, name: `KeyPair-${i}` })
  const found = await listKeyPairs(call, projectId)
  assert.equal(found.length, keyPairs.filter(({ projectId: own }) => own === projectId).length)
  assert.equal(new Set(names(found)).size, found.length)
  assert.equal(asked().length, 3)
})

test('the first page has no marker; KPS lives behind the kms host', async () => {
  const { call, requests } = withAnswers(() => ({ keypairs: [pair('a')], page_info: { next_marker: null } }))
  assert.deepEqual(names(await listKeyPairs(call, projectId)), ['a'])
  assert.equal(requests[0]?.url, `https://kms.${region}.myhuaweicloud.com/v3/${projectId}/keypairs?limit=50`)
})

test('a marker that repeats ends the list', async () => {
  const { call, requests } = withAnswers(() => ({ keypairs: [pair('a')], page_info: { next_marker: 'm1' } }))
  await listKeyPairs(call, projectId)
  assert.equal(requests.length, 2)
  let turn = 0
  const circle = withAnswers(() => ({ keypairs: [], page_info: { next_marker: `m${++turn % 3}` } }))
  await listKeyPairs(circle.call, projectId)
  assert.equal(circle.requests.length, 4)
})

test('markers without end are given up', async () => {
  let turn = 0
  const { call, requests } = withAnswers(() => ({
    keypairs: [pair(`k${turn}`)],
    page_info: { next_marker: `m${++turn}` },
  }))
  assert.equal((await listKeyPairs(call, projectId)).length, requests.length)
  assert.ok(requests.length <= 50)
})

for (const status of [403, 404]) {
  test(`${status} of KPS: ECS is asked`, async () => {
    const { call, requests } = withAnswers((_request, { hostname }) =>
      hostname.startsWith('kms.')
        ? Response.json({ error_code: 'KPS.0403' }, { status })
        : { keypairs: [pair('from-ecs', { fingerprint: 'f' })] },
    )
    assert.deepEqual(names(await listKeyPairs(call, projectId)), ['from-ecs'])
    assert.equal(requests[1]?.url, `https://ecs.${region}.myhuaweicloud.com/v2.1/${projectId}/os-keypairs`)
  })
}

test('the emulator’s ECS lists the same pairs', async () => {
  const { call, emulator } = withEmulator()
  const fromKps = names(await listKeyPairs(call, projectId))
  const answer = () => Response.json({}, { status: 403 })
  emulator.control.intercept({ method: 'GET', path: /\/keypairs\?/, answer })
  assert.deepEqual([...names(await listKeyPairs(call, projectId))].sort(), [...fromKps].sort())
})

for (const status of [400, 401, 500]) {
  test(`${status} of KPS is an error, and ECS is not asked`, async () => {
    const { call, requests } = withAnswers(() => Response.json({}, { status }))
    await assert.rejects(listKeyPairs(call, projectId), (error) => error instanceof ApiError && error.status === status)
    assert.equal(requests.length, 1)
  })
}

for (const [name, fields, expected] of [
  ['KeyPair-a1b2', {}, undefined],
  ['A_b.c-9', { type: 'ssh', frozen_state: '0' }, undefined],
  ['k'.repeat(64), {}, undefined],
  ['k'.repeat(65), {}, 'name'],
  ['two words', {}, 'name'],
  ['schlüssel', {}, 'name'],
  ['KeyPair-1', { type: 'x509' }, 'x509'],
  ['KeyPair-1', { frozen_state: '1' }, 'frozen'],
] as const) {
  test(`keyPairProblem: ${name.slice(0, 12)} ${JSON.stringify(fields)}`, () => {
    assert.equal(keyPairProblem(KeyPair.parse(pair(name, fields))), expected)
  })
}
