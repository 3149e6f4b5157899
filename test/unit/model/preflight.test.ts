import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { EmulatorControl } from '../../../src/emulator/control'
import { SAMPLE } from '../../../src/emulator/sample'
import { unlistedImage } from '../../../src/model/changeOsAnswers'
import { type Checked, type Confirmed, preflight } from '../../../src/model/preflight'
import { setup } from './setup'

type Change = (control: EmulatorControl) => void

const { servers: ids, images, keyPairs } = SAMPLE

/** What was confirmed for a server, then a change of the world, then the check. */
async function checkAfter(change: Change, confirmed: Partial<Confirmed> = {}, id: string = ids.stopped) {
  const { emulator, open } = setup()
  const { servers } = open()
  const server = await servers.reread(id)
  const connection = await servers.connection()
  assert.ok(server && connection)
  change(emulator.control)
  const login = { keyPairName: keyPairs.usual }
  const plan = { image: unlistedImage(images.npuUbuntu), login }
  return preflight(servers, { server, connection, action: 'changeos', plan, isListed: () => true, ...confirmed })
}

const kindOf = (checked: Checked): string => (checked.kind === 'problem' ? checked.problem.kind : checked.kind)

/** Replaces a record of the emulator. */
function alter<T extends object>(records: readonly T[], isIt: (record: T) => boolean, more: Partial<T>): void {
  const all = records as T[]
  const at = all.findIndex(isIt)
  const old = all[at]
  assert.ok(old)
  all[at] = { ...old, ...more }
}

const server =
  (more: object): Change =>
  (control) =>
    alter(control.state.servers, ({ id }) => id === ids.stopped, more)
const image =
  (more: object): Change =>
  (control) =>
    alter(control.state.images, ({ id }) => id === images.npuUbuntu, more)
const keyPair =
  (more: object): Change =>
  (control) =>
    alter(control.state.keyPairs, ({ name }) => name === keyPairs.usual, more)

const TABLE: Readonly<Record<string, readonly [Change, string]>> = {
  'nothing changed': [() => undefined, 'ok'],
  'the server is called something else': [server({ name: 'other' }), 'name'],
  'the server runs': [(control) => control.settle(ids.stopped, { status: 'RUNNING' }), 'status'],
  'the server has another image': [
    (control) => control.settle(ids.stopped, { imageId: images.npuUbuntu }),
    'installed',
  ],
  'the server is gone': [
    (control) =>
      void control.state.servers.splice(
        control.state.servers.findIndex(({ id }) => id === ids.stopped),
        1,
      ),
    'gone',
  ],
  'the image is not active any more': [image({ active: false }), 'imageInactive'],
  'the image is for other machines': [image({ serverType: 'ECS', arch: 'X86' }), 'imageUnfit'],
  'the image is gone': [image({ id: 'another' }), 'imageMissing'],
  'the key pair is frozen': [keyPair({ frozen: true }), 'keyPairFrozen'],
  'the key pair is gone': [keyPair({ name: 'another' }), 'keyPairMissing'],
}
for (const [name, [change, expected]] of Object.entries(TABLE)) {
  test(`${name}: ${expected}`, async () => assert.equal(kindOf(await checkAfter(change)), expected))
}

test('a project that was taken out of the settings is nobody’s any more', async () => {
  assert.equal(kindOf(await checkAfter(() => undefined, { isListed: () => false })), 'owner')
})

test('other credentials than those it was confirmed with do not send it', async () => {
  assert.equal(kindOf(await checkAfter(() => undefined, { connection: setup().connect() })), 'owner')
})

test('a reinstallation does not ask for the image', async () => {
  const checked = await checkAfter(image({ active: false }), { action: 'reinstallos' })
  assert.equal(checked.kind, 'ok')
})

test('a password needs no key pair', async () => {
  const plan = { image: unlistedImage(images.npuUbuntu), login: { adminPass: 'Correct-Horse-9' } }
  assert.equal(kindOf(await checkAfter(keyPair({ frozen: true }), { plan })), 'ok')
})

test('a running server that is to be stopped first must still run', async () => {
  assert.equal(kindOf(await checkAfter(() => undefined, {}, ids.running)), 'ok')
  const stopped: Change = (control) => control.settle(ids.running, { status: 'STOPPED' })
  assert.equal(kindOf(await checkAfter(stopped, {}, ids.running)), 'status')
})

test('nothing is written by a check', async () => {
  const { emulator, open } = setup()
  const { servers } = open()
  const seen = await servers.reread(ids.stopped)
  const connection = await servers.connection()
  assert.ok(seen && connection)
  const plan = { image: unlistedImage(images.npuUbuntu), login: { keyPairName: keyPairs.usual } }
  await preflight(servers, { server: seen, connection, action: 'changeos', plan, isListed: () => true })
  assert.ok(emulator.control.requests.every(({ method }) => method === 'GET'))
})
