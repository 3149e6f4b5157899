import assert from 'node:assert/strict'
import { test } from 'node:test'
import { logged } from '../../../src/api/logged'

const SECRET = 'not-to-be-logged'

/** What is noted of a request that is answered so. */
async function noted(answer: () => Promise<Response>): Promise<readonly (readonly [string, boolean])[]> {
  const lines: (readonly [string, boolean])[] = []
  const send = logged(answer, (line, hasFailed) => lines.push([line.replace(/\d+ ms$/, 'ms'), hasFailed]))
  const request = new Request(`https://ma.example/v1/p/dev-servers?marker=${SECRET}`, {
    method: 'POST',
    headers: { authorization: SECRET, 'x-security-token': SECRET },
    body: SECRET,
  })
  await send(request).catch(() => undefined)
  return lines
}

const PLACE = 'POST ma.example/v1/p/dev-servers'
const headers = { 'X-Request-Id': 'r-1', 'X-Subject-Token': SECRET }

test('a request is one line with the service’s id of it; what failed is told apart', async () => {
  assert.deepEqual(await noted(async () => new Response(SECRET, { headers })), [[`${PLACE} 200 r-1 ms`, false]])
  assert.deepEqual(await noted(async () => new Response(SECRET, { status: 400, headers })), [
    [`${PLACE} 400 r-1 ms`, true],
  ])
  assert.deepEqual(await noted(async () => new Response(SECRET, { status: 502 })), [[`${PLACE} 502 - ms`, true]])
  assert.deepEqual(await noted(() => Promise.reject(new TypeError(SECRET))), [[`${PLACE} TypeError ms`, true]])
})
