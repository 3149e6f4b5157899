import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SAMPLE } from '../../../src/emulator/sample'
import showDevServer from '../fixtures/showDevServer.json'
import { setup } from './setup'

interface Listed {
  readonly id: string
  readonly name: string
  readonly create_at: number
}

test('the sample project shows off, in the documented envelope', async () => {
  const { servers } = setup()
  const { body } = await servers('GET', '?limit=100')
  assert.deepEqual([body.current, body.pages, body.size, body.total], [1, 1, 100, 11])
  const statuses = new Set(body.data.map(({ status }: { status: string }) => status))
  for (const status of ['RUNNING', 'STOPPED', 'CHANGINGOS_FAILED', 'REBOOTING', 'ERROR'])
    assert.ok(statuses.has(status))
})

test('a server has every field of the documented example, of the same kind', async () => {
  const { servers } = setup()
  const { body } = await servers('GET', `/${SAMPLE.servers.stopped}`)
  for (const [name, value] of Object.entries(showDevServer)) assert.equal(typeof body[name], typeof value, name)
  assert.equal(body.id, showDevServer.id)
  assert.equal(body.image.image_id, showDevServer.image.image_id)
  assert.equal(body.endpoints[0].uri, showDevServer.endpoints[0]?.uri)
})

test('the default page has ten; offset counts records; limits are 1 to 1024', async () => {
  const { servers } = setup()
  const first = await servers('GET', '')
  const rest = await servers('GET', '?offset=10')
  assert.deepEqual([first.body.data.length, rest.body.data.length, rest.body.current], [10, 1, 2])
  const ids = [...first.body.data, ...rest.body.data].map(({ id }: Listed) => id)
  assert.equal(new Set(ids).size, 11)
  assert.deepEqual((await servers('GET', '?offset=11')).body.data, [])
  for (const query of ['limit=0', 'limit=1025', 'limit=x', 'offset=-1', 'sort_key=name', 'sort_dir=asc', 'owner=A']) {
    const { status, body } = await servers('GET', `?${query}`)
    assert.deepEqual([status, body.error_code], [400, 'ModelArts.0104'], query)
  }
})

test('sorting goes by creation or by last update, either way', async () => {
  const { servers, pass } = setup()
  const names = async (query: string): Promise<string[]> =>
    (await servers('GET', `?limit=20&${query}`)).body.data.map(({ name }: Listed) => name)
  const ascending = await names('')
  assert.equal(ascending[0], 'npu-train-01')
  assert.deepEqual(await names('sort_dir=DESC'), [...ascending].reverse())
  await servers('PUT', `/${SAMPLE.servers.ecsStopped}/start`, {})
  pass(2_000)
  assert.equal((await names('sort_key=updateTime&sort_dir=DESC')).at(0), 'npu-eval-01')
  pass(5_000)
  assert.equal((await names('sort_key=updateTime&sort_dir=DESC')).at(0), 'cpu-build-01')
})

test('all lists everything at once; a missing server is 400 with its own code', async () => {
  const { servers } = setup()
  const all = await servers('GET', '/all')
  assert.deepEqual([all.body.data.length, all.body.total, all.body.pages], [11, 11, 1])
  const id = '00000000-0000-4000-8000-000000000000'
  const missing = await servers('GET', `/${id}`)
  assert.equal(missing.status, 400)
  assert.deepEqual(missing.body, { error_code: 'ModelArts.6404', error_msg: `LiteServer instance '${id}' not found.` })
  const { cloud_server } = (await servers('GET', `/${SAMPLE.servers.running}`)).body
  assert.equal((await servers('GET', `/${cloud_server.id}`)).body.error_code, 'ModelArts.6404')
})

test('ten thousand servers are made and listed quickly', async () => {
  const { emulator, servers } = setup()
  const [like] = emulator.control.state.servers
  assert.ok(like)
  const started = performance.now()
  emulator.control.addServers(10_000, like)
  const seen = new Set<string>()
  for (let offset = 0; offset < 10_011; offset += 1000) {
    const { body } = await servers('GET', `?limit=1000&offset=${offset}`)
    assert.equal(body.total, 10_011)
    for (const { id } of body.data) seen.add(id)
  }
  assert.equal(seen.size, 10_011)
  assert.ok(performance.now() - started < 5_000)
})

test('rename takes good names only', async () => {
  const { servers } = setup()
  const path = `/${SAMPLE.servers.running}`
  assert.equal((await servers('PUT', path, { name: 'new-name' })).body.name, 'new-name')
  assert.equal((await servers('GET', path)).body.name, 'new-name')
  for (const body of [
    { name: '' },
    { name: 'a b' },
    { name: 'x'.repeat(65) },
    { name: 1 },
    {},
    { name: 'a', id: 'b' },
    undefined,
  ]) {
    assert.equal((await servers('PUT', path, body)).body.error_code, 'ModelArts.0104')
  }
})

test('sync notices what somebody did elsewhere, but not for supernodes', async () => {
  const { emulator, servers, status } = setup()
  const { running } = SAMPLE.servers
  const child = emulator.control.state.servers.find(({ name }) => name === 'pod-7-0')?.id ?? ''
  emulator.control.drift(running, 'STOPPED')
  emulator.control.drift(child, 'STOPPED')
  assert.equal(await status(running), 'RUNNING')
  assert.equal((await servers('PUT', '/sync?limit=50')).body.total, 11)
  assert.equal(await status(running), 'STOPPED')
  assert.equal(await status(child), 'RUNNING')
})

test('images and flavors are filtered; both names of the flavor filter work', async () => {
  const { servers } = setup()
  const names = async (query: string): Promise<string[]> =>
    (await servers('GET', `/images${query}`)).body.data.map(({ name }: Listed) => name)
  const all = await names('')
  assert.ok(all.length >= 10 && !all.includes('training-base-2026-01'))
  const ecs = await names('?server_type=ECS')
  assert.ok(ecs.includes('Ubuntu-22.04-x86-64bit-with-Tesla-535.161.08-CUDA12.2'))
  const cpu = await names('?server_type=ECS&flavor_name=s6.xlarge.4')
  assert.ok(!cpu.includes('Ubuntu-22.04-x86-64bit-with-Tesla-535.161.08-CUDA12.2') && cpu.length > 0)
  assert.deepEqual(await names('?server_type=ECS&resource_flavor_name=s6.xlarge.4'), cpu)
  assert.deepEqual(await names('?flavor_name=nonsense'), [])
  assert.equal((await servers('GET', '/images?server_type=VM')).status, 400)
  const one = await servers('GET', `/images/${SAMPLE.images.npuEuler}`)
  assert.deepEqual([one.body.arch, one.body.status], ['ARM', 'ACTIVE'])
  assert.equal((await servers('GET', '/images/nope')).body.error_code, 'ModelArts.6797')
  const { body } = await servers('GET', '/flavors?server_type=BMS&arch=ARM')
  assert.equal(body.data[0].flavor, 'physical.npu9.48xlarge.8')
})
