import assert from 'node:assert/strict'
import { hostname } from 'node:os'
import { test } from 'node:test'
import { SAMPLE } from '../../../src/emulator/sample'
import { HeldRequests } from '../../../src/model/heldRequests'
import { diagnosticsOf } from '../../../src/model/osChangeDiagnostics'
import { joined, withSeen } from '../../../src/model/osChangeSeen'
import { hasChanged, OsHistory, type PastChange } from '../../../src/model/osHistory'
import type { Settled } from '../../../src/model/settled'
import { temporaryFolder } from '../../support/memory'
import { changeOf, INTENDED_AT, OLD, reading } from './changes'
import { setup } from './setup'

const { servers: ids, images } = SAMPLE
const PASSWORD = { adminPass: 'Sw0rdfish!Sw0rd' }
const VERSIONS = { extension: '1.2.3', vscode: '1.100.0', system: 'linux x64' }

const past = (fields: Partial<PastChange> = {}): PastChange => ({
  change: changeOf(),
  outcome: { kind: 'succeeded' },
  endedAt: INTENDED_AT + 60_000,
  isWatched: true,
  ...fields,
})

test('diagnostics of a change that failed tell the readings, the request and the versions, and no secret', async () => {
  const bench = setup()
  const history = new OsHistory(temporaryFolder())
  const window = bench.open(true, { surroundings: { history } })
  bench.emulator.control.failNext({ kind: 'changeos', serverId: ids.running })
  await window.start(ids.running, images.npuEuler, { stopFirst: true }, PASSWORD)
  await bench.clock.advance(5 * 60_000)
  const [end] = await history.all()
  assert.equal(end?.outcome.kind, 'failed')
  const text = diagnosticsOf(end, VERSIONS)
  const { versions, change, outcome } = JSON.parse(text)
  assert.deepEqual(versions, VERSIONS)
  assert.equal(outcome.status, 'CHANGINGOS_FAILED')
  assert.deepEqual(
    change.seen.map(({ status }: { status: string }) => status),
    ['RUNNING', 'STOPPED', 'CHANGINGOS', 'CHANGINGOS_FAILED'],
  )
  assert.equal(change.requestIds.length, 2)
  for (const secret of [PASSWORD.adminPass, SAMPLE.secretKey, SAMPLE.accessKey, hostname()])
    assert.equal(text.includes(secret), false, secret)
})

test('diagnostics leave out the name of this computer', () => {
  const holder = { ...new HeldRequests().holder(), host: 'my-laptop' }
  const text = diagnosticsOf(past({ change: changeOf({ stop: { isAccepted: true, holder } }) }), VERSIONS)
  assert.equal(text.includes('my-laptop'), false)
  assert.equal(JSON.parse(text).change.stop.isAccepted, true)
})

test('a reading is remembered where it differs from the one before, and no more than some', () => {
  const stopped = reading('STOPPED', OLD)
  const once = withSeen(undefined, stopped, 1)
  assert.equal(withSeen(once, stopped, 2), once)
  assert.equal(withSeen(once, reading('CHANGINGOS', OLD), 3).length, 2)
  let many = once
  for (let at = 0; at < 100; at++) many = withSeen(many, reading(at % 2 ? 'STOPPED' : 'RUNNING', OLD), at + 10)
  assert.equal(many.length, 30)
  assert.equal(many.at(-1)?.at, 109)
})

test('what two windows have seen is one story', () => {
  const [a, b, c] = ['STOPPED', 'CHANGINGOS', 'RUNNING'].map((status, at) => ({ at: at * 10, status }))
  assert.ok(a && b && c)
  assert.deepEqual(joined([a, c], [{ ...a, at: 2 }, b, { ...c, at: 21 }]), [a, b, c])
})

for (const [what, fields, expected] of [
  ['a success', {}, true],
  ['a failure, which may have erased', { outcome: { kind: 'failed', reason: 'service', status: 'ERROR' } }, true],
  ['a refusal', { outcome: { kind: 'refused', said: 'no' } }, false],
  ['a change that never began', { outcome: { kind: 'notStarted' } }, false],
  ['a change that did not follow its stop', { outcome: { kind: 'notContinued', reason: 'tooLate' } }, false],
  ['an installation afresh', { change: changeOf({ action: 'reinstallos' }) }, false],
  ['the same image again', { change: changeOf({ image: { id: OLD, name: 'Old' } }) }, false],
  ['an image nobody knew', { change: changeOf({ before: { status: 'STOPPED' } }) }, false],
] satisfies readonly (readonly [string, { outcome?: Settled; change?: PastChange['change'] }, boolean])[]) {
  test(`${what} ${expected ? 'can be returned from' : 'leaves nothing to return to'}`, () => {
    assert.equal(hasChanged(past(fields)), expected)
  })
}
