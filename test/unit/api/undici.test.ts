import assert from 'node:assert/strict'
import { test } from 'node:test'
import { errors, MockAgent } from 'undici'
import { signWith } from '../../../src/api/authorize'
import { callWith } from '../../../src/api/call'
import { changeOs, listDevServers } from '../../../src/api/devServers'
import { isOutcomeUnknown, NetworkError, type NetworkErrorKind } from '../../../src/api/errors'
import { exchange, type Send } from '../../../src/api/send'
import { serverTime } from '../../../src/api/serverTime'
import { createEmulator } from '../../../src/emulator/emulator'
import { SAMPLE } from '../../../src/emulator/sample'
import { ManualClock } from '../../support/clock'

// The global fetch with an agent of undici's that reaches nobody: what this machine's own network cannot be brought to do.

const HOST = 'modelarts.cn-southwest-2.myhuaweicloud.com'

function setup() {
  const agent = new MockAgent()
  agent.disableNetConnect()
  const send: Send = (request) => fetch(request, { dispatcher: agent } as RequestInit)
  const clock = new ManualClock()
  return { agent, service: agent.get(`https://${HOST}`), send, clock, travel: { send, clock, random: () => 0.5 } }
}

const failing = (syscall: string, code: string): Error =>
  Object.assign(new Error(`${syscall} ${code}`), { code, syscall })

const FAULTS: readonly (readonly [Error, NetworkErrorKind, 'nothing was sent' | 'unknown'])[] = [
  [new errors.ConnectTimeoutError('Connect Timeout Error'), 'refused', 'nothing was sent'],
  [failing('getaddrinfo', 'ENOTFOUND'), 'dns', 'nothing was sent'],
  [failing('getaddrinfo', 'EAI_AGAIN'), 'dns', 'nothing was sent'],
  [failing('connect', 'EHOSTUNREACH'), 'refused', 'nothing was sent'],
  [failing('connect', 'ENETUNREACH'), 'refused', 'nothing was sent'],
  [failing('connect', 'ETIMEDOUT'), 'refused', 'nothing was sent'],
  [failing('read', 'ETIMEDOUT'), 'timeout', 'unknown'],
  [failing('read', 'EHOSTUNREACH'), 'reset', 'unknown'],
  [failing('write', 'EPIPE'), 'reset', 'unknown'],
  [new errors.HeadersTimeoutError(), 'timeout', 'unknown'],
  [new errors.BodyTimeoutError(), 'timeout', 'unknown'],
  [new errors.SocketError('other side closed'), 'reset', 'unknown'],
  [new errors.ResponseContentLengthMismatchError(), 'reset', 'unknown'],
]

for (const [fault, kind, outcome] of FAULTS) {
  test(`${fault.name} ${fault.message}: ${kind}, ${outcome}, and a write leaves once`, async () => {
    const { agent, service, travel } = setup()
    service.intercept({ path: '/v1/x', method: 'POST' }).replyWithError(fault)
    service.intercept({ path: '/v1/x', method: 'POST' }).reply(200, {})
    const request = () => new Request(`https://${HOST}/v1/x`, { method: 'POST', body: '{}' })
    const error = await exchange(travel, request).catch((thrown: unknown) => thrown)
    assert.ok(error instanceof NetworkError, String(error))
    assert.deepEqual([error.kind, error.host], [kind, HOST])
    assert.equal(isOutcomeUnknown(error), outcome === 'unknown')
    assert.equal(agent.pendingInterceptors().length, 1)
  })

  test(`${fault.name} ${fault.message}: a read is tried again and answered`, async () => {
    const { agent, service, travel, clock } = setup()
    service.intercept({ path: '/v1/x' }).replyWithError(fault).times(3)
    service.intercept({ path: '/v1/x' }).reply(200, 'at last')
    const done = exchange(travel, () => new Request(`https://${HOST}/v1/x`))
    await clock.advance(60_000)
    assert.equal((await done).text, 'at last')
    agent.assertNoPendingInterceptors()
  })
}

interface Carried {
  readonly path: string
  readonly method: string
  readonly headers?: Headers | Record<string, string>
  readonly body?: unknown
}

test('what reaches the documented host is what was signed, to the byte', async () => {
  const { agent, service, clock, travel } = setup()
  const emulator = createEmulator({ now: clock.now })
  const carry = async ({ path, method, headers, body }: Carried): Promise<string> => {
    const text = typeof body === 'string' ? { body } : {}
    const response = await emulator.handle(
      new Request(`https://${HOST}${path}`, { method, headers: new Headers(headers), ...text }),
    )
    const answer = await response.text()
    if (!response.ok) throw new Error(answer)
    return answer
  }
  for (const method of ['GET', 'POST']) service.intercept({ path: () => true, method }).reply(200, carry)
  const { region, projectId } = SAMPLE.training
  const call = callWith({ region, projectId, authorize: signWith(SAMPLE, serverTime(clock)) }, travel)
  assert.ok((await listDevServers(call, projectId)).length > 0)
  const request = {
    imageId: SAMPLE.images.npuUbuntu,
    login: { keyPairName: SAMPLE.keyPairs.shared },
    userData: Buffer.from('#!/bin/sh\necho 训练\n').toString('base64'),
  }
  assert.equal((await changeOs(call, projectId, SAMPLE.servers.stopped, request))?.status, 'CHANGINGOS')
  agent.assertNoPendingInterceptors()
})
