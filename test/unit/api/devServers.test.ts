import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changeOs, listDevServers, showDevServer, stopDevServer } from '../../../src/api/devServers'
import { AnswerError, ApiError } from '../../../src/api/errors'
import { SAMPLE } from '../../../src/emulator/sample'
import changeOsPageRequest from '../fixtures/changeOsPageRequest.json'
import changeOsPageResponse from '../fixtures/changeOsPageResponse.json'
import changeOsRequest from '../fixtures/changeOsRequest.json'
import showFixture from '../fixtures/showDevServer.json'
import { withAnswers, withEmulator } from './setup'

const { projectId } = SAMPLE.training
const { servers: ids, images, keyPairs } = SAMPLE

/** Servers with these numbers as ids. */
const some = (from: number, to: number) =>
  Array.from({ length: Math.max(0, to - from) }, (_, index) => ({ id: String(from + index) }))

interface Paged {
  readonly data: unknown
  readonly total?: unknown
}

/** Lists from a function of limit and offset; gives the ids found and the offsets asked for. */
async function listFrom(answer: (limit: number, offset: number) => Paged) {
  const offsets: number[] = []
  const { call } = withAnswers((_request, { searchParams }) => {
    const offset = Number(searchParams.get('offset'))
    offsets.push(offset)
    assert.ok(offsets.length < 2_000, 'asks without end')
    return answer(Number(searchParams.get('limit')), offset)
  })
  const sizes: number[] = []
  const found = await listDevServers(call, projectId, undefined, (fresh) => sizes.push(fresh.length))
  return { ids: found.map(({ id }) => id), offsets, sizes }
}

const idsOf = (from: number, to: number): readonly string[] => some(from, to).map(({ id }) => id)

test('the emulator’s servers of the project, all of them', async () => {
  const { call, emulator, asked } = withEmulator()
  const servers = await listDevServers(call, projectId)
  const expected = emulator.control.state.servers.filter((server) => server.projectId === projectId)
  assert.deepEqual(servers.map(({ id }) => id).sort(), expected.map(({ id }) => id).sort())
  assert.equal(asked().length, 1)
})

test('ten thousand servers, a hundred at a time', async () => {
  const { call, emulator, asked } = withEmulator()
  const { state, addServers } = emulator.control
  const like = state.servers.find(({ id }) => id === ids.stopped)
  assert.ok(like)
  state.servers.length = 0
  addServers(10_000, like)
  const servers = await listDevServers(call, projectId)
  assert.equal(servers.length, 10_000)
  assert.equal(new Set(servers.map(({ id }) => id)).size, 10_000)
  assert.equal(asked().length, 100)
})

test('pages are asked for by the number of records received', async () => {
  const all = some(0, 250)
  const { ids, offsets, sizes } = await listFrom((limit, offset) => ({
    data: all.slice(offset, offset + limit),
    total: 250,
  }))
  assert.deepEqual([ids, offsets, sizes], [idsOf(0, 250), [0, 100, 200], [100, 100, 50]])
})

test('a server that gives fewer than asked for is asked again', async () => {
  const all = some(0, 25)
  const { ids, offsets } = await listFrom((_limit, offset) => ({ data: all.slice(offset, offset + 10), total: 25 }))
  assert.deepEqual([ids, offsets], [idsOf(0, 25), [0, 10, 20]])
})

for (const total of [undefined, null, '250']) {
  test(`a total of ${total} is no total: goes on to the empty page`, async () => {
    const all = some(0, 150)
    const { ids, offsets } = await listFrom((limit, offset) => ({ data: all.slice(offset, offset + limit), total }))
    assert.deepEqual([ids, offsets], [idsOf(0, 150), [0, 100, 150]])
  })
}

test('no servers at all', async () => {
  for (const data of [[], null]) {
    const { ids, offsets, sizes } = await listFrom(() => ({ data, total: 0 }))
    assert.deepEqual([ids, offsets, sizes], [[], [0], []])
  }
})

test('empty pages end the list, whatever the total says', async () => {
  const { ids, offsets } = await listFrom((_limit, offset) => ({
    data: offset === 0 ? some(0, 100) : [],
    total: 9_999,
  }))
  assert.deepEqual(ids, idsOf(0, 100))
  // Those in flight beside the first empty one, and one that asks whether it is a page number that is wanted.
  assert.ok(offsets.length <= 10, `${offsets.length} requests`)
})

test('a server that takes the offset for a page number is read to its end, and one that repeats itself is left', async () => {
  const all = some(0, 120)
  const byPage = await listFrom((limit, page) => ({ data: all.slice(page * limit, (page + 1) * limit), total: 120 }))
  assert.deepEqual([byPage.ids, byPage.offsets], [idsOf(0, 120), [0, 100, 1]])
  const always = await listFrom(() => ({ data: some(0, 100), total: 120 }))
  assert.deepEqual([always.ids, always.offsets], [idsOf(0, 100), [0, 100, 1]])
})

test('a record that moved to the next page meanwhile is listed once, as it was read last', async () => {
  const { ids } = await listFrom((limit, offset) => {
    const from = offset === 0 ? 0 : offset - 1
    return { data: some(from, Math.min(from + limit, 150)), total: 151 }
  })
  assert.deepEqual(ids, idsOf(0, 150))
})

test('a server without end is given up', async () => {
  const { offsets } = await listFrom((_limit, offset) => ({ data: some(offset, offset + 1) }))
  assert.ok(offsets.length >= 1_000)
})

test('a page that fails fails the list', async () => {
  await assert.rejects(
    listFrom((_limit, offset) => (offset === 0 ? { data: some(0, 100), total: 200 } : { data: 'x' })),
    AnswerError,
  )
})

test('one server, or undefined where it is gone for certain', async () => {
  const { call } = withEmulator()
  assert.equal((await showDevServer(call, projectId, ids.stopped))?.name, 'npu-train-01')
  assert.equal(await showDevServer(call, projectId, '00000000-0000-4000-8000-000000000000'), undefined)
  const other = withAnswers(() => Response.json({ error_code: 'APIGW.0101' }, { status: 404 }))
  await assert.rejects(showDevServer(other.call, projectId, 'a'), ApiError)
})

test('stop is a PUT without a body and answers the transitional state', async () => {
  const { call, asked } = withEmulator()
  const server = await stopDevServer(call, projectId, ids.running)
  assert.equal(server.status, 'STOPPING')
  assert.deepEqual(asked(), [`PUT /v1/${projectId}/dev-servers/${ids.running}/stop`])
})

test('changeos with a key pair and with a password sends the documented bodies', async () => {
  const { call, requests } = withAnswers(() => changeOsPageResponse)
  const { image_id, key_pair_name } = changeOsRequest
  const answer = await changeOs(call, projectId, 'a', { imageId: image_id, login: { keyPairName: key_pair_name } })
  assert.equal(answer?.status, 'CHANGINGOS')
  const { admin_pass } = changeOsPageRequest
  await changeOs(call, projectId, 'a', { imageId: changeOsPageRequest.image_id, login: { adminPass: admin_pass } })
  await changeOs(call, projectId, 'a', { imageId: 'i', login: { keyPairName: 'k' }, userData: 'IyE=' })
  const bodies = await Promise.all(requests.map((request) => request.json()))
  assert.deepEqual(bodies, [
    changeOsRequest,
    changeOsPageRequest,
    { image_id: 'i', key_pair_name: 'k', user_data: 'IyE=' },
  ])
  assert.equal(new URL(requests[0]?.url ?? '').pathname, `/v1/${projectId}/dev-servers/a/changeos`)
})

test('the emulator accepts changeos', async () => {
  const { call } = withEmulator()
  const request = { imageId: images.npuUbuntu, login: { keyPairName: keyPairs.usual } }
  const answer = await changeOs(call, projectId, ids.stopped, request)
  assert.deepEqual([answer?.status, answer?.image?.id], ['CHANGINGOS', images.npuUbuntu])
})

test('an accepted change stays accepted, whatever JSON the answer is', async () => {
  const request = { imageId: 'i', login: { keyPairName: 'k' } }
  for (const body of [{}, [], null, 'done', { id: 7 }, { servers: [showFixture] }]) {
    const { call } = withAnswers(() => body)
    assert.equal(await changeOs(call, projectId, 'a', request), undefined)
  }
})
