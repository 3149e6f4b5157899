import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, relative } from 'node:path'
import { type TestContext, test } from 'node:test'
import { isOutcomeUnknown, NetworkError } from '../../../src/api/errors'
import { exchange } from '../../../src/api/send'
import { sendTrusting } from '../../../src/api/sendTrusting'
import { type Trust, TrustError } from '../../../src/api/trust'
import { ManualClock } from '../../support/clock'
import { type EmulatorServer, type Identity, serveEmulator } from '../../support/emulatorServer'
import { CA, type CaFile, caFileOf, ELSEWHERE, EXPIRED, GOOD, OTHER_CA } from '../../support/privateCloud'

const GREETING = { hello: 'größe 漢字' }

async function setup(t: TestContext, identity: Identity = GOOD): Promise<EmulatorServer> {
  const server = await serveEmulator(async (request) => {
    const headers = {
      'x-request-id': 'r1',
      'x-method': request.method,
      'x-length': String((await request.text()).length),
    }
    return Response.json(GREETING, { headers })
  }, identity)
  t.after(() => server.dispose())
  return server
}

async function fileOf(t: TestContext, content: string): Promise<CaFile> {
  const file = await caFileOf(content)
  t.after(() => file.dispose())
  return file
}

const send = (url: string, trust: Trust, init: RequestInit = {}) =>
  exchange(
    { send: sendTrusting(trust), clock: new ManualClock(), random: () => 0.5 },
    () => new Request(`${url}/v1`, { method: 'POST', redirect: 'manual', ...init }),
  )

async function refused(url: string, trust: Trust): Promise<TrustError> {
  const error = await send(url, trust).catch((thrown: unknown) => thrown)
  assert.ok(error instanceof TrustError, String(error))
  assert.equal(isOutcomeUnknown(error), false)
  return error
}

const certificateIn = ({ problem }: TrustError) => {
  assert.ok(typeof problem === 'object', String(problem))
  return problem
}

test('a service behind a private authority is reached with that authority’s certificate', async (t) => {
  const server = await setup(t)
  const { path } = await fileOf(t, CA)
  const answer = await send(server.url, { entry: 'training', caFile: path }, { body: 'größe' })
  assert.deepEqual(JSON.parse(answer.text), GREETING)
  assert.equal(answer.status, 200)
  assert.deepEqual(
    ['x-request-id', 'x-method', 'x-length'].map((name) => answer.headers.get(name)),
    ['r1', 'POST', '5'],
  )
  const read = await send(server.url, { caFile: path }, { method: 'GET' })
  assert.equal(read.headers.get('x-method'), 'GET')
})

test('a file may hold several certificates, with remarks between them', async (t) => {
  const server = await setup(t)
  const { path } = await fileOf(t, `# ours\r\n${OTHER_CA}\n# theirs\n${CA.replaceAll('\n', '\r\n')}`)
  assert.equal((await send(server.url, { caFile: path })).status, 200)
})

test('~ stands for the home folder', async (t) => {
  const server = await setup(t)
  const { path } = await fileOf(t, CA)
  const caFile = `~/${relative(homedir(), path)}`
  assert.equal((await send(server.url, { caFile })).status, 200)
})

test('without a file the certificate that was refused is looked at, and nothing is sent', async (t) => {
  const server = await setup(t)
  const error = await refused(server.url, { entry: 'training' })
  const own = new X509Certificate(GOOD.cert)
  assert.deepEqual(certificateIn(error), {
    subject: 'CN=services.cloud.test, O=Private Cloud',
    issuer: 'CN=Private Cloud Root CA, O=Private Cloud',
    from: Date.UTC(2020, 0, 1),
    to: Date.UTC(2120, 0, 1),
    fingerprint: own.fingerprint256,
    names: 'DNS:localhost, DNS:*.cloud.test, IP Address:127.0.0.1',
    reason: 'issuer',
  })
  assert.equal(error.kind, 'tls')
  assert.equal(error.trust.entry, 'training')
  assert.equal(`https://${error.host}`, server.url)
  assert.deepEqual(server.requests, [])
})

test('the certificate of another authority does not do, and the refused one is named', async (t) => {
  const server = await setup(t)
  const { path } = await fileOf(t, OTHER_CA)
  const { subject, reason } = certificateIn(await refused(server.url, { caFile: path }))
  assert.deepEqual([subject, reason], ['CN=services.cloud.test, O=Private Cloud', 'issuer'])
  assert.deepEqual(server.requests, [])
})

test('an expired certificate, and one of another host, are no matter of trust', async (t) => {
  const { path } = await fileOf(t, CA)
  for (const [identity, reason] of [
    [EXPIRED, 'time'],
    [ELSEWHERE, 'name'],
  ] as const) {
    const server = await setup(t, identity)
    // Twice: a session that is taken up again has been found good once.
    for (let times = 0; times < 2; times++)
      assert.equal(certificateIn(await refused(server.url, { caFile: path })).reason, reason)
    assert.deepEqual(server.requests, [])
  }
})

test('a file that is replaced counts from the next request on, whatever connection is open', async (t) => {
  const server = await setup(t)
  const file = await fileOf(t, OTHER_CA)
  await refused(server.url, { caFile: file.path })
  await file.write(`${CA}# other\n`)
  assert.equal((await send(server.url, { caFile: file.path })).status, 200)
  await file.write(`${OTHER_CA}# again\n`)
  await refused(server.url, { caFile: file.path })
  assert.equal(server.requests.length, 1)
})

test('what one project trusts is not trusted for another', async (t) => {
  const server = await setup(t)
  const { path } = await fileOf(t, CA)
  await send(server.url, { caFile: path })
  await refused(server.url, { entry: 'other' })
  assert.equal(server.requests.length, 1)
})

test('a file that is missing, unreadable or holds no certificates: nothing is sent', async (t) => {
  const server = await setup(t)
  const { path } = await fileOf(t, CA)
  const folder = `${path}.folder`
  await mkdir(folder)
  const key = await fileOf(t, GOOD.key)
  const empty = await fileOf(t, '')
  const damaged = await fileOf(t, `${CA}${OTHER_CA.replace(/\n[^-]{20}/, '\nAAAAAAAAAAAAAAAAAAAA')}`)
  for (const [caFile, problem] of [
    [`${path}.gone`, 'missing'],
    [join(path, 'below', 'a', 'file'), 'unreadable'],
    [folder, 'unreadable'],
    [key.path, 'notPem'],
    [empty.path, 'notPem'],
    [damaged.path, 'notPem'],
  ] as const) {
    const error = await refused(server.url, { entry: 'training', caFile })
    assert.deepEqual([error.problem, error.trust.caFile], [problem, caFile])
  }
  assert.deepEqual(server.requests, [])
  assert.equal((await send(server.url, { caFile: path })).status, 200)
})

test('over a private authority a break is a break: before the answer, and in the middle of it', async (t) => {
  const server = await setup(t)
  const { path } = await fileOf(t, CA)
  for (const fault of [{ kind: 'reset', when: 'after' }, { kind: 'halfBody' }] as const) {
    server.fault = () => fault
    const error = await send(server.url, { caFile: path }, { body: '{}' }).catch((thrown: unknown) => thrown)
    assert.ok(error instanceof NetworkError && error.kind === 'reset', String(error))
    assert.equal(isOutcomeUnknown(error), true)
  }
  assert.equal(server.requests.length, 2)
})

test('over a private authority a signal ends the request, with its own reason', async (t) => {
  const server = await setup(t)
  const { path } = await fileOf(t, CA)
  const life = new AbortController()
  server.fault = () => {
    life.abort(new Error('left'))
    return { kind: 'reset', when: 'after' }
  }
  const travel = { send: sendTrusting({ caFile: path }), clock: new ManualClock(), random: () => 0.5 }
  await assert.rejects(
    exchange(travel, () => new Request(server.url), life.signal),
    /^Error: left$/,
  )
})

test('nobody listens: refused, with a private authority too', async (t) => {
  const server = await setup(t)
  const { path } = await fileOf(t, CA)
  await server.dispose()
  const error = await send(server.url, { caFile: path }).catch((thrown: unknown) => thrown)
  assert.ok(error instanceof NetworkError && error.kind === 'refused', String(error))
})

test('plain HTTP where TLS is expected: nothing to look at, and still the network’s own words', async (t) => {
  const server = await serveEmulator(async () => Response.json({}))
  t.after(() => server.dispose())
  const { path } = await fileOf(t, CA)
  for (const trust of [{ caFile: path }, {}]) {
    const error = await send(server.url.replace('http:', 'https:'), trust).catch((thrown: unknown) => thrown)
    assert.ok(error instanceof NetworkError && !(error instanceof TrustError), String(error))
    assert.equal(error.kind, 'tls')
  }
})
