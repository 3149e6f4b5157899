import assert from 'node:assert/strict'
import { test } from 'node:test'
import { COURSES, type ServerStatus } from '../../../src/emulator/lifecycle'
import { SAMPLE } from '../../../src/emulator/sample'
import batchRequest from '../fixtures/batchRequest.json'
import { setup } from './setup'

const { images, keyPairs, servers: ids } = SAMPLE
const STATUSES: readonly ServerStatus[] = [
  'CREATE_FAILED',
  'RUNNING',
  'START_FAILED',
  'STOPPED',
  'STOP_FAILED',
  'REBOOT_FAILED',
  'CHANGINGOS_FAILED',
  'REINSTALLINGOS_FAILED',
  'DELETE_FAILED',
  'ERROR',
]
const login = { key_pair_name: keyPairs.usual }
const CALLS = {
  start: ['PUT', '/start', {}],
  stop: ['PUT', '/stop', undefined],
  reboot: ['PUT', '/reboot', undefined],
  changeos: ['POST', '/changeos', { ...login, image_id: images.ecsUbuntu }],
  reinstallos: ['POST', '/reinstallos', login],
  delete: ['DELETE', '', undefined],
} as const

for (const kind of Object.keys(CALLS) as (keyof typeof CALLS)[]) {
  for (const status of STATUSES) {
    const isAllowed = COURSES[kind].from.includes(status)

    test(`${kind} in ${status} is ${isAllowed ? 'done' : 'refused'}`, async () => {
      const { emulator, servers, pass } = setup()
      emulator.control.settle(ids.ecsStopped, { status })
      const [method, path, body] = CALLS[kind]
      const reply = await servers(method, `/${ids.ecsStopped}${path}`, body)
      if (!isAllowed) {
        assert.deepEqual([reply.status, reply.body.error_code], [400, 'ModelArts.6357'])
        return
      }
      assert.deepEqual([reply.status, reply.body.status], [200, COURSES[kind].through])
      pass(20_000)
      const after = await servers('GET', `/${ids.ecsStopped}`)
      if (kind === 'delete') assert.equal(after.body.error_code, 'ModelArts.6404')
      else assert.equal(after.body.status, COURSES[kind].to)
    })
  }
}

test('start wants a body, stop and reboot want none', async () => {
  const { servers } = setup()
  assert.equal((await servers('PUT', `/${ids.stopped}/start`)).body.error_code, 'ModelArts.0104')
  const body = { arch: 'ARM', charging_mode: 'POST_PAID', server_type: 'BMS' }
  assert.equal((await servers('PUT', `/${ids.stopped}/start`, body)).status, 200)
  assert.equal((await servers('PUT', `/${ids.running}/stop`, { force: true })).body.error_code, 'ModelArts.0104')
  assert.equal((await servers('PUT', `/${ids.running}/stop`, {})).status, 200)
  const asForm = { headers: { 'content-type': 'text/plain' } }
  assert.equal((await servers('PUT', `/${ids.running}/stop`, {}, asForm)).body.error_code, 'ModelArts.0104')
})

test('power takes 5 s and fails on demand', async () => {
  const { emulator, servers, pass, status } = setup()
  emulator.control.failNext({ kind: 'stop' })
  await servers('PUT', `/${ids.running}/stop`)
  assert.equal(await status(ids.running), 'RUNNING')
  pass(1_500)
  assert.equal(await status(ids.running), 'STOPPING')
  pass(3_500)
  assert.equal(await status(ids.running), 'STOP_FAILED')
  assert.equal((await servers('PUT', `/${ids.running}/stop`)).status, 200)
  pass(5_000)
  assert.equal(await status(ids.running), 'STOPPED')
})

test('yearly/monthly servers cannot be deleted unless they failed; a deleted one is gone from lists', async () => {
  const { emulator, servers, pass } = setup()
  assert.equal((await servers('DELETE', `/${ids.running}`)).body.error_code, 'ModelArts.7000')
  emulator.control.settle(ids.running, { status: 'ERROR' })
  assert.equal((await servers('DELETE', `/${ids.running}`)).body.status, 'DELETING')
  pass(5_000)
  assert.equal((await servers('GET', '/all')).body.total, 10)
  assert.equal((await servers('DELETE', `/${ids.running}`)).body.error_code, 'ModelArts.6404')
})

test('a batch acts on each server; those refused come back as they were', async () => {
  const { servers, pass, status } = setup()
  const asked = { type: 'STOP', servers: [{ id: ids.running }, { id: ids.stopped }, { id: 'unknown' }] }
  const { body } = await servers('POST', '/action', asked)
  assert.deepEqual(
    body.data.map(({ id, status }: { id: string; status: string }) => [id, status]),
    [
      [ids.running, 'STOPPING'],
      [ids.stopped, 'STOPPED'],
    ],
  )
  pass(5_000)
  assert.equal(await status(ids.running), 'STOPPED')
})

test('the documented batch changes the OS; one that does nothing at all is refused', async () => {
  const { servers } = setup()
  const { body } = await servers('POST', '/action', batchRequest)
  assert.deepEqual([body.total, body.data[0].status], [1, 'CHANGINGOS'])
  assert.equal((await servers('POST', '/action', batchRequest)).body.error_code, 'ModelArts.6357')
  for (const bad of [{}, { type: 'SLEEP', servers: [{ id: '1' }] }, { type: 'STOP', servers: [] }, { type: 'STOP' }]) {
    assert.equal((await servers('POST', '/action', bad)).body.error_code, 'ModelArts.0104')
  }
})

test('a batch change of OS does not take supernodes', async () => {
  const { emulator, servers } = setup()
  const id = emulator.control.state.servers.find(({ name }) => name === 'pod-7-3')?.id
  const extend_param = { image_id: images.supernodeUbuntu, ...login }
  const { body } = await servers('POST', '/action', { type: 'CHANGEOS', servers: [{ id }], extend_param })
  assert.equal(body.error_code, 'ModelArts.7000')
})
