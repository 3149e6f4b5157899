import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  CancellationTokenSource,
  ConfigurationTarget,
  commands,
  extensions,
  LanguageModelTextPart,
  lm,
  workspace,
} from 'vscode'
import { SAMPLE } from '../../src/emulator/sample'
import { type ConnectProxy, connectProxy } from '../support/connectProxy'
import { CA, type CaFile, caFileOf, GOOD, OTHER_CA } from '../support/privateCloud'
import { projectEntry, type Service, startService } from '../support/service'

const KEYS = { account: 'private', accessKey: SAMPLE.accessKey, secretKey: SAMPLE.secretKey }
const run = (name: string, args?: object): Thenable<unknown> =>
  commands.executeCommand(`modelartsDevServers.${name}`, args)
const set = (key: string, value?: unknown): Thenable<void> =>
  workspace.getConfiguration().update(key, value, ConfigurationTarget.Global)
const setOwn = (key: string, value?: unknown): Thenable<void> => set(`modelartsDevServers.${key}`, value)

interface Listed {
  readonly servers: readonly { readonly name: string }[]
  readonly problems: readonly string[]
}

/** What a project with these fields lists, after it has been read once. */
async function listed(url: string, fields: object): Promise<Listed> {
  await setOwn('projects', [{ ...projectEntry(url), account: KEYS.account, ...fields }])
  await run('refresh', { project: 'training' })
  const { token } = new CancellationTokenSource()
  const result = await lm.invokeTool('list_devservers', { input: {}, toolInvocationToken: undefined }, token)
  return JSON.parse(result.content.map((part) => (part instanceof LanguageModelTextPart ? part.value : '')).join(''))
}

describe('a private cloud behind an authority of its own', () => {
  let service: Service
  let proxy: ConnectProxy
  let file: CaFile

  before(async () => {
    service = await startService(GOOD)
    proxy = await connectProxy(Number(new URL(service.http.url).port))
    file = await caFileOf(CA)
    await setOwn('iamEndpoint', service.http.url)
  })

  after(async () => {
    await run('signOut', { account: KEYS.account })
    for (const key of ['projects', 'iamEndpoint', 'iamCaFile']) await setOwn(key)
    for (const key of ['proxy', 'proxySupport', 'systemCertificates', 'fetchAdditionalSupport'])
      await set(`http.${key}`)
    await file.dispose()
    await proxy.dispose()
    await service.http.dispose()
  })

  it('is signed in to for the first time with the file of the setting, and not without', async () => {
    await run('signIn', KEYS)
    assert.deepEqual(service.http.requests, [])
    await setOwn('iamCaFile', file.path)
    await run('signIn', KEYS)
    assert.deepEqual(
      service.http.requests.map(({ method, status }) => [method, status]),
      [['GET', 200]],
    )
  })

  it('lists its servers over TLS', async () => {
    const { servers, problems } = await listed(service.http.url, { caFile: file.path })
    assert.deepEqual(problems, [])
    assert.ok(servers.some(({ name }) => name === 'npu-train-01'))
  })

  it('lists them whatever VS Code is told about certificates and fetch', async () => {
    for (const [key, value] of [
      ['http.systemCertificates', false],
      ['http.proxySupport', 'off'],
      ['http.fetchAdditionalSupport', false],
    ] as const) {
      await set(key, value)
      assert.deepEqual((await listed(service.http.url, { caFile: file.path })).problems, [], key)
      const [problem] = (await listed(service.http.url, {})).problems
      assert.match(problem ?? '', /services\.cloud\.test/, key)
      await set(key)
    }
  })

  it('says which certificate was refused, and the setting that trusts it', async () => {
    const before = service.http.requests.length
    const [problem = ''] = (await listed(service.http.url, {})).problems
    assert.match(problem, /certificate is not trusted/)
    assert.doesNotMatch(problem, /Node\.js|--use/)
    assert.match(problem, /CN=services\.cloud\.test, O=Private Cloud, issued by CN=Private Cloud Root CA/)
    assert.match(problem, /2020-01-01 to 2120-01-01/)
    assert.ok(problem.includes(new X509Certificate(GOOD.cert).fingerprint256))
    assert.match(problem, /in “caFile” of the project “training”/)
    const other = await caFileOf(OTHER_CA)
    const [wrong = ''] = (await listed(service.http.url, { caFile: other.path })).problems
    await other.dispose()
    assert.ok(wrong.includes(`No certificate in ${other.path} vouches for it`), wrong)
    const [gone = ''] = (await listed(service.http.url, { caFile: other.path })).problems
    assert.ok(gone.includes(`“caFile” of the project “training”, which names ${other.path}`), gone)
    assert.equal(service.http.requests.length, before)
  })

  for (const support of [undefined, 'on', 'fallback']) {
    it(`is reached and looked at through a proxy, with http.proxySupport ${support ?? 'as it is by default'}`, async () => {
      await set('http.proxy', proxy.url)
      await set('http.proxySupport', support)
      const before = proxy.tunnels.length
      const url = 'https://services.cloud.test'
      const { servers, problems } = await listed(url, { caFile: file.path })
      assert.deepEqual(problems, [])
      assert.ok(servers.length > 5)
      const [problem = ''] = (await listed(url, {})).problems
      assert.match(problem, /CN=services\.cloud\.test, O=Private Cloud, issued by CN=Private Cloud Root CA/)
      assert.ok(proxy.tunnels.length > before)
      assert.deepEqual([...new Set(proxy.tunnels)], ['services.cloud.test:443'])
    })
  }

  it('leaves what all extensions share as it was: every bundle is loaded, and the dispatcher of fetch stays', () => {
    const dist = join(extensions.getExtension('modelarts-devservers.modelarts-devservers')?.extensionPath ?? '', 'dist')
    const shared = [1, 2].map((version) => Symbol.for(`undici.globalDispatcher.${version}`))
    const read = (): unknown[] => shared.map((symbol) => Reflect.get(globalThis, symbol))
    const [before, fetchBefore] = [read(), globalThis.fetch]
    const bundles = readdirSync(dist).filter((name) => name.endsWith('.js'))
    assert.ok(bundles.length > 10)
    for (const name of bundles) require(join(dist, name))
    assert.deepEqual(
      read().map((dispatcher, at) => dispatcher === before[at]),
      [true, true],
    )
    assert.equal(globalThis.fetch, fetchBefore)
  })
})
