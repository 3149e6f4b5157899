import assert from 'node:assert/strict'
import { test } from 'node:test'
import { powerDevServer } from '../../../src/api/power'
import { SAMPLE } from '../../../src/emulator/sample'
import type { Changed } from '../../../src/model/devServers'
import { settled } from '../../support/clock'
import { BUSY_MS, PROJECT, setup } from './setup'

const ID = SAMPLE.servers.stopped

/** A window whose list has been read, and what it redraws from then on. */
async function listed(options: Parameters<typeof setup>[0] = {}) {
  const bench = setup(options)
  const window = bench.open()
  await window.servers.refresh()
  const fired: Changed['serverIds'][] = []
  window.servers.onDidChange(({ serverIds }) => fired.push(serverIds))
  const server = window.servers.get(ID)
  assert.ok(server)
  const { call } = bench.connect()
  const start = () => window.servers.act([server], 'start', () => powerDevServer(call, PROJECT.projectId, ID, 'start'))
  return { bench, servers: window.servers, fired, start }
}

test('an action is pending at once, survives readings that lag behind, and ends with what it led to', async () => {
  const { bench, servers, fired, start } = await listed({ lagMs: 15_000, powerMs: 25_000 })
  const acting = start()
  assert.equal(servers.pending(ID)?.action, 'start')
  assert.deepEqual(fired, [[ID]])
  assert.deepEqual(await acting, { kind: 'accepted' })
  await servers.refresh()
  assert.equal(servers.get(ID)?.status, 'STOPPED', 'reads still show the old status')
  assert.equal(servers.pending(ID)?.action, 'start')
  await bench.clock.advance(2 * BUSY_MS)
  assert.equal(servers.get(ID)?.status, 'STARTING')
  await bench.clock.advance(2 * BUSY_MS)
  assert.equal(servers.get(ID)?.status, 'RUNNING')
  assert.equal(servers.pending(ID), undefined)
})

test('a refusal shows the row as it was, and throws', async () => {
  const { bench, servers, fired, start } = await listed()
  bench.emulator.control.intercept({
    method: 'PUT',
    answer: () => Response.json({ error_code: 'ModelArts.6326' }, { status: 400 }),
  })
  await assert.rejects(start(), /./)
  assert.equal(servers.pending(ID), undefined)
  assert.deepEqual(fired, [[ID], [ID]])
})

test('a refusal that comes late leaves alone what was asked for since', async () => {
  const { bench, servers, start } = await listed()
  const waiting: ((response: Response) => void)[] = []
  bench.emulator.control.intercept({
    method: 'PUT',
    times: 2,
    answer: () => new Promise((resolve) => waiting.push(resolve)),
  })
  const [first, second] = [start(), start()]
  const answers = Promise.allSettled([first, second])
  await settled()
  waiting[0]?.(Response.json({ error_code: 'ModelArts.6357' }, { status: 400 }))
  await assert.rejects(first, /./)
  assert.equal(servers.pending(ID)?.action, 'start', 'the second is still on its way')
  waiting[1]?.(Response.json({ error_code: 'ModelArts.6357' }, { status: 400 }))
  await answers
  assert.equal(servers.pending(ID), undefined)
})

test('where no answer came it stays pending until readings have had time to show something', async () => {
  const { bench, servers, start } = await listed()
  bench.emulator.control.intercept({ method: 'PUT', answer: () => Response.json({}, { status: 502 }) })
  const acted = await start()
  assert.equal(acted.kind, 'unknown')
  assert.equal(servers.pending(ID)?.action, 'start')
  await bench.clock.advance(50_000)
  assert.ok(servers.pending(ID))
  await bench.clock.advance(30_000)
  assert.equal(servers.pending(ID), undefined)
  assert.equal(bench.emulator.control.requests.filter(({ method }) => method === 'PUT').length, 1, 'sent once')
})

test('a reading that changes nothing redraws nothing, one changed server redraws one row', async () => {
  const { bench, servers, fired } = await listed()
  await bench.clock.advance(30_000)
  fired.length = 0
  await servers.refresh()
  assert.deepEqual(fired, [])
  bench.emulator.control.settle(ID, { status: 'RUNNING' })
  await servers.refresh()
  assert.deepEqual(fired, [[ID]])
})

test('supernodes come with their children, each server once; a service without the call has none', async () => {
  const { bench, servers } = await listed()
  const [pod] = servers.hyperinstances
  assert.equal(pod?.id, SAMPLE.supernode)
  const children = servers.servers.filter(({ hyperinstance }) => hyperinstance?.id === SAMPLE.supernode)
  assert.deepEqual(children.map(({ id }) => id).sort(), pod.servers.map(({ id }) => id).sort())
  assert.equal(new Set(servers.servers.map(({ id }) => id)).size, servers.servers.length)
  bench.emulator.control.intercept({
    path: /hyperinstance/,
    answer: () => Response.json({ error_code: 'APIGW.0101' }, { status: 404 }),
  })
  await servers.refresh()
  assert.deepEqual(servers.hyperinstances, [])
  assert.equal(servers.health.kind, 'verified', 'the list itself is there')
})
