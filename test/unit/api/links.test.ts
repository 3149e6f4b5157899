import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AnswerError, apiErrorOf, requestIdIn } from '../../../src/api/errors'
import { DevServer } from '../../../src/api/schemas'
import { jsonOf } from '../../../src/api/send'
import { Operation } from '../../../src/api/volumes'

const EVIL = '[npu](command:workbench.action.quit)'

test('what the service says never becomes a link of a notification', () => {
  const server = DevServer.parse({
    id: 's',
    name: EVIL,
    image: { image_id: 'i', name: EVIL },
    server_hps: { id: 'h', name: EVIL },
  })
  const refusal = JSON.stringify({ error_code: EVIL, error_msg: EVIL, request_id: EVIL })
  const error = apiErrorOf(new Response('', { status: 400 }), refusal, 0)
  const headers = new Headers({ 'x-request-id': EVIL })
  const operation = Operation.parse({ operation_id: 'o', operation_error: { code: EVIL, message: EVIL } })
  for (const said of [
    server.name,
    server.image?.name,
    server.hyperinstance?.name,
    error.message,
    error.code,
    error.requestId,
    apiErrorOf(new Response('', { status: 400, headers }), '', 0).requestId,
    requestIdIn(headers),
    operation.error?.code,
    operation.error?.message,
  ]) {
    assert.ok(said)
    assert.match(said, /^\[npu\]/)
    assert.ok(!said.includes(']('), said)
  }
  assert.throws(
    () => jsonOf({ status: 200, headers, text: EVIL }, 'host'),
    (thrown) => thrown instanceof AnswerError && !`${thrown.message} ${thrown.requestId}`.includes(']('),
  )
})
