import assert from 'node:assert/strict'
import { test } from 'node:test'
import { apiErrorOf } from '../../../src/api/errors'
import { DevServer } from '../../../src/api/schemas'

const EVIL = '[npu](command:workbench.action.quit)'

test('what the service says never becomes a link of a notification', () => {
  const server = DevServer.parse({
    id: 's',
    name: EVIL,
    image: { image_id: 'i', name: EVIL },
    server_hps: { id: 'h', name: EVIL },
  })
  const error = apiErrorOf(new Response('', { status: 400 }), JSON.stringify({ error_code: 'x', error_msg: EVIL }), 0)
  for (const said of [server.name, server.image?.name, server.hyperinstance?.name, error.message]) {
    assert.ok(said)
    assert.match(said, /^\[npu\]/)
    assert.ok(!said.includes(']('), said)
  }
})
