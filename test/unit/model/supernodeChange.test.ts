import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError } from '../../../src/api/errors'
import { SAMPLE } from '../../../src/emulator/sample'
import { keyOf } from '../../../src/model/osChange'
import { OsHistory } from '../../../src/model/osHistory'
import { startSupernode } from '../../../src/model/supernodeChange'
import { temporaryFolder } from '../../support/memory'
import { changeOf } from './changes'
import { type Bench, setup, told, type Window } from './setup'

const request = { imageId: SAMPLE.images.supernodeUbuntu, login: { keyPairName: SAMPLE.keyPairs.usual } }
const image = { id: request.imageId, name: 'Ubuntu' }

/** A window that has listed a supernode with all its servers stopped. */
async function stopped(changeMs = 20_000): Promise<{
  bench: Bench
  window: Window
  children: () => readonly string[]
  begin: () => ReturnType<typeof startSupernode>
}> {
  const bench = setup({ changeMs })
  const window = bench.open()
  const ids = bench.emulator.control.state.servers.flatMap(({ id, hyperinstanceId }) => (hyperinstanceId ? [id] : []))
  for (const id of ids) bench.emulator.control.settle(id, { status: 'STOPPED' })
  await window.servers.refresh()
  const children = () => window.servers.servers.filter(({ id }) => ids.includes(id))
  return {
    bench,
    window,
    children: () => children().map(({ status }) => status),
    begin: () =>
      startSupernode(
        window.osChanges,
        window.servers,
        { id: SAMPLE.supernode, name: 'pod-7', children: children() },
        image,
        request,
      ),
  }
}

const posts = ({ emulator }: Bench): number =>
  emulator.control.requests.filter(({ method }) => method === 'POST').length

test('one request changes all servers of a supernode, and each is followed to its end', async () => {
  const { bench, window, begin, children } = await stopped()
  const begun = await begin()
  assert.deepEqual(
    begun.map(({ kind }) => kind),
    ['accepted', 'accepted', 'accepted', 'accepted'],
  )
  assert.equal(posts(bench), 1)
  assert.equal(window.osChanges.inFlight.length, 4)
  await bench.clock.advance(5 * 60_000)
  assert.deepEqual(told(window), ['succeeded', 'succeeded', 'succeeded', 'succeeded'])
  assert.deepEqual(children(), ['RUNNING', 'RUNNING', 'RUNNING', 'RUNNING'])
  assert.equal(posts(bench), 1)
})

test('what is made together has one key, is kept together, and is told by one window', async () => {
  const { bench, window, begin } = await stopped()
  await begin()
  assert.equal(new Set(window.osChanges.inFlight.map(keyOf)).size, 1)
  const [change] = window.osChanges.inFlight
  assert.ok(change)
  assert.deepEqual(
    [change.supernode?.id, change.supernode?.name, change.supernode?.size],
    [SAMPLE.supernode, 'pod-7', 4],
  )
  const folder = temporaryFolder()
  const histories = [new OsHistory(folder), new OsHistory(folder)] as const
  const end = { outcome: { kind: 'succeeded' }, endedAt: bench.clock.now(), isWatched: true } as const
  for (const one of [...window.osChanges.inFlight, changeOf()]) await histories[0].add({ change: one, ...end })
  assert.equal((await histories[1].together(keyOf(change))).length, 4)
  const told = await Promise.all(histories.map((history) => history.once(keyOf(change))))
  assert.deepEqual([...told].sort(), [false, true])
  assert.equal(await histories[0].once(keyOf(change)), false)
  assert.equal((await histories[0].all()).length, 5)
})

test('where one of its servers is being changed already, nothing is sent and nothing new is in flight', async () => {
  const { bench, window, begin } = await stopped()
  const one = window.servers.servers.find(({ hyperinstance }) => hyperinstance)
  assert.ok(one)
  await window.osChanges.start(window.servers, one, image, request)
  const begun = await begin()
  assert.ok(begun.some(({ kind }) => kind === 'alreadyInFlight'))
  assert.equal(posts(bench), 1)
  assert.deepEqual(
    window.osChanges.inFlight.map(({ serverId }) => serverId),
    [one.id],
  )
})

test('a refusal is thrown in the service’s words, and nothing is in flight', async () => {
  const { bench, window, begin } = await stopped()
  const one = window.servers.servers.find(({ hyperinstance }) => hyperinstance)
  assert.ok(one)
  bench.emulator.control.settle(one.id, { status: 'RUNNING' })
  await assert.rejects(begin(), ApiError)
  assert.equal(posts(bench), 1)
  assert.deepEqual(window.osChanges.inFlight, [])
})

test('an answer that never comes is settled from readings, without a second request', async () => {
  const { bench, window, begin } = await stopped()
  bench.carry = (send) => async (asked) => {
    const answer = await send(asked)
    if (asked.method === 'POST') throw new TypeError('fetch failed', { cause: new Error('socket hang up') })
    return answer
  }
  const begun = await begin()
  assert.deepEqual(new Set(begun.map(({ kind }) => kind)), new Set(['unknown']))
  await bench.clock.advance(10 * 60_000)
  assert.deepEqual(told(window), ['succeeded', 'succeeded', 'succeeded', 'succeeded'])
  assert.equal(posts(bench), 1)
})

test('a lost request is not taken for one that never began while only the supernode itself says that it is being changed', async () => {
  const { bench, window, begin, children } = await stopped(5 * 60_000)
  interface Shown {
    readonly id: string
    readonly status: string
    readonly servers?: readonly Shown[]
  }
  const before = new Map<string, Shown>()
  const quiet = (one: Shown): Shown => {
    if (one.servers) return { ...one, servers: one.servers.map(quiet) }
    if (one.status === 'STOPPED') before.set(one.id, one)
    return one.status === 'CHANGINGOS' ? (before.get(one.id) ?? one) : one
  }
  bench.carry = (send) => async (asked) => {
    const answer = await send(asked)
    if (asked.method === 'POST') throw new TypeError('fetch failed', { cause: new Error('socket hang up') })
    const body: { readonly data?: readonly Shown[] } = await answer.json()
    return Response.json(body.data ? { ...body, data: body.data.map(quiet) } : body)
  }
  await window.servers.refresh()
  await begin()
  await bench.clock.advance(4 * 60_000)
  assert.deepEqual(new Set(children()), new Set(['STOPPED']))
  assert.deepEqual(told(window), [])
  await bench.clock.advance(3 * 60_000)
  assert.deepEqual(told(window), ['succeeded', 'succeeded', 'succeeded', 'succeeded'])
  assert.equal(posts(bench), 1)
})
