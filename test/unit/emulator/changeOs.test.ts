import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SAMPLE } from '../../../src/emulator/sample'
import changeOsPageRequest from '../fixtures/changeOsPageRequest.json'
import changeOsPageResponse from '../fixtures/changeOsPageResponse.json'
import changeOsRequest from '../fixtures/changeOsRequest.json'
import changeOsResponse from '../fixtures/changeOsResponse.json'
import { setup } from './setup'

const { images, keyPairs, servers: ids } = SAMPLE
const npu = { image_id: images.npuUbuntu, key_pair_name: keyPairs.usual }
const ecs = { image_id: images.ecsUbuntuOld }
const child = (bench: ReturnType<typeof setup>): string =>
  bench.emulator.control.state.servers.find(({ name }) => name === 'pod-7-3')?.id ?? ''

test('the vendor’s example request gets the vendor’s example answer', async () => {
  const { emulator, servers, now } = setup()
  const like = emulator.control.state.servers.find(({ id }) => id === ids.ecsStopped)
  assert.ok(like)
  const { id, name, flavor, create_at: createdAt, cloud_server } = changeOsPageResponse
  const resourceId = cloud_server.id
  emulator.control.state.servers.push({ ...like, id, name, flavor, createdAt, resourceId, chargingMode: 'PRE_PAID' })
  const { status, body } = await servers('POST', `/${id}/changeos`, changeOsPageRequest)
  assert.equal(status, 200)
  const { update_at, ...rest } = changeOsPageResponse
  for (const [field, value] of Object.entries(rest)) assert.deepEqual(body[field], value, field)
  assert.equal(typeof body.update_at, typeof update_at)
  assert.equal(body.update_at, now())
  assert.equal(body.key_pair_name, undefined)
})

test('the digest’s example too', async () => {
  const { servers } = setup()
  const { body } = await servers('POST', `/${changeOsResponse.id}/changeos`, changeOsRequest)
  const { create_at: _created, update_at: _updated, ...rest } = changeOsResponse
  for (const [field, value] of Object.entries(rest)) assert.deepEqual(body[field], value, field)
})

test('reads lag with the old status and image, then show the change, then the end', async () => {
  const { servers, pass, now } = setup()
  const path = `/${ids.stopped}`
  const before = (await servers('GET', path)).body
  const answer = (await servers('POST', `${path}/changeos`, npu)).body
  assert.deepEqual([answer.status, answer.image.image_id], ['CHANGINGOS', npu.image_id])
  pass(1_499)
  assert.deepEqual((await servers('GET', path)).body, before)
  pass(1)
  const during = (await servers('GET', path)).body
  assert.deepEqual([during.status, during.image.image_id], ['CHANGINGOS', npu.image_id])
  pass(18_499)
  assert.equal((await servers('GET', path)).body.status, 'CHANGINGOS')
  pass(1)
  const after = (await servers('GET', path)).body
  assert.deepEqual([after.status, after.image.image_id, after.update_at], ['RUNNING', npu.image_id, now()])
  assert.equal(after.key_pair_name, keyPairs.usual)
  assert.notEqual(after.volumes[0].evs_id, before.volumes[0].evs_id)
})

test('a password leaves no key pair behind', async () => {
  const { servers, pass } = setup()
  const body = { image_id: images.npuUbuntu, admin_pass: 'Good-Pass1' }
  await servers('POST', `/${ids.stopped}/changeos`, body)
  pass(20_000)
  const after = (await servers('GET', `/${ids.stopped}`)).body
  assert.deepEqual([after.key_pair_name, after.endpoints[0].key_pair_names], [undefined, []])
})

test('a failure on demand keeps the old image, and the server may be changed again', async () => {
  const { emulator, servers, pass, status } = setup()
  emulator.control.failNext({ kind: 'changeos', serverId: ids.failed })
  emulator.control.failNext({ kind: 'changeos' })
  await servers('POST', `/${ids.stopped}/changeos`, npu)
  pass(20_000)
  const failed = (await servers('GET', `/${ids.stopped}`)).body
  assert.deepEqual([failed.status, failed.image.image_id], ['CHANGINGOS_FAILED', images.npuEuler])
  assert.equal((await servers('POST', `/${ids.stopped}/changeos`, npu)).status, 200)
  pass(20_000)
  assert.equal(await status(ids.stopped), 'RUNNING')
  await servers('POST', `/${ids.failed}/changeos`, npu)
  pass(20_000)
  assert.equal(await status(ids.failed), 'CHANGINGOS_FAILED')
})

test('changing to the same image is legal', async () => {
  const { servers } = setup()
  const same = { ...npu, image_id: images.npuEuler }
  assert.equal((await servers('POST', `/${ids.stopped}/changeos`, same)).status, 200)
})

test('a second change is refused while the first is in progress, even while reads do not show it', async () => {
  const { servers, pass } = setup()
  const change = () => servers('POST', `/${ids.stopped}/changeos`, npu)
  assert.equal((await change()).status, 200)
  for (const ms of [0, 5_000]) {
    pass(ms)
    const { status, body } = await change()
    assert.deepEqual([status, body.error_code], [400, 'ModelArts.6357'])
    assert.match(body.error_msg, /Another operation is in progress/)
  }
  pass(15_000)
  assert.match((await change()).body.error_msg, /in status RUNNING cannot changeos/)
})

const REFUSED: readonly (readonly [string, string, object | undefined | string, string])[] = [
  ['no body', ids.stopped, undefined, 'ModelArts.0104'],
  ['not JSON', ids.stopped, '{"image_id":', 'ModelArts.0104'],
  ['an array', ids.stopped, [], 'ModelArts.0104'],
  ['an unknown field', ids.stopped, { ...npu, dry_run: true }, 'ModelArts.0104'],
  ['the field name of create', ids.stopped, { ...npu, userdata: '' }, 'ModelArts.0104'],
  ['a number as image', ids.stopped, { ...npu, image_id: 1 }, 'ModelArts.0104'],
  ['null as image', ids.stopped, { ...npu, image_id: null }, 'ModelArts.0104'],
  ['no image', ids.stopped, { key_pair_name: keyPairs.usual }, 'ModelArts.0104'],
  ['an unknown image', ids.stopped, { ...npu, image_id: 'nope' }, 'ModelArts.6797'],
  ['an image of another server type', ids.stopped, { ...npu, image_id: images.ecsUbuntu }, 'ModelArts.6797'],
  ['an image of a supernode', ids.stopped, { ...npu, image_id: images.supernodeHce }, 'ModelArts.6797'],
  ['no login', ids.stopped, { image_id: images.npuUbuntu }, 'ModelArts.0104'],
  ['both logins', ids.stopped, { ...npu, admin_pass: 'Good-Pass1' }, 'ModelArts.0104'],
  ['a short password', ids.ecsStopped, { ...ecs, admin_pass: 'Aa1!aaa' }, 'ModelArts.0104'],
  ['a long password', ids.ecsStopped, { ...ecs, admin_pass: `Aa1!${'a'.repeat(23)}` }, 'ModelArts.0104'],
  ['a password of two kinds', ids.ecsStopped, { ...ecs, admin_pass: 'abcdefgh1' }, 'ModelArts.0104'],
  ['a blank in the password', ids.ecsStopped, { ...ecs, admin_pass: 'Good Pass1' }, 'ModelArts.0104'],
  ['a special that is not allowed', ids.ecsStopped, { ...ecs, admin_pass: 'Good#Pass1' }, 'ModelArts.0104'],
  ['the user name in the password', ids.ecsStopped, { ...ecs, admin_pass: 'My-Root-12' }, 'ModelArts.0104'],
  ['its reverse', ids.ecsStopped, { ...ecs, admin_pass: 'My-tOOr-12' }, 'ModelArts.0104'],
  ['an unknown key pair', ids.stopped, { ...npu, key_pair_name: 'nope' }, 'ModelArts.6789'],
  ['a frozen key pair', ids.stopped, { ...npu, key_pair_name: keyPairs.frozen }, 'ModelArts.6789'],
  ['a key pair name with a blank', ids.stopped, { ...npu, key_pair_name: 'a b' }, 'ModelArts.0104'],
  ['user data that is not base64', ids.stopped, { ...npu, user_data: '#cloud-config' }, 'ModelArts.0104'],
  ['too much user data', ids.stopped, { ...npu, user_data: Buffer.alloc(32_769).toString('base64') }, 'ModelArts.0104'],
  ['a running server', ids.running, npu, 'ModelArts.6357'],
  ['a missing server', '00000000-0000-4000-8000-000000000000', npu, 'ModelArts.6404'],
]

for (const [what, id, body, code] of REFUSED) {
  test(`changeos refuses ${what} and changes nothing`, async () => {
    const { servers, emulator } = setup()
    const before = emulator.snapshot()
    const reply = await servers('POST', `/${id}/changeos`, body)
    assert.deepEqual([reply.status, reply.body.error_code], [400, code], reply.body.error_msg)
    assert.deepEqual(emulator.snapshot(), before)
  })
}

test('a child of a supernode takes a key pair only', async () => {
  const bench = setup()
  const path = `/${child(bench)}/changeos`
  const image_id = images.supernodeUbuntu
  const refused = await bench.servers('POST', path, { image_id, admin_pass: 'Good-Pass1' })
  assert.match(refused.body.error_msg, /Supernodes do not support admin_pass/)
  assert.equal((await bench.servers('POST', path, { image_id, key_pair_name: keyPairs.usual })).status, 200)
})

test('user data of exactly 32 KiB and private images are taken', async () => {
  const { servers, emulator, pass } = setup()
  const user_data = Buffer.alloc(32_768).toString('base64')
  const body = { ...npu, image_id: images.private, user_data }
  assert.equal((await servers('POST', `/${ids.stopped}/changeos`, body)).status, 200)
  pass(20_000)
  const server = emulator.control.state.servers.find(({ id }) => id === ids.stopped)
  assert.equal(server?.change?.installs?.userData, user_data)
})

test('a key pair of another user is refused, an account-wide one is not', async () => {
  const { servers, emulator } = setup()
  const { keyPairs: pairs } = emulator.control.state
  for (const [index, pair] of pairs.entries()) pairs[index] = { ...pair, userId: 'somebody else' }
  const body = await servers('POST', `/${ids.stopped}/changeos`, npu)
  assert.equal(body.body.error_code, 'ModelArts.6789')
  const shared = { ...npu, key_pair_name: keyPairs.shared }
  assert.equal((await servers('POST', `/${ids.stopped}/changeos`, shared)).status, 200)
})

test('reinstallos keeps the image', async () => {
  const { servers, pass } = setup()
  const path = `/${ids.stopped}`
  const login = { key_pair_name: keyPairs.usual }
  const other = await servers('POST', `${path}/reinstallos`, { ...login, image_id: images.npuUbuntu })
  assert.equal(other.body.error_code, 'ModelArts.0104')
  assert.equal((await servers('POST', `${path}/reinstallos`, login)).body.status, 'REINSTALLINGOS')
  pass(20_000)
  const after = (await servers('GET', path)).body
  assert.deepEqual([after.status, after.image.image_id], ['RUNNING', images.npuEuler])
})

test('error codes that no document confirms can be chosen', async () => {
  const { servers } = setup({ codes: { state: 'ModelArts.9999' } })
  const { body } = await servers('POST', `/${ids.running}/changeos`, npu)
  assert.equal(body.error_code, 'ModelArts.9999')
})
