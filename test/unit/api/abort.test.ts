import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exchange, type Send } from '../../../src/api/send'
import { ManualClock, settled } from '../../support/clock'

const REASON = new Error('the user looked away')
const silence: Send = () => new Promise(() => undefined)

function setup(send: Send) {
  const clock = new ManualClock()
  const stop = new AbortController()
  const sent: Request[] = []
  const travel = {
    clock,
    random: () => 0.5,
    send: (request: Request) => {
      sent.push(request)
      return send(request)
    },
  }
  const go = (method = 'GET') => exchange(travel, () => new Request('https://a.example/', { method }), stop.signal)
  return { clock, stop, sent, go }
}

test('an aborted signal sends nothing and throws its reason', async () => {
  const { go, stop, sent } = setup(silence)
  stop.abort(REASON)
  for (const method of ['GET', 'POST']) await assert.rejects(go(method), (error) => error === REASON)
  assert.equal(sent.length, 0)
})

test('abort while the answer is awaited throws its reason and ends the request', async () => {
  for (const method of ['GET', 'POST']) {
    const { go, stop, sent, clock } = setup(silence)
    const failed = assert.rejects(go(method), (error) => error === REASON)
    await settled()
    stop.abort(REASON)
    await failed
    assert.equal(sent[0]?.signal.aborted, true)
    await clock.advance(120_000)
    assert.equal(sent.length, 1)
    assert.equal(clock.waiting, 0)
  }
})

test('abort while the body arrives throws its reason', async () => {
  const { go, stop } = setup(
    async () => new Response(new ReadableStream({ start: (body) => body.enqueue(new Uint8Array([123])) })),
  )
  const failed = assert.rejects(go(), (error) => error === REASON)
  await settled()
  stop.abort(REASON)
  await failed
})

test('abort during the pause before another try throws its reason and tries no more', async () => {
  const { go, stop, sent, clock } = setup(async () => new Response('', { status: 503 }))
  const failed = assert.rejects(go(), (error) => error === REASON)
  await clock.advance(100)
  stop.abort(REASON)
  await failed
  await clock.advance(60_000)
  assert.equal(sent.length, 1)
})

test('abort after the end changes nothing, and no listener stays behind', async () => {
  const { go, stop, clock } = setup(async () => new Response('done'))
  assert.equal((await go()).text, 'done')
  stop.abort(REASON)
  await clock.advance(60_000)
  assert.equal(clock.waiting, 0)
})
