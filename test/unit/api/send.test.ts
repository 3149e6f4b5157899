import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError, NetworkError } from '../../../src/api/errors'
import { exchange, READ_TIMEOUT_MS, type Send, WRITE_TIMEOUT_MS } from '../../../src/api/send'
import { ManualClock, settled } from '../../support/clock'

const URL_ = 'https://modelarts.example.com/v1/p1/dev-servers'
const WRITES = ['POST', 'PUT', 'DELETE']

/** An exchange over a carrier that answers from a list, the last of it again and again. */
function setup(answers: readonly (Response | Error | Send)[], random = 0.5) {
  const clock = new ManualClock()
  const sent: { readonly at: number; readonly request: Request }[] = []
  const send: Send = async (request) => {
    const answer = answers[Math.min(sent.length, answers.length - 1)]
    sent.push({ at: clock.now(), request })
    if (typeof answer === 'function') return answer(request)
    if (answer instanceof Response) return answer.clone()
    throw answer
  }
  const start = clock.now()
  const go = (method = 'GET', signal?: AbortSignal) =>
    exchange({ send, clock, random: () => random }, () => new Request(URL_, { method }), signal)
  return { clock, sent, go, at: () => sent.map(({ at }) => at - start) }
}

const ok = new Response('{"a":1}', { status: 200, headers: { 'x-request-id': 'r1' } })
const status = (code: number, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify({ error_code: 'X.1', error_msg: 'said' }), { status: code, headers })
const broken = (code: string): Error =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) })
const silence: Send = () => new Promise(() => undefined)
const kind = (expected: string) => (error: unknown) => error instanceof NetworkError && error.kind === expected

test('an answer comes with status, headers and the whole text', async () => {
  const { go, sent, clock } = setup([ok])
  const answer = await go()
  assert.deepEqual([answer.status, answer.text, answer.headers.get('x-request-id')], [200, '{"a":1}', 'r1'])
  assert.equal(sent.length, 1)
  await settled()
  assert.equal(clock.waiting, 0)
})

test('an answer of 400 and above is an ApiError with what the service said', async () => {
  const { go } = setup([status(400, { 'x-request-id': 'r2' })])
  await assert.rejects(go(), (error) => {
    assert.ok(error instanceof ApiError)
    assert.deepEqual([error.status, error.code, error.message, error.requestId], [400, 'X.1', 'said', 'r2'])
    return true
  })
})

test('an error with the status of a success is one; an answer that has none to tell is not', async () => {
  for (const body of [
    '{"error_code":"ModelArts.0104","error_msg":"said"}',
    ' { "error_msg": "said" }',
    '{"is_success":false}',
  ]) {
    const { go } = setup([new Response(body)])
    await assert.rejects(go(), (error) => error instanceof ApiError && error.status === 200, body)
  }
  for (const body of [
    '{"error_code":null,"error_msg":"","id":"s1"}',
    '{"error_code":"","id":"s1"}',
    '{"is_success":true}',
    '{"id":"s1","error_code":"ModelArts.0104"}',
  ]) {
    const { go } = setup([new Response(body)])
    assert.equal((await go()).text, body)
  }
})

for (const answer of [
  status(429),
  status(502),
  status(503),
  status(504),
  broken('ECONNRESET'),
  broken('ECONNREFUSED'),
]) {
  const name = answer instanceof Response ? String(answer.status) : answer.cause
  test(`a read is tried again after ${name}, with growing pauses, three times at most`, async () => {
    const { go, at, clock } = setup([answer])
    const failed = assert.rejects(go())
    await clock.advance(60_000)
    await failed
    assert.deepEqual(at(), [0, 500, 2_000, 6_000])
  })

  test(`a read that succeeds after ${name} is answered`, async () => {
    const { go, sent, clock } = setup([answer, answer, ok])
    const done = go()
    await clock.advance(60_000)
    assert.equal((await done).status, 200)
    assert.equal(sent.length, 3)
  })

  for (const method of WRITES) {
    test(`a ${method} is sent once, ${name} or not`, async () => {
      const { go, sent, clock } = setup([answer, ok])
      const failed = assert.rejects(go(method))
      await clock.advance(60_000)
      await failed
      assert.equal(sent.length, 1)
    })
  }
}

for (const code of [400, 401, 403, 404, 408, 409, 500, 501]) {
  test(`a read is not tried again after ${code}`, async () => {
    const { go, sent } = setup([status(code), ok])
    await assert.rejects(go())
    assert.equal(sent.length, 1)
  })
}

test('a read is not tried again where the certificate is not trusted', async () => {
  const { go, sent } = setup([broken('DEPTH_ZERO_SELF_SIGNED_CERT'), ok])
  await assert.rejects(go(), kind('tls'))
  assert.equal(sent.length, 1)
})

test('pauses are spread between half and one and a half of their length', async () => {
  for (const [random, expected] of [
    [0, [0, 250, 1_000, 3_000]],
    [0.999, [0, 750, 2_998, 8_994]],
  ] as const) {
    const { go, at, clock } = setup([status(503)], random)
    const failed = assert.rejects(go())
    await clock.advance(60_000)
    await failed
    assert.deepEqual(at().map(Math.round), expected)
  }
})

test('Retry-After in seconds is waited out', async () => {
  const { go, at, clock } = setup([status(429, { 'retry-after': '7' }), ok])
  const done = go()
  await clock.advance(60_000)
  await done
  assert.deepEqual(at(), [0, 7_000])
})

test('Retry-After as a date is waited out', async () => {
  const { go, at, clock } = setup([status(503, { 'retry-after': 'Thu, 15 Jan 2026 08:30:09 GMT' }), ok])
  const done = go()
  await clock.advance(60_000)
  await done
  assert.deepEqual(at(), [0, 9_000])
})

test('a Retry-After that nobody would wait for is an error at once', async () => {
  const { go, sent } = setup([status(429, { 'retry-after': '31' }), ok])
  await assert.rejects(go(), (error) => error instanceof ApiError && error.retryAfterMs === 31_000)
  assert.equal(sent.length, 1)
})

for (const [method, limitMs] of [
  ['GET', READ_TIMEOUT_MS],
  ['POST', WRITE_TIMEOUT_MS],
] as const) {
  for (const [what, answer] of [
    ['no headers', silence],
    ['headers and no body', async () => new Response(new ReadableStream({ pull: () => new Promise(() => undefined) }))],
  ] as const) {
    test(`a ${method} with ${what} is given up after its time-out`, async () => {
      const { go, sent, clock } = setup([answer, ok])
      let error: unknown
      const done = go(method).catch((thrown: unknown) => {
        error = thrown
      })
      await clock.advance(limitMs - 1)
      assert.equal(error, undefined)
      assert.equal(sent[0]?.request.signal.aborted, false)
      await clock.advance(1)
      assert.equal(sent[0]?.request.signal.aborted, true)
      await clock.advance(10_000)
      await done
      assert.equal(error === undefined, method === 'GET')
      if (method === 'POST') assert.ok(kind('timeout')(error))
      assert.equal(sent.length, method === 'GET' ? 2 : 1)
      assert.equal(clock.waiting, 0)
    })
  }
}

test('a request is made afresh for each try', async () => {
  const clock = new ManualClock()
  const seen: Request[] = []
  let made = 0
  const travel = {
    clock,
    random: () => 0.5,
    send: async (request: Request) => {
      seen.push(request)
      return seen.length < 3 ? status(503) : ok.clone()
    },
  }
  const done = exchange(travel, () => new Request(URL_, { headers: { 'x-sdk-date': String(++made) } }))
  await clock.advance(60_000)
  await done
  assert.deepEqual(
    seen.map(({ headers }) => headers.get('x-sdk-date')),
    ['1', '2', '3'],
  )
})
