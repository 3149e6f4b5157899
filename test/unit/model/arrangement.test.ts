import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Hyperinstance } from '../../../src/api/hyperinstances'
import { DevServer } from '../../../src/api/schemas'
import { arrange, isSameShape, nodeKey } from '../../../src/model/arrangement'
import { ListOptions, Lists } from '../../../src/model/listOptions'
import { filterOf } from '../../../src/model/serverFilter'
import { memento } from '../../support/memento'

const server = (wire: object): DevServer => DevServer.parse(wire)
const image = { image_id: 'i-1', name: 'Ubuntu-22.04-Arm' }
const endpoints = [{ service: 'SSH', uri: '10.0.0.9' }]
const SERVERS: readonly DevServer[] = [
  server({ id: 'a', name: 'npu-10', status: 'RUNNING', flavor: 'snt9b', create_at: 3, image, endpoints }),
  server({ id: 'b', name: 'npu-9', status: 'STOPPED', flavor: 'snt9b', create_at: 1 }),
  server({ id: 'c', name: 'gpu-1', status: 'ERROR', create_at: 2 }),
  server({ id: 'p0', name: 'pod-0', status: 'RUNNING', create_at: 9, server_hps: { id: 'pod', name: 'pod' } }),
  server({ id: 'p1', name: 'pod-1', status: 'STARTING', create_at: 9, server_hps: { id: 'pod', name: 'pod' } }),
]
const POD = Hyperinstance.parse({ id: 'pod', name: 'my-pod', status: 'ACTIVE', servers: [] })
const words = (status: string): string => (status === 'RUNNING' ? 'Running' : status === 'STOPPED' ? 'Stopped' : status)
const options = (change: Partial<ListOptions> = {}): ListOptions => ListOptions.parse(change)
const arranged = (change: Partial<ListOptions> = {}) => arrange(SERVERS, [POD], options(change), words)
const top = (change: Partial<ListOptions> = {}): string[] => arranged(change).top.map(nodeKey)
const matching = (filter: string): string =>
  SERVERS.filter(filterOf(filter, words))
    .map(({ id }) => id)
    .join(' ')

test('plain words are looked for in every field, and all of them must be found', () => {
  assert.equal(matching(''), 'a b c p0 p1')
  assert.equal(matching('npu'), 'a b')
  assert.equal(matching('NPU running'), 'a')
  assert.equal(matching('10.0.0.9'), 'a')
  assert.equal(matching('22.04'), 'a')
  assert.equal(matching('pod'), 'p0 p1')
  assert.equal(matching('nothing'), '')
})

test('key:value looks in one field only', () => {
  assert.equal(matching('status:stopped'), 'b')
  assert.equal(matching('name:9'), 'b')
  assert.equal(matching('flavor:snt9b status:running'), 'a')
  assert.equal(matching('image:ubuntu'), 'a')
  assert.equal(matching('id:c'), 'c')
  assert.equal(matching('address:10.'), 'a')
  assert.equal(matching('supernode:pod name:1'), 'p1')
  assert.equal(matching('status:'), 'a b c p0 p1', 'a key that is still being typed hides nothing')
  assert.equal(matching('color:red'), '', 'an unknown key is text like any other')
  assert.equal(matching('name:"npu-10"'), 'a')
  assert.equal(matching('"npu'), 'a b', 'an open quote is still being typed')
})

test('children stand below their supernode, the others alone, names in natural order', () => {
  assert.deepEqual(top(), ['server c', 'supernode pod', 'server b', 'server a'])
  const { below, parents } = arranged()
  assert.deepEqual(below.get('supernode pod'), ['p0', 'p1'])
  assert.deepEqual(parents.get('p1'), { kind: 'supernode', id: 'pod' })
})

test('every server is shown exactly once however it is sorted and grouped', () => {
  for (const group of ['none', 'status', 'flavor', 'supernode'] as const) {
    for (const sort of ['name', 'status', 'created'] as const) {
      const { top: nodes, below } = arranged({ group, sort })
      const alone = nodes.flatMap((node) => (node.kind === 'server' ? [node.id] : []))
      assert.deepEqual(
        [...alone, ...[...below.values()].flat()].sort(),
        ['a', 'b', 'c', 'p0', 'p1'],
        `${group} ${sort}`,
      )
    }
  }
})

test('sorted by status what needs attention comes first; by creation the newest', () => {
  assert.deepEqual(top({ sort: 'status', group: 'none' }), [
    'server c',
    'server p1',
    'server a',
    'server p0',
    'server b',
  ])
  assert.deepEqual(top({ sort: 'created', group: 'none' }), [
    'server p0',
    'server p1',
    'server a',
    'server c',
    'server b',
  ])
})

test('a filter hides supernodes without a match, and counts', () => {
  const found = arranged({ filter: 'npu' })
  assert.deepEqual(found.top.map(nodeKey), ['server b', 'server a'])
  assert.deepEqual([found.shown, found.total], [2, 5])
  assert.deepEqual(
    arrange([], [POD], options(), words).top.map(nodeKey),
    ['supernode pod'],
    'an empty supernode is there',
  )
})

test('the shape stays while only statuses change, and not when a server moves', () => {
  const change = (status: string): readonly DevServer[] =>
    SERVERS.map((one) =>
      one.id === 'b' ? server({ id: 'b', name: 'npu-9', flavor: 'snt9b', status, create_at: 1 }) : one,
    )
  const same = arrange(change('STARTING'), [POD], options(), words)
  assert.ok(isSameShape(arranged(), same))
  const byStatus = options({ sort: 'status' })
  const before = arrange(SERVERS, [POD], byStatus, words)
  assert.ok(!isSameShape(before, arrange(change('START_FAILED'), [POD], byStatus, words)))
})

test('a project may be called as what every object has', async () => {
  const lists = new Lists(memento())
  for (const name of ['constructor', 'toString', '__proto__']) {
    assert.equal(lists.of(name).sort, 'name', name)
    await lists.set(name, { sort: 'created' })
    await lists.set('training', { sort: 'status' })
    if (name !== '__proto__') assert.equal(lists.of(name).sort, 'created', name)
  }
})

test('more servers than a list is read of are arranged, all in one supernode', () => {
  const many = Array.from({ length: 130_000 }, (_, at) => ({ ...SERVERS[3], id: `p${at}` }) as DevServer)
  assert.equal(arrange(many, [POD], options(), words).members.get('pod')?.length, many.length)
})

test('what was stored and cannot be read falls back to the usual order', () => {
  assert.deepEqual(ListOptions.parse({ filter: 7, sort: 'colour' }), { filter: '', sort: 'name', group: 'supernode' })
})
