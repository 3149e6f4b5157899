import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  DevServer,
  DevServerStatus,
  IamProjects,
  Image,
  isFailed,
  isTransitional,
  KeyPairPage,
  page,
} from '../../../src/api/schemas'
import changeOsPageResponse from '../fixtures/changeOsPageResponse.json'
import changeOsResponse from '../fixtures/changeOsResponse.json'
import keyPairs from '../fixtures/keyPairs.json'
import listImages from '../fixtures/listImages.json'
import showDevServer from '../fixtures/showDevServer.json'

const EULER = {
  id: '3d9a4c71-2e58-4f06-8b1d-7c5e9f0a1b23',
  name: 'EulerOS-2.10-Arm-64bit-for-NPU-BareMetal',
  arch: 'ARM',
  serverType: 'BMS',
  isActive: true,
}

test('the digest’s server, every field', () => {
  assert.deepEqual(DevServer.parse(showDevServer), {
    id: '6b1f0c2e-5a7d-4e3b-9c41-0d2f8e6a7b90',
    name: 'npu-train-01',
    status: 'STOPPED',
    category: 'SERVER',
    chargingMode: 'PRE_PAID',
    createdAt: 1767945600000,
    updatedAt: 1768465800000,
    flavor: 'physical.npu9.48xlarge.8',
    image: EULER,
    keyPairName: 'KeyPair-a1b2',
    orderId: 'CS2601150830ABCDE',
    vpcId: '9e4b1a6c-0f27-4d83-b5c9-2a7d8e3f6b10',
    subnetId: 'c7d20e5b-83a1-4f9e-a4b6-6d1c0f2e9a58',
    cloudServer: { id: '0a9c4d12-7be3-4f58-9a60-5c2d1e8f7b34', type: 'BMS', hpsId: undefined, hpsEcsId: undefined },
    hyperinstance: undefined,
    address: '192.168.20.31',
    volumes: [{ sizeGb: 150, use: 'ROOT', evsType: 'SSD', evsId: 'f2c81b7d-4e0a-4a39-8d5c-1b6e7a9c0d42' }],
  })
})

test('the vendor’s answer to changeos', () => {
  const server = DevServer.parse(changeOsPageResponse)
  assert.deepEqual(
    [server.id, server.name, server.status, server.image?.id, server.image?.arch, server.updatedAt, server.address],
    [
      ...['62383738-e52a-450a-9f84-f9e705402be8', 'devserver-name', 'CHANGINGOS'],
      ...['c90fb553-2cdb-4b81-b56a-ef68812c6cf7', 'X86', 1699348285077, undefined],
    ],
  )
  assert.equal(server.cloudServer?.type, 'ECS')
})

test('the digest’s answer to changeos', () => {
  const server = DevServer.parse(changeOsResponse)
  assert.deepEqual([server.status, server.image], ['CHANGINGOS', EULER])
})

test('the digest’s images', () => {
  const { items, received, total } = page(Image).parse(listImages)
  assert.deepEqual([received, total, items[0]], [2, 2, EULER])
  assert.deepEqual([items[1]?.arch, items[1]?.serverType, items[1]?.isActive], ['X86', 'ECS', true])
})

test('the digest’s key pairs', () => {
  const { items, nextMarker } = KeyPairPage.parse(keyPairs)
  assert.equal(nextMarker, undefined)
  const [pair] = items
  assert.deepEqual([pair?.name, pair?.type, pair?.scope, pair?.isFrozen], ['KeyPair-a1b2', 'ssh', 'user', false])
})

test('older names of fields are read, newer ones win', () => {
  const { image, flavor, ...rest } = showDevServer
  const old = DevServer.parse({ ...rest, server_image_response: image, resource_flavor: flavor })
  assert.deepEqual(old, DevServer.parse(showDevServer))
  const both = DevServer.parse({
    ...showDevServer,
    server_image_response: { image_id: 'old' },
    resource_flavor: 'old',
  })
  assert.deepEqual(both, DevServer.parse(showDevServer))
  const nulls = DevServer.parse({
    ...rest,
    image: null,
    server_image_response: image,
    flavor: null,
    resource_flavor: 'f',
  })
  assert.deepEqual([nulls.image?.id, nulls.flavor], [EULER.id, 'f'])
})

test('nothing but the id is needed; nulls and values of other types read as absent', () => {
  const bare = DevServer.parse({ id: 'a' })
  assert.deepEqual([bare.id, bare.name, bare.status, bare.volumes, bare.image], ['a', 'a', 'UNKNOWN', [], undefined])
  for (const odd of [null, 7, 'x', [], {}, '', true]) {
    const wire = Object.fromEntries(Object.keys(showDevServer).map((field) => [field, odd]))
    const server = DevServer.parse({ ...wire, id: 'a', server_hps: odd, server_image_response: odd })
    assert.equal(server.status, 'UNKNOWN')
    assert.deepEqual(
      [server.image, server.hyperinstance, server.volumes, server.address],
      [undefined, undefined, [], undefined],
    )
  }
})

test('without an id there is no server', () => {
  for (const id of [undefined, null, '', 7]) assert.equal(DevServer.safeParse({ ...showDevServer, id }).success, false)
})

test('unknown fields are no reason to fail', () => {
  assert.deepEqual(DevServer.parse({ ...showDevServer, added_later: { a: 1 } }), DevServer.parse(showDevServer))
})

test('all documented statuses are read, others are unknown', () => {
  const documented =
    'CREATING CREATE_FAILED RUNNING STARTING START_FAILED STOPPED STOPPING STOP_FAILED REBOOTING REBOOT_FAILED CHANGINGOS CHANGINGOS_FAILED REINSTALLINGOS REINSTALLINGOS_FAILED DELETING DELETE_FAILED DELETED ERROR'
  for (const status of documented.split(' ')) {
    const read = DevServerStatus.parse(status)
    assert.equal(read, status)
    assert.equal(isTransitional(read), /ING(OS)?$/.test(status) && status !== 'RUNNING')
    assert.equal(isFailed(read), status.endsWith('_FAILED') || status === 'ERROR')
  }
  assert.equal(documented.split(' ').length, 18)
  for (const other of ['CHANGING_OS', 'running', '', null, 7, undefined])
    assert.equal(DevServerStatus.parse(other), 'UNKNOWN')
})

for (const [value, expected] of [
  ['ARM', 'ARM'],
  ['arm64', 'ARM'],
  ['aarch64', 'ARM'],
  ['X86', 'X86'],
  ['X86_64', 'X86'],
  ['x86_64', 'X86'],
  ['amd64', 'X86'],
  ['RISCV', undefined],
  ['', undefined],
  [null, undefined],
] as const) {
  test(`architecture ${value} reads as ${expected}`, () => {
    assert.equal(Image.parse({ image_id: 'i', arch: value }).arch, expected)
  })
}

test('an image is usable unless it is said not to be, and has a name in any case', () => {
  const activeOf = (status: unknown): boolean => Image.parse({ image_id: 'i', status }).isActive
  for (const status of ['ACTIVE', 'active', undefined, null, '']) assert.equal(activeOf(status), true, String(status))
  for (const status of ['INACTIVE', 'DELETED']) assert.equal(activeOf(status), false, status)
  assert.equal(Image.parse({ image_id: 'i' }).name, 'i')
  assert.equal(Image.parse({ image_id: 'i', server_type: 'TPU' }).serverType, undefined)
})

const ODD = [null, 7, 'x', [], {}, { id: null }, { id: '' }]

test('one odd record in a list does not hide the others, and counts as received', () => {
  const { items, received, total } = page(DevServer).parse({ data: [...ODD, showDevServer], total: 8 })
  assert.deepEqual(
    items.map(({ name }) => name),
    ['npu-train-01'],
  )
  assert.deepEqual([received, total], [8, 8])
  const pairs = KeyPairPage.parse({ keypairs: [...ODD, { keypair: null }, ...keyPairs.keypairs] })
  assert.deepEqual(
    pairs.items.map(({ name }) => name),
    ['KeyPair-a1b2'],
  )
  const volumes = [null, ...showDevServer.volumes]
  assert.equal(DevServer.parse({ ...showDevServer, volumes }).volumes.length, 1)
  const projects = IamProjects.parse({ projects: [...ODD, { id: 'p', name: 'cn-north-4' }] })
  assert.deepEqual(projects, [{ id: 'p', name: 'cn-north-4', domainId: undefined, isEnabled: true }])
})

test('an empty list may be null', () => {
  assert.deepEqual(page(DevServer).parse({ data: null, total: 0 }), { items: [], received: 0, total: 0 })
  assert.deepEqual(KeyPairPage.parse({ keypairs: null }), { items: [], nextMarker: undefined })
})

test('a page without a list is not taken for an empty one', () => {
  for (const odd of [{}, { total: 3 }, { data: {} }, { data: 'x' }, [], null, 'x']) {
    assert.equal(page(DevServer).safeParse(odd).success, false, JSON.stringify(odd))
    assert.equal(KeyPairPage.safeParse(odd).success, false, JSON.stringify(odd))
  }
  for (const total of [undefined, null, '3']) assert.equal(page(DevServer).parse({ data: [], total }).total, undefined)
})

test('key pairs: frozen as a text or a number, and markers', () => {
  const frozenOf = (state: unknown) =>
    KeyPairPage.parse({ keypairs: [{ keypair: { name: 'k', frozen_state: state } }] }).items[0]?.isFrozen
  for (const state of ['0', 0, undefined, null]) assert.equal(frozenOf(state), false, String(state))
  for (const state of ['1', 1, '2']) assert.equal(frozenOf(state), true, String(state))
  const markerOf = (next_marker: unknown) => KeyPairPage.parse({ keypairs: [], page_info: { next_marker } }).nextMarker
  assert.deepEqual(['m1', '', null, 7].map(markerOf), ['m1', undefined, undefined, undefined])
})
