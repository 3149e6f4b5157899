import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SAMPLE } from '../../../src/emulator/sample'
import operation from '../fixtures/operation.json'
import publicIps from '../fixtures/publicIps.json'
import { setup } from './setup'

const { servers: ids, volume: volume_id } = SAMPLE
const project = SAMPLE.training.projectId

test('a disk is attached and detached by operations that are polled to their end', async () => {
  const { servers, pass } = setup()
  const path = `/${ids.ecsRunning}`
  const begun = (await servers('POST', `${path}/attachvolume`, { volume_id })).body
  assert.deepEqual([begun.operation_type, begun.operation_status], ['node_attach_volume', 'pending'])
  const status = async (id: string): Promise<string> =>
    (await servers('GET', `${path}/operation/${id}`)).body.operation_status
  pass(3_000)
  assert.equal(await status(begun.operation_id), 'running')
  assert.equal((await servers('GET', path)).body.volumes.length, 1)
  pass(3_000)
  assert.equal(await status(begun.operation_id), 'success')
  assert.equal((await servers('GET', path)).body.volumes[1].evs_id, volume_id)
  assert.equal((await servers('POST', `${path}/attachvolume`, { volume_id })).body.error_code, 'ModelArts.0104')
  const ended = (await servers('DELETE', `${path}/detachvolume/${volume_id}`)).body
  pass(6_000)
  assert.equal(await status(ended.operation_id), 'success')
  assert.equal((await servers('GET', path)).body.volumes.length, 1)
  assert.equal((await servers('POST', `${path}/attachvolume`, { volume_id })).status, 200)
})

test('a failed operation says why, in the documented fields', async () => {
  const { emulator, servers, pass } = setup()
  emulator.control.failNext({ kind: 'volume' })
  const { body } = await servers('POST', `/${ids.stopped}/attachvolume`, { volume_id })
  pass(6_000)
  const failed = (await servers('GET', `/${ids.stopped}/operation/${body.operation_id}`)).body
  assert.deepEqual(Object.keys(failed).sort(), Object.keys(operation).sort())
  assert.equal(failed.operation_status, 'failed')
  assert.equal((await servers('GET', `/${ids.stopped}/operation/other`)).body.error_code, 'ModelArts.6404')
})

test('bare metal does not detach; unknown disks and busy servers are refused', async () => {
  const { servers } = setup()
  assert.equal((await servers('DELETE', `/${ids.running}/detachvolume/${volume_id}`)).body.error_code, 'ModelArts.7000')
  assert.equal((await servers('POST', `/${ids.running}/attachvolume`, { volume_id: 'x' })).status, 400)
  await servers('PUT', `/${ids.running}/stop`)
  const busy = await servers('POST', `/${ids.running}/attachvolume`, { volume_id })
  assert.equal(busy.body.error_code, 'ModelArts.6357')
})

test('elastic IPs: of a supernode’s child here, of the others through the VPC service', async () => {
  const { emulator, ask, servers } = setup()
  const child = emulator.control.state.servers.find(({ name }) => name === 'pod-7-0')?.id ?? ''
  const listed = (await servers('GET', `/${child}/publicips`)).body
  assert.deepEqual(Object.keys(listed.public_ips[0]), Object.keys(publicIps.public_ips[0] ?? {}))
  const bound = await servers('POST', `/${child}/publicips`, { public_ip_id: SAMPLE.publicIp })
  assert.equal(bound.body.public_ips.length, 2)
  assert.equal((await servers('POST', `/${child}/publicips`, { public_ip_id: SAMPLE.publicIp })).status, 400)
  assert.equal((await servers('GET', `/${ids.running}/publicips`)).body.error_code, 'ModelArts.7000')
  const v1 = await ask('GET', `/v1/${project}/publicips?private_ip_address=192.168.20.32`)
  assert.deepEqual([v1.body.publicips.length, v1.body.publicips[0].public_ip_address], [1, '203.0.113.10'])
  const { vpc_id, cloud_server } = (await servers('GET', `/${ids.running}`)).body
  const query = `vnic.private_ip_address=192.168.20.32&vnic.vpc_id=${vpc_id}`
  const v3 = await ask('GET', `/v3/${project}/eip/publicips?${query}`)
  assert.equal(v3.body.publicips[0].vnic.device_id, cloud_server.id)
  assert.equal((await ask('GET', `/v3/${project}/eip/publicips?vnic.vpc_id=other`)).body.publicips.length, 0)
  const ports = await ask('GET', `/v1/${project}/ports?device_id=${cloud_server.id}`)
  assert.equal(ports.body.ports[0].fixed_ips[0].ip_address, '192.168.20.32')
  assert.equal(ports.body.ports[0].id, v1.body.publicips[0].port_id)
  assert.equal((await ask('GET', `/v1/${project}/publicips?limit=0`)).body.code, 'VPC.0202')
})
