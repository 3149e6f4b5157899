import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SAMPLE } from '../../../src/emulator/sample'
import { type Bench, setup } from './setup'

const POD = `/hyperinstance/${SAMPLE.supernode}`
const body = { image_id: SAMPLE.images.supernodeUbuntu, key_pair_name: SAMPLE.keyPairs.usual }

async function statuses({ servers }: Bench): Promise<string> {
  const { status, servers: children } = (await servers('GET', POD)).body
  return [status, ...children.map(({ status }: { status: string }) => status)].join(' ')
}

test('a supernode is listed with its servers, which name it', async () => {
  const { servers } = setup()
  for (const path of ['/hyperinstance', '/hyperinstance?limit=5', '/hyperinstance/all']) {
    const { body } = await servers('GET', path)
    assert.deepEqual([body.total, body.data[0].id, body.data[0].servers.length], [1, SAMPLE.supernode, 4])
  }
  const [child] = (await servers('GET', POD)).body.servers
  assert.equal(child.category, 'HPS')
  assert.deepEqual(child.server_hps, { id: SAMPLE.supernode, name: 'pod-7' })
  assert.equal(child.cloud_server.type, 'HPS')
  assert.equal((await servers('GET', '/hyperinstance/other')).body.error_code, 'ModelArts.6404')
})

test('stopped, changed and running again: REIMAGING in between', async () => {
  const bench = setup()
  const { servers, pass } = bench
  assert.equal(await statuses(bench), 'ACTIVE RUNNING RUNNING RUNNING STOPPED')
  assert.equal((await servers('POST', `${POD}/changeos`, body)).body.error_code, 'ModelArts.6357')
  assert.equal((await servers('PUT', `${POD}/stop`)).status, 200)
  pass(5_000)
  assert.equal(await statuses(bench), 'ACTIVE STOPPED STOPPED STOPPED STOPPED')
  assert.equal((await servers('PUT', `${POD}/stop`)).body.error_code, 'ModelArts.6357')
  const { admin_pass } = { admin_pass: 'Good-Pass1' }
  const withPassword = await servers('POST', `${POD}/changeos`, { image_id: body.image_id, admin_pass })
  assert.equal(withPassword.body.error_code, 'ModelArts.0104')
  assert.equal((await servers('POST', `${POD}/changeos`, body)).body.status, 'REIMAGING')
  assert.equal(await statuses(bench), 'ACTIVE STOPPED STOPPED STOPPED STOPPED')
  pass(2_000)
  assert.match(await statuses(bench), /^REIMAGING CHANGINGOS/)
  pass(18_000)
  assert.equal(await statuses(bench), 'ACTIVE RUNNING RUNNING RUNNING RUNNING')
})

test('one failed child makes it ERROR; start brings only the stopped ones', async () => {
  const bench = setup()
  const { emulator, servers, pass } = bench
  assert.equal((await servers('PUT', `${POD}/start`)).status, 200)
  pass(5_000)
  assert.equal(await statuses(bench), 'ACTIVE RUNNING RUNNING RUNNING RUNNING')
  await servers('PUT', `${POD}/stop`)
  pass(5_000)
  emulator.control.failNext({ kind: 'changeos' })
  await servers('POST', `${POD}/changeos`, body)
  pass(20_000)
  assert.equal(await statuses(bench), 'ERROR CHANGINGOS_FAILED RUNNING RUNNING RUNNING')
  assert.equal((await servers('DELETE', POD)).body.error_code, 'ModelArts.7000')
})
