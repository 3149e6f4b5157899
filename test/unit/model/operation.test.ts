import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError } from '../../../src/api/errors'
import type { Operation } from '../../../src/api/volumes'
import { type BegunOperation, BegunOperations, operationEnd } from '../../../src/model/operation'
import { ManualClock } from '../../support/clock'
import { memento } from '../../support/memento'

const MINUTE_MS = 60_000
const operation = (status: string, error?: Operation['error']): Operation => ({ id: 'o', status, error })

/** What becomes of an operation that answers so in turn, the last answer for ever. */
async function ended(answers: readonly (Operation | Error)[], sinceMs = 0, passes = 30 * MINUTE_MS) {
  const clock = new ManualClock()
  let asked = 0
  const show = async (): Promise<Operation> => {
    const answer = answers[Math.min(asked++, answers.length - 1)]
    if (answer instanceof Error || !answer) throw answer
    return answer
  }
  const end = operationEnd(clock, clock.now() - sinceMs, show)
  await clock.advance(passes)
  return { end: await end, asked }
}

test('an operation is asked for until it has ended, questions that fail included', async () => {
  const { end, asked } = await ended([
    operation('pending'),
    new ApiError(502, '', 'away', undefined),
    operation('running'),
    operation('success'),
  ])
  assert.deepEqual([end, asked], [{ kind: 'success' }, 4])
})

test('a failure has the service’s code and words', async () => {
  const { end } = await ended([operation('failed', { code: 'ModelArts.7000', message: 'unsupported' })])
  assert.deepEqual(end, { kind: 'failed', code: 'ModelArts.7000', message: 'unsupported' })
})

test('what has not ended within twenty minutes is left as it is', async () => {
  const { end, asked } = await ended([operation('running')])
  assert.equal(end.kind, 'unknown')
  assert.ok(asked > 100, `${asked} questions`)
})

test('keys that are refused are not tried for an operation again and again', async () => {
  const refused = new ApiError(401, 'APIGW.0301', 'verify aksk signature fail', undefined)
  const { end, asked } = await ended([operation('running'), refused, operation('success')])
  assert.deepEqual([end, asked], [{ kind: 'unknown' }, 2])
})

test('after an hour in which no window was open it is asked for once all the same', async () => {
  assert.deepEqual((await ended([operation('success')], 60 * MINUTE_MS)).end, { kind: 'success' })
  const late = await ended([operation('running')], 60 * MINUTE_MS)
  assert.deepEqual([late.end, late.asked], [{ kind: 'unknown' }, 1])
})

test('operations under way outlive a reload; what cannot be read among them is passed over', async () => {
  const memory = memento()
  const begun: BegunOperation = { id: 'o', kind: 'attach', project: 'p', serverId: 's', serverName: 'n', since: 1 }
  await new BegunOperations(memory).add(begun)
  await memory.update('operations', [...new BegunOperations(memory).all, 'rubbish', { id: 7 }])
  assert.deepEqual(new BegunOperations(memory).all, [begun])
  await new BegunOperations(memory).remove('o')
  assert.deepEqual(new BegunOperations(memory).all, [])
})
