import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError, CredentialsError, NetworkError } from '../../../src/api/errors'
import { type Health, pauseAfter } from '../../../src/model/polling'

const PACE_MS = 10_000
const refused = (message: string) => new ApiError(401, 'APIGW.0301', message, 'r1')
const problem = (error: unknown): Health => ({ kind: 'problem', error, at: 0 })
const LATE = refused('Incorrect IAM authentication information: calc aksk signature fail:signature expired')
const WRONG = refused('Incorrect IAM authentication information: verify aksk signature fail')

test('a signature of the wrong time is tried once more, with the time that the refusal told', () => {
  assert.equal(typeof pauseAfter(problem(LATE), 1, PACE_MS), 'number')
  assert.equal(pauseAfter(problem(LATE), 2, PACE_MS), undefined)
})

test('refused or missing credentials are not tried again', () => {
  assert.equal(pauseAfter(problem(WRONG), 1, PACE_MS), undefined)
  assert.equal(pauseAfter(problem(new CredentialsError('expired')), 1, PACE_MS), undefined)
  assert.equal(pauseAfter({ kind: 'notSignedIn' }, 0, PACE_MS), undefined)
})

test('after failures of the network the pace is stretched, up to a limit', () => {
  const pause = (failures: number) => pauseAfter(problem(new NetworkError('reset', 'h', 'x')), failures, PACE_MS)
  assert.deepEqual([pause(1), pause(2), pause(60)], [20_000, 40_000, 600_000])
})
