import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ChangeKind, COURSES, isBusy, type Living, readingAt, truthAt } from '../../../src/emulator/lifecycle'

const settled = { status: 'STOPPED', imageId: 'old', keyPairName: 'key', rootVolumeId: 'disk', updatedAt: 1 } as const
const installs = { imageId: 'new', rootVolumeId: 'disk-2' }

function living(kind: ChangeKind, fails = false): Living {
  const change = { kind, at: 100, visibleAt: 110, endsAt: 200, fails }
  return { settled, change: kind.endsWith('os') ? { ...change, installs } : change }
}

for (const kind of Object.keys(COURSES) as ChangeKind[]) {
  const { through, to, failed } = COURSES[kind]

  test(`${kind} is seen late, passes through ${through} and ends ${to} or ${failed}`, () => {
    const good = living(kind)
    const seen = [100, 109, 110, 199, 200].map((now) => readingAt(good, now).status)
    assert.deepEqual(seen, ['STOPPED', 'STOPPED', through, through, to])
    assert.equal(truthAt(good, 100).status, through)
    assert.equal(readingAt(living(kind, true), 200).status, failed)
    assert.deepEqual([isBusy(good, 100), isBusy(good, 199), isBusy(good, 200)], [true, true, false])
  })
}

test('a change of OS replaces image, login and system disk, unless it fails', () => {
  const changed = { ...installs, status: 'RUNNING', updatedAt: 200 }
  assert.deepEqual(truthAt(living('changeos'), 200), changed)
  assert.deepEqual(truthAt(living('changeos', true), 200), { ...settled, status: 'CHANGINGOS_FAILED', updatedAt: 200 })
  assert.deepEqual(readingAt(living('changeos'), 105), settled)
})
