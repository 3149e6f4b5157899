import assert from 'node:assert/strict'
import { test } from 'node:test'
import { NetworkError } from '../../../src/api/errors'
import { WRITE_TIMEOUT_MS } from '../../../src/api/send'
import { answerOf, type Interception } from '../../../src/emulator/interception'
import { SAMPLE } from '../../../src/emulator/sample'
import type { Begun } from '../../../src/model/osChanges'
import { settled } from '../../support/clock'
import { type Bench, BUSY_MS, PROJECT, setup, told, type Window } from './setup'

const { servers: ids, images } = SAMPLE
const CHANGE = { method: 'POST', path: /\/changeos$/ } as const
const MINUTE_MS = 60_000

const reset = (): Promise<Response> =>
  Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error('read'), { code: 'ECONNRESET' }) }))
const silence = (): Promise<Response> => new Promise(() => undefined)
const halfBody = (): Response =>
  new Response(
    new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode('{"id":'))
        controller.error(new TypeError('terminated'))
      },
    }),
  )

/** What a client may see in place of the answer to its request. */
const LOST: Readonly<Record<string, Interception['answer']>> = {
  'no answer': silence,
  'a reset connection': reset,
  'half a body': halfBody,
  'half of the JSON': () => answerOf(200, '{"id":"6b1f0c2e'),
  'an empty body': () => new Response('', { status: 200 }),
  'a sign-in page': () => answerOf(200, '<html>Sign in to the network</html>'),
  'a redirect': () => new Response(null, { status: 302, headers: { location: 'https://portal.example' } }),
  'an error with status 200': () => answerOf(200, { error_code: 'ModelArts.0104', error_msg: 'Bad parameter' }),
  'a failure with status 200': () => answerOf(200, { is_success: false, error_message: 'Bad parameter' }),
  'status 500': () => answerOf(500, { error_code: 'ModelArts.0010', error_msg: 'internal error' }),
  'status 502': () => answerOf(502, '<html>Bad Gateway</html>'),
  'status 503 with Retry-After': () => answerOf(503, {}, { 'retry-after': '1' }),
  'status 504': () => answerOf(504, { error_code: 'APIGW.0201', error_msg: 'Backend timeout.' }),
  'status 408': () => answerOf(408, { error_code: 'ModelArts.6100', error_msg: 'time-out' }),
}

/** Starts a change and lets the time-out of its request pass, should it need that long. */
async function begin(bench: Bench, window: Window, imageId?: string): Promise<Begun> {
  const begun = window.start(ids.stopped, imageId)
  await bench.clock.advance(WRITE_TIMEOUT_MS)
  return begun
}

for (const [name, answer] of Object.entries(LOST)) {
  test(`${name} after the service did its work: sent once, watched, and told as a success`, async () => {
    const bench = setup()
    bench.emulator.control.intercept({ ...CHANGE, applied: true, answer })
    const window = bench.open()
    assert.equal((await begin(bench, window)).kind, 'unknown')
    await bench.clock.advance(10 * MINUTE_MS)
    assert.deepEqual(told(window), ['succeeded'])
    assert.equal(bench.posts(), 1)
  })

  test(`${name} before the service saw it: sent once, and told as never begun`, async () => {
    const bench = setup()
    bench.emulator.control.intercept({ ...CHANGE, answer })
    const window = bench.open()
    const begun = await begin(bench, window)
    assert.ok(begun.kind === 'unknown' && !begun.change.isAccepted && begun.change.seenAt === undefined)
    await bench.clock.advance(10 * MINUTE_MS)
    assert.deepEqual(told(window), ['notStarted'])
    assert.equal(bench.posts(), 1)
    assert.equal(bench.emulator.control.state.servers.find(({ id }) => id === ids.stopped)?.change, undefined)
  })
}

test('while no answer has come, what the service shows is noted but ends nothing', async () => {
  const bench = setup({ changeMs: 15_000 })
  bench.emulator.control.intercept({ ...CHANGE, applied: true, answer: silence })
  const window = bench.open()
  const start = window.start()
  await bench.clock.advance(2_000)
  await window.servers.refresh()
  await bench.clock.advance(BUSY_MS)
  const seenAt = window.osChanges.find(PROJECT, ids.stopped)?.seenAt
  assert.ok(seenAt)
  await bench.clock.advance(4 * BUSY_MS)
  assert.equal(window.servers.get(ids.stopped)?.status, 'RUNNING')
  assert.deepEqual(told(window), [])
  await bench.clock.advance(BUSY_MS)
  const begun = await start
  assert.equal(begun.kind, 'unknown')
  assert.ok(begun.kind === 'unknown' && begun.error instanceof NetworkError && begun.error.kind === 'timeout')
  assert.equal(begun.kind === 'unknown' && begun.change.seenAt, seenAt)
  await bench.clock.advance(BUSY_MS)
  assert.deepEqual(told(window), ['succeeded'])
})

test('a slow acceptance keeps what was seen while it was awaited', async () => {
  const bench = setup({ changeMs: 5 * MINUTE_MS })
  let answer: (() => void) | undefined
  bench.carry = (send) => async (request) => {
    const response = await send(request)
    if (request.method === 'POST') await new Promise<void>((resolve) => (answer = resolve))
    return response
  }
  const window = bench.open()
  const start = window.start()
  await bench.clock.advance(2_000)
  await window.servers.refresh()
  await bench.clock.advance(BUSY_MS)
  assert.ok(answer)
  answer()
  const begun = await start
  assert.ok(begun.kind === 'accepted' && begun.change.seenAt && begun.change.isAccepted)
  await bench.clock.advance(6 * MINUTE_MS)
  assert.deepEqual(told(window), ['succeeded'])
})

test('the same image put on again without a trace is known by its new system disk', async () => {
  const bench = setup({ changeMs: 1_000, lagMs: 1_000 })
  bench.emulator.control.intercept({ ...CHANGE, applied: true, answer: reset })
  const window = bench.open()
  await begin(bench, window, images.npuEuler)
  await bench.clock.advance(2 * MINUTE_MS)
  assert.deepEqual(told(window), ['succeeded'])
})

test('where disks are not listed either, it is not known, and not claimed', async () => {
  const bench = setup({ changeMs: 1_000, lagMs: 1_000 })
  bench.carry = (send) => async (request) => {
    const response = await send(request)
    const text = (await response.text()).replaceAll('"volumes"', '"hidden"')
    return new Response(text, { status: response.status, headers: response.headers })
  }
  bench.emulator.control.intercept({ ...CHANGE, applied: true, answer: reset })
  const window = bench.open()
  await begin(bench, window, images.npuEuler)
  await bench.clock.advance(43 * MINUTE_MS)
  assert.deepEqual(told(window), [])
  await bench.clock.advance(2 * MINUTE_MS)
  assert.deepEqual(told(window), ['undetermined'])
})

/** Refusals after which it is certain that nothing began. */
const REFUSED: Readonly<Record<string, Interception['answer']>> = {
  'status 429': () => answerOf(429, { error_code: 'ModelArts.6101' }, { 'retry-after': '1' }),
  'status 401': () => answerOf(401, { error_code: 'APIGW.0301', error_msg: 'Unauthorized' }),
  'status 409': () => answerOf(409, {}),
  'a refused connection': () =>
    Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) })),
  'an unknown host': () =>
    Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ENOTFOUND' }) })),
}

for (const [name, answer] of Object.entries(REFUSED)) {
  test(`${name}: thrown, sent once, nothing in flight`, async () => {
    const bench = setup()
    bench.emulator.control.intercept({ ...CHANGE, answer })
    const window = bench.open()
    await assert.rejects(window.start())
    await window.osChanges.reload()
    assert.deepEqual(window.osChanges.inFlight, [])
    await bench.clock.advance(10 * MINUTE_MS)
    assert.deepEqual(told(window), [])
    assert.equal(bench.posts(), 1)
  })
}

test('a request that cannot even be made is an error, not an open question', async () => {
  const bench = setup()
  const window = bench.open()
  await window.servers.refresh()
  const server = window.servers.get(ids.stopped)
  assert.ok(server)
  const image = { id: 'x', name: 'x', arch: undefined, serverType: undefined, isActive: true }
  const request = { imageId: 'x', login: { keyPairName: 'k' } }
  await assert.rejects(window.osChanges.start(window.servers, { ...server, id: 'a/b' }, image, request))
  assert.deepEqual(window.osChanges.inFlight, [])
  await settled()
  assert.equal(bench.posts(), 0)
})

test('a listener that throws does not turn an accepted change into an open question', async () => {
  const bench = setup()
  const window = bench.open()
  await window.servers.refresh()
  const listening = window.servers.onDidChange(() => {
    throw new Error('a row cannot be drawn')
  })
  await assert.rejects(window.start(), /a row cannot be drawn/)
  listening.dispose()
  assert.equal(window.osChanges.find(PROJECT, ids.stopped)?.isAccepted, true)
  await bench.clock.advance(5 * MINUTE_MS)
  assert.deepEqual(told(window), ['succeeded'])
})
