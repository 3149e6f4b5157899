import assert from 'node:assert/strict'
import { test } from 'node:test'
import { WRITE_TIMEOUT_MS } from '../../../src/api/send'
import { GRACE_MS, LIMIT_MS, type OsChange, type Outcome, outcomeOf, WATCH_MS } from '../../../src/model/osChange'
import { ANSWERED_AT, changeOf, INTENDED_AT, NEW, OLD, OTHER, reading, UPDATED_AT } from './changes'

const AT_WORK = ['CREATING', 'STARTING', 'STOPPING', 'REBOOTING', 'CHANGINGOS', 'REINSTALLINGOS', 'DELETING']
const AT_REST =
  'RUNNING STOPPED CREATE_FAILED START_FAILED STOP_FAILED REBOOT_FAILED CHANGINGOS_FAILED REINSTALLINGOS_FAILED DELETE_FAILED ERROR'
const STATUSES = [...AT_WORK, ...AT_REST.split(' '), 'DELETED', 'SOMETHING_NEW']
const BEFORE = ['STOPPED', 'CHANGINGOS_FAILED', 'REINSTALLINGOS_FAILED']
const TIMES = [
  INTENDED_AT,
  ANSWERED_AT,
  ANSWERED_AT + GRACE_MS - 1,
  ANSWERED_AT + GRACE_MS,
  INTENDED_AT + WRITE_TIMEOUT_MS - 1,
  INTENDED_AT + WRITE_TIMEOUT_MS + GRACE_MS - 1,
  INTENDED_AT + WRITE_TIMEOUT_MS + GRACE_MS,
  INTENDED_AT + LIMIT_MS - 1,
  INTENDED_AT + LIMIT_MS,
  INTENDED_AT + WATCH_MS,
]

interface Case {
  readonly change: OsChange
  readonly status: string
  readonly imageId: string | undefined
  readonly isAsBefore: boolean
  readonly now: number
  readonly outcome: Outcome
}

function* changes(): Generator<OsChange> {
  for (const isAccepted of [true, false])
    for (const seenAt of [undefined, ANSWERED_AT + 2_000])
      for (const answeredAt of isAccepted ? [ANSWERED_AT] : [ANSWERED_AT, undefined])
        for (const status of BEFORE)
          for (const asked of [OLD, NEW])
            for (const imageId of [OLD, undefined]) {
              const before = { status, imageId, imageName: 'Old', updatedAt: UPDATED_AT }
              yield changeOf({ isAccepted, seenAt, answeredAt, before, image: { id: asked, name: 'Asked' } })
            }
}

function* cases(): Generator<Case> {
  for (const change of changes())
    for (const status of STATUSES)
      for (const imageId of [OLD, NEW, OTHER, undefined])
        for (const updatedAt of [UPDATED_AT, INTENDED_AT + 5_000])
          for (const now of TIMES) {
            const { before } = change
            const isAsBefore = status === before.status && imageId === before.imageId && updatedAt === before.updatedAt
            const outcome = outcomeOf(change, reading(status, imageId, updatedAt), now)
            yield { change, status, imageId, isAsBefore, now, outcome }
          }
}

const all = [...cases()]

/** Checks a rule over every combination; `holds` may only look where `when` is true, and that must happen. */
function rule(name: string, when: (c: Case) => boolean, holds: (c: Case) => boolean): void {
  test(`outcomeOf, over ${all.length} combinations: ${name}`, () => {
    const relevant = all.filter(when)
    assert.ok(relevant.length > 0)
    const broken = relevant.find((c) => !holds(c))
    assert.equal(broken, undefined, JSON.stringify(broken, undefined, 1))
  })
}

const isSeen = ({ change }: Case): boolean => change.seenAt !== undefined
const isBegun = (c: Case): boolean => c.change.isAccepted || isSeen(c)
const isGone = ({ status }: Case): boolean => status === 'DELETED'

rule(
  'nothing has ended while the service is at work',
  ({ status }) => AT_WORK.includes(status),
  ({ outcome }) => outcome.kind === 'pending',
)
rule(
  'success means that it runs the image that was asked for',
  ({ outcome }) => outcome.kind === 'succeeded',
  ({ change, status, imageId }) => status === 'RUNNING' && imageId === change.image.id,
)
rule(
  'running the same image as before is success only if the change was accepted or seen',
  (c) => c.outcome.kind === 'succeeded' && c.change.image.id === c.change.before.imageId,
  isBegun,
)
rule(
  'it never began: only if nobody accepted or saw it, after the grace, with the old image',
  ({ outcome }) => outcome.kind === 'notStarted',
  (c) =>
    !isBegun(c) &&
    c.now >= (c.change.answeredAt ?? INTENDED_AT + WRITE_TIMEOUT_MS) + GRACE_MS &&
    c.imageId === c.change.before.imageId,
)
rule(
  'a failure needs the change to have begun, or a status that says so',
  ({ outcome }) => outcome.kind === 'failed',
  (c) => isBegun(c) || (!c.isAsBefore && /^(CHANGINGOS|REINSTALLINGOS)_FAILED$/.test(c.status)),
)
rule(
  'no evidence is stated only after the limit',
  ({ outcome }) => outcome.kind === 'undetermined',
  (c) => c.now >= INTENDED_AT + (isBegun(c) ? WATCH_MS : LIMIT_MS),
)
rule(
  'within the grace a reading as before the request says nothing',
  (c) => c.isAsBefore && c.now < (c.change.answeredAt ?? INTENDED_AT + WRITE_TIMEOUT_MS) + GRACE_MS,
  ({ outcome }) => outcome.kind === 'pending',
)
rule(
  'nothing has ended while the request may still be under way',
  (c) => c.change.answeredAt === undefined && c.now < INTENDED_AT + WRITE_TIMEOUT_MS && !isGone(c),
  ({ outcome }) => outcome.kind === 'pending',
)
rule(
  'after the limit, or a day where it was begun, every change has an end, unless the service is at work',
  (c) => !AT_WORK.includes(c.status) && c.now >= INTENDED_AT + (isBegun(c) ? WATCH_MS : LIMIT_MS),
  ({ outcome }) => outcome.kind !== 'pending',
)
rule(
  'gone is said of deleted servers only',
  (c) => c.outcome.kind === 'gone' || isGone(c),
  (c) => c.outcome.kind === 'gone' && isGone(c),
)
