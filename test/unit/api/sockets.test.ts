import assert from 'node:assert/strict'
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttps } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { createServer as createTcp } from 'node:net'
import { after, test } from 'node:test'
import { AnswerError, isOutcomeUnknown, NetworkError } from '../../../src/api/errors'
import { exchange, jsonOf } from '../../../src/api/send'
import { ManualClock } from '../../support/clock'
import selfSigned from '../fixtures/selfSigned.json'

// The extension's own road: the global fetch over real sockets of this machine.

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** A server that answers as told and counts what reaches it. */
async function serve(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const requests: string[] = []
  const server = createHttp((request, response) => {
    requests.push(`${request.method} ${request.url}`)
    request.resume()
    request.on('end', () => answer(request, response))
  })
  const port = await listen(server)
  after(() => {
    server.close()
    server.closeAllConnections()
  })
  return { url: `http://127.0.0.1:${port}/`, requests }
}

async function once(url: string, method = 'POST', init: RequestInit = {}) {
  const travel = { send: fetch, clock: new ManualClock(), random: () => 0.5 }
  return exchange(travel, () => new Request(url, { method, redirect: 'manual', ...init }))
}

async function errorOf(url: string, method?: string): Promise<NetworkError> {
  const error = await once(url, method).catch((thrown: unknown) => thrown)
  assert.ok(error instanceof NetworkError, String(error))
  return error
}

test('nobody listens: refused, so nothing was sent', async () => {
  const server = createTcp()
  const port = await listen(server)
  await new Promise((resolve) => server.close(resolve))
  const error = await errorOf(`http://127.0.0.1:${port}/`)
  assert.equal(error.kind, 'refused')
  assert.equal(error.host, `127.0.0.1:${port}`)
  assert.match(error.message, /ECONNREFUSED/)
  assert.equal(isOutcomeUnknown(error), false)
})

test('a certificate that nobody vouches for: tls, so nothing was sent', async () => {
  let reached = 0
  const { key, cert } = { key: selfSigned.key.join('\n'), cert: selfSigned.cert.join('\n') }
  const server = createHttps({ key, cert }, (_request, response) => {
    reached++
    response.end('{}')
  })
  const port = await listen(server)
  const error = await errorOf(`https://127.0.0.1:${port}/`)
  server.close()
  server.closeAllConnections()
  assert.equal(error.kind, 'tls')
  assert.equal(isOutcomeUnknown(error), false)
  assert.equal(reached, 0)
})

test('plain HTTP where TLS is expected: tls, so nothing was sent', async () => {
  const { url, requests } = await serve((_request, response) => response.end('{}'))
  const error = await errorOf(url.replace('http:', 'https:'))
  assert.equal(error.kind, 'tls')
  assert.deepEqual(requests, [])
})

test('the connection breaks before an answer: reset, the outcome is unknown, sent once', async () => {
  for (const breakIt of [
    (request: IncomingMessage) => request.socket.resetAndDestroy(),
    (request: IncomingMessage) => request.socket.destroy(),
  ]) {
    const { url, requests } = await serve(breakIt)
    const error = await errorOf(url)
    assert.equal(error.kind, 'reset')
    assert.equal(isOutcomeUnknown(error), true)
    assert.deepEqual(requests, ['POST /'])
  }
})

test('a connection that was kept alive and breaks under a write does not make it be sent again', async () => {
  let count = 0
  const { url, requests } = await serve((request, response) => {
    if (count++ === 0) response.end('{}')
    else request.socket.destroy()
  })
  await once(url, 'POST', { body: '{"n":1}' })
  await assert.rejects(once(url, 'POST', { body: '{"n":2}' }), NetworkError)
  assert.deepEqual(requests, ['POST /', 'POST /'])
})

test('half a body: reset, the outcome is unknown', async () => {
  for (const headers of [{ 'content-length': '100' }, { 'transfer-encoding': 'chunked' }]) {
    const { url, requests } = await serve((_request, response) => {
      response.writeHead(200, headers)
      response.write('{"id":"6b1f', () => response.destroy())
    })
    const error = await errorOf(url)
    assert.equal(error.kind, 'reset')
    assert.equal(isOutcomeUnknown(error), true)
    assert.equal(requests.length, 1)
  }
})

test('something that does not speak HTTP: reset', async () => {
  const server = createTcp((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n'))
  const port = await listen(server)
  const error = await errorOf(`http://127.0.0.1:${port}/`)
  server.close()
  assert.equal(error.kind, 'reset')
})

test('a redirect is not followed, so that credentials stay with the host they are for', async () => {
  const other = await serve((_request, response) => response.end('{}'))
  for (const code of [301, 302, 303, 307, 308]) {
    const { url, requests } = await serve((_request, response) => {
      response.writeHead(code, { location: other.url }).end()
    })
    for (const method of ['GET', 'POST']) {
      const answer = await once(url, method, { headers: { authorization: 'secret' } })
      assert.equal(answer.status, code)
      assert.throws(
        () => jsonOf(answer, 'the-host'),
        (error) => error instanceof AnswerError && error.host === 'the-host',
      )
    }
    assert.deepEqual(requests, ['GET /', 'POST /'])
  }
  assert.deepEqual(other.requests, [])
})
