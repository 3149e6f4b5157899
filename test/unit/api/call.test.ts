import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as z from 'zod/mini'
import type { Operation } from '../../../src/api/call'
import { AnswerError, ApiError, NetworkError, PathError } from '../../../src/api/errors'
import { DevServer } from '../../../src/api/schemas'
import { SAMPLE } from '../../../src/emulator/sample'
import { withAnswers, withEmulator } from './setup'

const { projectId } = SAMPLE.training
const SHOW: Operation = {
  service: 'modelarts',
  method: 'GET',
  path: ['v1', projectId, 'dev-servers', SAMPLE.servers.stopped],
}
const Anything = z.unknown()

test('the emulator accepts the signature of reads, writes, queries and bodies', async () => {
  const { call, asked } = withEmulator()
  const server = await call(SHOW, DevServer)
  assert.equal(server.name, 'npu-train-01')
  const query = { limit: 2, offset: 0, sort_dir: 'DESC', owner: undefined }
  await call({ ...SHOW, path: SHOW.path.slice(0, 3), query }, Anything)
  const body = { key_pair_name: SAMPLE.keyPairs.usual, image_id: SAMPLE.images.npuEuler }
  await call({ ...SHOW, method: 'POST', path: [...SHOW.path, 'changeos'], body }, DevServer)
  await call(
    { ...SHOW, method: 'PUT', path: ['v1', projectId, 'dev-servers', SAMPLE.servers.running, 'stop'] },
    DevServer,
  )
  assert.equal(asked()[1], `GET /v1/${projectId}/dev-servers?limit=2&offset=0&sort_dir=DESC`)
})

test('reserved characters and letters of all scripts in a query keep the signature right', async () => {
  const { call } = withEmulator()
  const query = { limit: 1, name: 'a b+c&d=e/f?g~h*(i)’é漢字😀', empty: '', percent: '100%25' }
  await call({ ...SHOW, path: SHOW.path.slice(0, 3), query }, Anything)
})

test('a wrong secret key is refused, once', async () => {
  const { call, asked } = withEmulator({ keys: { ...SAMPLE, secretKey: 'wrong' } })
  await assert.rejects(call(SHOW, DevServer), (error) => error instanceof ApiError && error.status === 401)
  assert.equal(asked().length, 1)
})

test('what is signed is what is sent: headers, body, project and token', async () => {
  const { call, requests } = withAnswers(() => ({}), {
    keys: { accessKey: 'AK01', secretKey: 's', securityToken: 'token-1' },
  })
  const body = { name: 'größe 漢字' }
  await call({ ...SHOW, method: 'POST', body }, Anything)
  await call(SHOW, Anything)
  const [post, get] = requests
  assert.ok(post && get)
  assert.equal(await post.text(), JSON.stringify(body))
  assert.equal(post.headers.get('content-type'), 'application/json')
  assert.equal(post.headers.get('x-project-id'), projectId)
  assert.equal(post.headers.get('x-security-token'), 'token-1')
  assert.equal(post.redirect, 'manual')
  const authorization = post.headers.get('authorization') ?? ''
  assert.match(authorization, /^SDK-HMAC-SHA256 Access=AK01, SignedHeaders=/)
  assert.match(authorization, /=content-type;host;x-project-id;x-sdk-date;x-security-token,/)
  assert.equal(get.headers.get('content-type'), null)
  assert.equal(await get.text(), '')
})

test('calls above projects carry no project', async () => {
  const { call, requests } = withAnswers(() => ({}), { projectId: undefined })
  await call({ service: 'iam', method: 'GET', path: ['v3', 'projects'] }, Anything)
  assert.equal(requests[0]?.headers.get('x-project-id'), null)
  assert.equal(requests[0]?.url, 'https://iam.cn-southwest-2.myhuaweicloud.com/v3/projects')
})

test('each try is signed anew, so that none is stale', async () => {
  let tries = 0
  const { call, requests, clock } = withAnswers(() => (++tries < 3 ? new Response('', { status: 503 }) : {}))
  const done = call(SHOW, Anything)
  await clock.advance(10_000)
  await done
  const dates = requests.map(({ headers }) => headers.get('x-sdk-date'))
  assert.deepEqual(dates, ['20260115T083000Z', '20260115T083000Z', '20260115T083002Z'])
})

for (const segment of ['', '.', '..', 'a/b', 'a\\b', 'a?b', 'a#b', 'a%2fb', 'a b', 'é', 'a\n', '*', 'a;b', '...']) {
  test(`a path segment ${JSON.stringify(segment)} is refused before anything is sent`, async () => {
    const { call, requests } = withAnswers(() => ({}))
    const operation: Operation = { ...SHOW, path: ['v1', projectId, 'dev-servers', segment] }
    await assert.rejects(call(operation, Anything), (error) => error instanceof PathError && error.segment === segment)
    assert.equal(requests.length, 0)
  })
}

test('path segments of letters, digits and - _ . ~ travel as they are', async () => {
  const { call, requests } = withAnswers(() => ({}))
  await call({ ...SHOW, path: ['v2.1', 'A-b_c.d~9', '.hidden', '6b1f0c2e-5a7d'] }, Anything)
  assert.equal(new URL(requests[0]?.url ?? '').pathname, '/v2.1/A-b_c.d~9/.hidden/6b1f0c2e-5a7d')
})

for (const address of [
  'http://modelarts.example.com',
  'http://10.0.0.1',
  'ftp://127.0.0.1',
  'https://u:p@x.example',
  'x',
]) {
  test(`keys are not sent to ${address}`, async () => {
    const { call, requests } = withAnswers(() => ({}), { endpoints: { modelarts: address } })
    await assert.rejects(call(SHOW, Anything), PathError)
    assert.equal(requests.length, 0)
  })
}

test('an own endpoint may have a port, a path and slashes at its end', async () => {
  const { call, requests } = withAnswers(() => ({}), { endpoints: { modelarts: 'https://private.example:8443/ma//' } })
  await call(SHOW, Anything)
  assert.equal(requests[0]?.url, `https://private.example:8443/ma/${SHOW.path.join('/')}`)
})

test('an answer of another shape names the field and the request id', async () => {
  const { call } = withAnswers(() => new Response('{"id":7}', { headers: { 'x-request-id': 'r9' } }))
  await assert.rejects(call(SHOW, DevServer), (error) => {
    assert.ok(error instanceof AnswerError)
    assert.match(error.message, /^id: /)
    assert.deepEqual([error.requestId, error.host], ['r9', 'modelarts.cn-southwest-2.myhuaweicloud.com'])
    return true
  })
  const other = withAnswers(() => [])
  await assert.rejects(
    other.call(SHOW, DevServer),
    (error) => error instanceof AnswerError && /^body: /.test(error.message),
  )
})

const UNKNOWN = (): never => {
  throw new TypeError('fetch failed', {
    cause: Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' }),
  })
}
const COM = 'modelarts.ap-southeast-1.myhuaweicloud.com'
const CN = 'modelarts.ap-southeast-1.myhuaweicloud.cn'
const hosts = (requests: readonly Request[]): readonly string[] => requests.map(({ url }) => new URL(url).host)

test('Hong Kong: where the usual host is unknown, a read tries the other documented one, signed for it', async () => {
  const region = 'ap-southeast-1'
  const { call, requests, clock } = withAnswers((_request, { host }) => (host === CN ? {} : UNKNOWN()), { region })
  const done = call(SHOW, Anything)
  await clock.advance(10_000)
  await done
  assert.deepEqual(hosts(requests), [COM, CN])
  const [first, second] = requests.map(({ headers }) => headers.get('authorization')?.split('Signature=')[1])
  assert.ok(first && second && first !== second)
})

test('Hong Kong: the other host is tried once, and the usual one stays the one that is named', async () => {
  const { call, requests, clock } = withAnswers(UNKNOWN, { region: 'ap-southeast-1' })
  const done = assert.rejects(call(SHOW, Anything), (error) => error instanceof NetworkError && error.host === COM)
  await clock.advance(10_000)
  await done
  assert.deepEqual(hosts(requests), [COM, CN, COM, COM])
})

test('Hong Kong: a write goes to the usual host, once; other failures, services, regions and own addresses have no other host', async () => {
  const write = { ...SHOW, method: 'PUT' } as const
  const region = 'ap-southeast-1'
  const own = 'https://ma.private.example'
  for (const [operation, target, expected] of [
    [write, { region }, [COM]],
    [{ ...SHOW, service: 'ims' }, { region }, Array(4).fill('ims.ap-southeast-1.myhuaweicloud.com')],
    [SHOW, { region: 'ap-southeast-3' }, Array(4).fill('modelarts.ap-southeast-3.myhuaweicloud.com')],
    [SHOW, { region, endpoints: { modelarts: own } }, Array(4).fill('ma.private.example')],
  ] as const) {
    const { call, requests, clock } = withAnswers(UNKNOWN, target)
    const done = assert.rejects(call(operation, Anything), NetworkError)
    await clock.advance(10_000)
    await done
    assert.deepEqual(hosts(requests), expected)
  }
  const { call, requests, clock } = withAnswers(() => new Response('', { status: 503 }), { region })
  const done = assert.rejects(call(SHOW, Anything), ApiError)
  await clock.advance(10_000)
  await done
  assert.deepEqual(new Set(hosts(requests)), new Set([COM]))
})
