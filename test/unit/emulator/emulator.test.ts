import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createEmulator } from '../../../src/emulator/emulator'
import { answerOf, throttled } from '../../../src/emulator/interception'
import { SAMPLE } from '../../../src/emulator/sample'
import { requestOf, setup } from './setup'

const { images, keyPairs, servers: ids } = SAMPLE
const npu = { image_id: images.npuUbuntu, key_pair_name: keyPairs.usual }
const PATH = `/v1/${SAMPLE.training.projectId}/dev-servers/${ids.stopped}`

test('a snapshot in the middle of a change goes on where it was', async () => {
  const first = setup()
  await first.servers('POST', `/${ids.stopped}/changeos`, npu)
  first.pass(10_000)
  const state: unknown = JSON.parse(JSON.stringify(first.emulator.snapshot()))
  const second = setup({ state })
  second.pass(10_000)
  assert.equal(await second.status(ids.stopped), 'CHANGINGOS')
  second.pass(10_000)
  const { status, image } = (await second.servers('GET', `/${ids.stopped}`)).body
  assert.deepEqual([status, image.image_id], ['RUNNING', npu.image_id])
  assert.equal(await first.status(ids.stopped), 'CHANGINGOS')
})

test('tokens and lock-outs survive a restart', async () => {
  const first = setup()
  for (let attempt = 0; attempt < 6; attempt++) {
    await first.servers('GET', '', undefined, { keys: { ...SAMPLE, secretKey: 'wrong' } })
  }
  const second = setup({ state: first.emulator.snapshot() })
  assert.match((await second.servers('GET', '')).body.error_msg, /reach the limit/)
})

test('a snapshot that is none gives the sample state', async () => {
  const good = setup().emulator.snapshot() as Record<string, unknown>
  const broken = [
    undefined,
    null,
    'x',
    [],
    {},
    { ...good, version: 2 },
    { ...good, servers: 'none' },
    { ...good, servers: [{ id: 1 }] },
    { ...good, servers: [{ id: '1', projectId: '1', name: '1', type: 'BMS', flavor: '1' }] },
    { ...good, accounts: [{ id: '1', name: '1' }] },
  ]
  for (const state of broken) assert.equal((await setup({ state }).servers('GET', '/all')).body.total, 11)
})

test('changes are announced, reads and refusals are not', async () => {
  const { emulator, servers } = setup()
  let changes = 0
  const subscription = emulator.onDidChange(() => {
    changes++
  })
  await servers('GET', '')
  await servers('PUT', `/${ids.stopped}/stop`)
  assert.equal(changes, 0)
  await servers('PUT', `/${ids.stopped}/start`, {})
  assert.equal(changes, 1)
  subscription.dispose()
  await servers('PUT', `/${ids.running}/stop`)
  assert.equal(changes, 1)
})

test('requests are logged with their status, never with their body', async () => {
  const { emulator, servers, now } = setup()
  await servers('GET', '?limit=3')
  const { headers } = await servers('POST', `/${ids.running}/changeos`, { ...npu })
  const [first, second] = emulator.control.requests
  assert.equal(first?.path, `/v1/${SAMPLE.training.projectId}/dev-servers?limit=3`)
  const requestId = headers.get('x-request-id')
  assert.deepEqual(second, {
    method: 'POST',
    path: `${PATH.replace(ids.stopped, ids.running)}/changeos`,
    status: 400,
    at: now(),
    requestId,
  })
})

test('answers can be intercepted: throttled, broken, lost after the work was done', async () => {
  const { emulator, servers, status, pass } = setup()
  const { control } = emulator
  control.intercept({ method: 'GET', path: /dev-servers/, times: 2, answer: () => throttled(3) })
  for (let attempt = 0; attempt < 2; attempt++) {
    const { status, body, headers } = await servers('GET', '')
    assert.deepEqual([status, body.error_code, headers.get('retry-after')], [429, 'APIGW.0308', '3'])
  }
  assert.equal((await servers('GET', '')).status, 200)
  control.intercept({ path: /changeos$/, answer: () => answerOf(502, { error_code: 'APIGW.0201', error_msg: 'x' }) })
  assert.equal((await servers('POST', `/${ids.stopped}/changeos`, npu)).status, 502)
  control.intercept({ path: /changeos$/, applied: true, answer: () => Promise.reject(new TypeError('fetch failed')) })
  await assert.rejects(servers('POST', `/${ids.stopped}/changeos`, npu), /fetch failed/)
  pass(5_000)
  assert.equal(await status(ids.stopped), 'CHANGINGOS')
  const posts = control.requests.filter(({ method }) => method === 'POST').map(({ status }) => status)
  assert.deepEqual(posts, [502, 200])
})

test('latency is waited with the given delay, and an aborted request is rejected without an effect', async () => {
  const waited: number[] = []
  const { emulator, now, status } = setup({
    latencyMs: 50,
    delay: async (ms) => {
      waited.push(ms)
    },
  })
  await status(ids.stopped)
  assert.deepEqual(waited, [50])
  const abort = new AbortController()
  abort.abort()
  const request = new Request(requestOf('PUT', `${PATH}/start`, {}, {}, now()), { signal: abort.signal })
  await assert.rejects(emulator.handle(request), { name: 'AbortError' })
  assert.equal(await status(ids.stopped), 'STOPPED')
})

test('an interception that never answers can be given up', async () => {
  const { emulator, now } = setup()
  emulator.control.intercept({ answer: () => new Promise(() => {}) })
  const abort = new AbortController()
  const answer = emulator.handle(new Request(requestOf('GET', PATH, undefined, {}, now()), { signal: abort.signal }))
  setImmediate(() => abort.abort())
  await assert.rejects(answer, { name: 'AbortError' })
})

test('several accounts live side by side', async () => {
  const { emulator, ask } = setup()
  const [account] = emulator.control.state.accounts
  assert.ok(account)
  const keys = { accessKey: 'SECONDACCESSKEY00001', secretKey: 'second' }
  const project = { id: '9'.repeat(32), name: 'cn-north-4', enabled: true }
  const own = { id: '1', name: 'second', users: [], keys: [{ ...keys, userId: '1' }], projects: [project] }
  emulator.control.state.accounts.push(own)
  assert.equal((await ask('GET', '/v3/projects', undefined, { keys })).body.projects[0].id, project.id)
  assert.equal((await ask('GET', `/v1/${project.id}/dev-servers`, undefined, { keys })).body.total, 0)
  assert.equal((await ask('GET', `/v1/${SAMPLE.training.projectId}/dev-servers`, undefined, { keys })).status, 400)
})

test('the sample state is quick to make and small', () => {
  const started = performance.now()
  const emulator = createEmulator({ now: () => 0 })
  assert.ok(performance.now() - started < 500)
  assert.ok(JSON.stringify(emulator.snapshot()).length < 40_000)
})
