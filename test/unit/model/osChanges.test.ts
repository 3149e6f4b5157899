import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError } from '../../../src/api/errors'
import { SAMPLE } from '../../../src/emulator/sample'
import type { OsChange } from '../../../src/model/osChange'
import { settled } from '../../support/clock'
import { BUSY_MS, PROJECT, setup, told } from './setup'

const { servers: ids, images } = SAMPLE

test('a change is sent once, seen running, then told as a success', async () => {
  const bench = setup()
  const window = bench.open()
  const begun = await window.start()
  assert.equal(begun.kind, 'accepted')
  assert.equal(window.servers.get(ids.stopped)?.status, 'CHANGINGOS')
  assert.equal(window.osChanges.find(PROJECT, ids.stopped)?.isAccepted, true)
  await bench.clock.advance(BUSY_MS)
  assert.ok(window.osChanges.find(PROJECT, ids.stopped)?.seenAt)
  assert.deepEqual(told(window), [])
  await bench.clock.advance(2 * BUSY_MS)
  assert.deepEqual(told(window), ['succeeded'])
  const [settlement] = window.settlements
  assert.equal(settlement?.server?.image?.id, images.npuUbuntu)
  assert.equal(settlement?.change.serverName, 'npu-train-01')
  assert.equal(bench.posts(), 1)
  assert.deepEqual(window.osChanges.inFlight, [])
  await bench.clock.advance(10 * 60_000)
  assert.deepEqual(told(window), ['succeeded'])
})

test('the intent is written down before the request leaves', async () => {
  const bench = setup()
  const window = bench.open()
  const reader = bench.open(false)
  let written: readonly OsChange[] = []
  bench.carry = (send) => async (request) => {
    if (request.method !== 'POST') return send(request)
    await reader.osChanges.reload()
    written = reader.osChanges.inFlight
    return send(request)
  }
  await window.start()
  assert.equal(written.length, 1)
  assert.deepEqual(
    [written[0]?.serverId, written[0]?.image.id, written[0]?.isAccepted, written[0]?.answeredAt],
    [ids.stopped, images.npuUbuntu, false, undefined],
  )
})

test('the same image again is a success too', async () => {
  const bench = setup()
  const window = bench.open()
  await window.start(ids.stopped, images.npuEuler)
  await bench.clock.advance(5 * 60_000)
  assert.deepEqual(told(window), ['succeeded'])
})

test('reads that lag are no end: a server that failed before is not told to have failed again', async () => {
  const bench = setup({ lagMs: 45_000, changeMs: 120_000 })
  const window = bench.open()
  await window.start(ids.failed)
  await bench.clock.advance(100_000)
  assert.deepEqual(told(window), [])
  await bench.clock.advance(60_000)
  assert.deepEqual(told(window), ['succeeded'])
})

test('reads that lag after the change was seen are no end either', async () => {
  const bench = setup({ changeMs: 120_000 })
  const window = bench.open()
  await window.start(ids.failed)
  await bench.clock.advance(BUSY_MS)
  assert.ok(window.osChanges.find(PROJECT, ids.failed)?.seenAt)
  const { control } = bench.emulator
  const changing = control.state.servers.find(({ id }) => id === ids.failed)
  assert.ok(changing?.change)
  const { change: _change, ...stale } = changing
  const at = control.state.servers.indexOf(changing)
  control.state.servers[at] = stale
  await bench.clock.advance(BUSY_MS)
  assert.deepEqual(told(window), [])
  control.state.servers[at] = changing
  await bench.clock.advance(120_000)
  assert.deepEqual(told(window), ['succeeded'])
})

test('a change that the service fails is told with its status', async () => {
  const bench = setup()
  bench.emulator.control.failNext({ kind: 'changeos', serverId: ids.stopped })
  const window = bench.open()
  await window.start()
  await bench.clock.advance(5 * 60_000)
  assert.deepEqual(told(window), ['failed: service'])
  assert.equal(window.settlements[0]?.server?.status, 'CHANGINGOS_FAILED')
  assert.equal(bench.posts(), 1)
})

test('a refusal throws, leaves nothing in flight, and the next change may begin at once', async () => {
  const bench = setup()
  const window = bench.open()
  await window.servers.refresh()
  const server = window.servers.get(ids.running)
  assert.ok(server)
  const image = { id: images.npuUbuntu, name: 'x', arch: undefined, serverType: undefined, isActive: true }
  const request = { imageId: image.id, login: { keyPairName: SAMPLE.keyPairs.usual } }
  await assert.rejects(window.osChanges.start(window.servers, server, image, request), (error) => {
    assert.ok(error instanceof ApiError)
    return error.status === 400 && error.code === 'ModelArts.6357'
  })
  assert.deepEqual(window.osChanges.inFlight, [])
  await window.osChanges.reload()
  assert.deepEqual(window.osChanges.inFlight, [])
  bench.emulator.control.settle(ids.running, { status: 'STOPPED' })
  assert.equal((await window.start(ids.running)).kind, 'accepted')
  await bench.clock.advance(5 * 60_000)
  assert.deepEqual(told(window), ['succeeded'])
})

test('a server that is deleted meanwhile is told as gone; one that a list left out is not', async () => {
  const bench = setup({ changeMs: 10 * 60_000 })
  const window = bench.open()
  await window.start()
  await bench.clock.advance(BUSY_MS)
  const { servers } = bench.emulator.control.state
  const at = servers.findIndex(({ id }) => id === ids.stopped)
  bench.carry = (send) => async (request) => {
    const response = await send(request)
    if (!/dev-servers\?/.test(request.url)) return response
    const body = await response.json()
    return Response.json({ ...body, data: body.data.filter(({ id }: { id: string }) => id !== ids.stopped) })
  }
  await bench.clock.advance(3 * BUSY_MS)
  assert.deepEqual(told(window), [])
  servers.splice(at, 1)
  await bench.clock.advance(2 * BUSY_MS)
  assert.deepEqual(told(window), ['gone'])
  assert.equal(window.settlements[0]?.server, undefined)
})

test('an accepted change without a trace is not given up at the limit: that it takes long is told, and then its end', async () => {
  const bench = setup({ lagMs: 70 * 60_000, changeMs: 75 * 60_000 })
  const window = bench.open()
  let late = 0
  window.osChanges.onDidExceedLimit(() => late++)
  await window.start()
  await bench.clock.advance(44 * 60_000)
  assert.deepEqual([told(window), late], [[], 0])
  await bench.clock.advance(2 * 60_000)
  assert.deepEqual([told(window), late], [[], 1])
  const before = bench.lists()
  await bench.clock.advance(20 * 60_000)
  assert.ok(bench.lists() - before <= 21, 'slowly')
  await bench.clock.advance(15 * 60_000)
  assert.deepEqual([told(window), late, bench.posts()], [['succeeded'], 1, 1])
})

test('a project is awaited from the intent to the end, and then polled slowly', async () => {
  const bench = setup()
  const window = bench.open()
  await window.start()
  assert.equal(window.osChanges.isAwaited(PROJECT), true)
  assert.equal(window.osChanges.isAwaited({ ...PROJECT, name: 'other name' }), true)
  assert.equal(window.osChanges.isAwaited({ ...PROJECT, projectId: 'p2' }), false)
  await bench.clock.advance(5 * 60_000)
  assert.equal(window.osChanges.isAwaited(PROJECT), false)
  const lists = bench.lists()
  await bench.clock.advance(5 * 60_000)
  assert.ok(bench.lists() - lists <= 6)
})

test('a change in flight is a reason to poll although nobody looks', async () => {
  const bench = setup()
  const window = bench.open(false)
  await window.start()
  await bench.clock.advance(5 * 60_000)
  assert.deepEqual(told(window), ['succeeded'])
  await settled()
  assert.equal(bench.clock.waiting, 0)
})
