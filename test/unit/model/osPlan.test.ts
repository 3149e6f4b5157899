import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DevServer, Image } from '../../../src/api/schemas'
import { type Unfit, unfitFor, type Wanted } from '../../../src/model/osPlan'

const IMAGE = Image.parse({ image_id: 'i', name: 'Ubuntu', arch: 'ARM', server_type: 'BMS' })
const WANTED: Wanted = { image: IMAGE, send: 'single', isForOthers: false, isAwaited: false }
const BATCH: Partial<Wanted> = { send: 'batch' }

const server = (wire: object): DevServer =>
  DevServer.parse({
    id: 's',
    status: 'STOPPED',
    cloud_server: { type: 'BMS' },
    image: { image_id: 'before', arch: 'ARM' },
    ...wire,
  })

/** A server, what is wanted of it, and why it cannot be part of a plan. */
const CASES: readonly (readonly [string, object, Partial<Wanted>, Unfit | undefined])[] = [
  ['a stopped one', {}, {}, undefined],
  ['a running one, which is stopped first', { status: 'RUNNING' }, {}, undefined],
  ['one whose last change failed', { status: 'CHANGINGOS_FAILED' }, {}, undefined],
  ['one that is starting', { status: 'STARTING' }, {}, 'busy'],
  ['one that something is under way for', {}, { isAwaited: true }, 'busy'],
  ['one that never came to be', { status: 'CREATE_FAILED' }, {}, 'notNow'],
  ['one in a status of tomorrow', { status: 'HIBERNATING' }, {}, 'notNow'],
  ['one of another architecture', { image: { image_id: 'b', arch: 'X86' } }, {}, 'arch'],
  ['one of another type', { cloud_server: { type: 'ECS' } }, {}, 'serverType'],
  [
    'one whose type only its image tells',
    { cloud_server: {}, image: { image_id: 'b', server_type: 'ECS' } },
    {},
    'serverType',
  ],
  ['one of another flavor', {}, { isForOthers: true }, 'flavor'],
  ['one of which nothing is known', { cloud_server: undefined, image: undefined }, {}, undefined],
  ['a child of a supernode', { category: 'HPS' }, {}, undefined],
  ['a stopped one, all at once', {}, BATCH, undefined],
  ['a running one, all at once', { status: 'RUNNING' }, BATCH, 'mustBeStopped'],
  ['a child of a supernode, all at once', { server_hps: { id: 'pod', name: 'pod' } }, BATCH, 'supernode'],
  ['a whole-cabinet server, all at once', { category: 'SPOD' }, BATCH, 'supernode'],
]

for (const [what, wire, wanted, why] of CASES) {
  test(`${what}: ${why ?? 'is part of a plan'}`, () => {
    assert.equal(unfitFor(server(wire), { ...WANTED, ...wanted }), why)
  })
}
