import assert from 'node:assert/strict'
import { test } from 'node:test'
import { GRACE_MS, LIMIT_MS, type OsChange, outcomeOf, WATCH_MS } from '../../../src/model/osChange'
import { ANSWERED_AT, changeOf, INTENDED_AT, NEW, OLD, OTHER, reading, UPDATED_AT } from './changes'

const IMAGES = { old: OLD, new: NEW, other: OTHER, none: undefined } as const

const REQUESTS: Readonly<Record<string, Partial<OsChange>>> = {
  accepted: { isAccepted: true },
  'accepted, seen': { isAccepted: true, seenAt: ANSWERED_AT },
  unknown: {},
  'unknown, seen': { seenAt: ANSWERED_AT },
}

interface Row {
  readonly request: keyof typeof REQUESTS
  readonly before: string
  readonly status: string
  readonly image: keyof typeof IMAGES
  readonly isSame: boolean
  /** The same image was asked for as was there. */
  readonly again: boolean
  /** Within the grace, after it, after the limit, after a day. */
  readonly expected: readonly string[]
}

/** `request | before | reading's status, image, ` = ` as before, ≠ updated since | within grace, after it, after the limit, after a day`. */
const TABLE = `
  accepted       | STOPPED               | STOPPED old =               | pending pending pending undetermined
  accepted       | STOPPED               | STOPPED new ≠               | pending pending pending undetermined
  accepted       | STOPPED               | STOPPED none ≠              | pending pending pending undetermined
  accepted       | STOPPED               | RUNNING new ≠               | succeeded succeeded succeeded succeeded
  accepted       | STOPPED               | RUNNING old ≠               | pending otherImage otherImage otherImage
  accepted       | STOPPED               | RUNNING other ≠             | pending otherImage otherImage otherImage
  accepted       | STOPPED               | RUNNING none ≠              | pending pending pending undetermined
  accepted       | STOPPED               | CHANGINGOS_FAILED old ≠     | service service service service
  accepted       | STOPPED               | ERROR new ≠                 | service service service service
  accepted       | CHANGINGOS_FAILED     | CHANGINGOS_FAILED old ≠     | service service service service
  accepted       | CHANGINGOS_FAILED     | RUNNING new ≠               | succeeded succeeded succeeded succeeded
  accepted       | CHANGINGOS_FAILED     | STOPPED old ≠               | pending pending pending undetermined
  accepted       | STOPPED again         | STOPPED old =               | pending pending pending undetermined
  accepted       | STOPPED again         | RUNNING old ≠               | succeeded succeeded succeeded succeeded
  accepted       | STOPPED again         | RUNNING other ≠             | pending otherImage otherImage otherImage
  accepted, seen | STOPPED               | STOPPED old =               | pending stopped stopped stopped
  accepted, seen | STOPPED               | STOPPED new ≠               | pending stopped stopped stopped
  accepted, seen | STOPPED               | RUNNING new ≠               | succeeded succeeded succeeded succeeded
  accepted, seen | STOPPED               | RUNNING other ≠             | pending otherImage otherImage otherImage
  accepted, seen | STOPPED               | RUNNING none ≠              | pending pending pending undetermined
  accepted, seen | STOPPED               | CHANGINGOS_FAILED new ≠     | service service service service
  accepted, seen | CHANGINGOS_FAILED     | CHANGINGOS_FAILED old =     | pending service service service
  accepted, seen | REINSTALLINGOS_FAILED | REINSTALLINGOS_FAILED old = | pending service service service
  accepted, seen | STOPPED again         | RUNNING old ≠               | succeeded succeeded succeeded succeeded
  unknown        | STOPPED               | STOPPED old =               | pending notStarted notStarted notStarted
  unknown        | STOPPED               | STOPPED old ≠               | pending pending undetermined undetermined
  unknown        | STOPPED               | STOPPED new ≠               | pending pending undetermined undetermined
  unknown        | STOPPED               | STOPPED none =              | pending pending undetermined undetermined
  unknown        | STOPPED               | RUNNING new ≠               | succeeded succeeded succeeded succeeded
  unknown        | STOPPED               | RUNNING old ≠               | pending notStarted notStarted notStarted
  unknown        | STOPPED               | RUNNING other ≠             | pending pending undetermined undetermined
  unknown        | STOPPED               | RUNNING none ≠              | pending pending undetermined undetermined
  unknown        | STOPPED               | CHANGINGOS_FAILED old ≠     | service service service service
  unknown        | STOPPED               | START_FAILED old ≠          | pending pending undetermined undetermined
  unknown        | STOPPED               | ERROR old ≠                 | pending pending undetermined undetermined
  unknown        | CHANGINGOS_FAILED     | CHANGINGOS_FAILED old =     | pending notStarted notStarted notStarted
  unknown        | CHANGINGOS_FAILED     | CHANGINGOS_FAILED old ≠     | service service service service
  unknown        | CHANGINGOS_FAILED     | RUNNING new ≠               | succeeded succeeded succeeded succeeded
  unknown        | STOPPED again         | STOPPED old =               | pending notStarted notStarted notStarted
  unknown        | STOPPED again         | STOPPED old ≠               | pending pending undetermined undetermined
  unknown        | STOPPED again         | RUNNING old ≠               | pending pending undetermined undetermined
  unknown, seen  | STOPPED               | STOPPED old =               | pending stopped stopped stopped
  unknown, seen  | STOPPED               | RUNNING new ≠               | succeeded succeeded succeeded succeeded
  unknown, seen  | STOPPED               | RUNNING old ≠               | pending otherImage otherImage otherImage
  unknown, seen  | STOPPED               | CHANGINGOS_FAILED new ≠     | service service service service
  unknown, seen  | STOPPED again         | RUNNING old ≠               | succeeded succeeded succeeded succeeded
`

function rowOf(line: string): Row {
  const [request = '', before = '', shown = '', expected = ''] = line.split('|').map((cell) => cell.trim())
  const [status = '', image = '', sign] = shown.split(/\s+/)
  assert.ok(request in REQUESTS && image in IMAGES && (sign === '=' || sign === '≠'), line)
  const [statusBefore = '', again] = before.split(/\s+/)
  return {
    request,
    before: statusBefore,
    status,
    image: image as keyof typeof IMAGES,
    isSame: sign === '=',
    again: again === 'again',
    expected: expected.split(/\s+/),
  }
}

const rows = TABLE.trim().split('\n')

for (const line of rows) {
  const row = rowOf(line)
  test(`outcomeOf: ${line.trim().replace(/\s+/g, ' ')}`, () => {
    const change = changeOf({
      ...REQUESTS[row.request],
      before: { status: row.before, imageId: OLD, imageName: 'Old', updatedAt: UPDATED_AT },
      ...(row.again && { image: { id: OLD, name: 'Old' } }),
    })
    const server = reading(row.status, IMAGES[row.image], row.isSame ? UPDATED_AT : INTENDED_AT + 5_000)
    const times = [ANSWERED_AT + GRACE_MS - 1, ANSWERED_AT + GRACE_MS, INTENDED_AT + LIMIT_MS, INTENDED_AT + WATCH_MS]
    const outcomes = times.map((now) => outcomeOf(change, server, now))
    const names = outcomes.map((outcome) => (outcome.kind === 'failed' ? outcome.reason : outcome.kind))
    assert.deepEqual(names, row.expected)
    for (const outcome of outcomes) if (outcome.kind === 'failed') assert.equal(outcome.status, row.status)
  })
}

test('outcomeOf: a server that is gone ends every change', () => {
  for (const fields of Object.values(REQUESTS)) {
    const change = changeOf(fields)
    for (const server of ['gone', reading('DELETED', OLD)] as const) {
      assert.deepEqual(outcomeOf(change, server, ANSWERED_AT), { kind: 'gone' })
    }
  }
})
