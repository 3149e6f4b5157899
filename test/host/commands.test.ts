import assert from 'node:assert/strict'
import { ConfigurationTarget, commands, extensions, workspace } from 'vscode'
import { SAMPLE } from '../../src/emulator/sample'
import { projectEntry, type Service, startService } from '../support/service'

const KEYS = { account: 'work', accessKey: SAMPLE.accessKey, secretKey: SAMPLE.secretKey }
const LIST = /\/dev-servers\?/
const run = (name: string, args?: object): Thenable<unknown> =>
  commands.executeCommand(`modelartsDevServers.${name}`, args)
const settings = () => workspace.getConfiguration('modelartsDevServers')

describe('commands with argument objects', () => {
  let service: Service

  before(async () => {
    service = await startService()
    await settings().update('iamEndpoint', service.http.url, ConfigurationTarget.Global)
  })

  after(async () => {
    await run('signOut', { account: 'work' })
    await settings().update('projects', undefined, ConfigurationTarget.Global)
    await settings().update('iamEndpoint', undefined, ConfigurationTarget.Global)
    await service.http.dispose()
  })

  it('registers every command of the manifest when activated, and asks nobody anything', async () => {
    const extension = extensions.getExtension('modelarts-devservers.modelarts-devservers')
    await extension?.activate()
    const known = new Set(await commands.getCommands(true))
    const contributed: { command: string }[] = extension?.packageJSON.contributes.commands
    assert.deepEqual(
      contributed.filter(({ command }) => !known.has(command)),
      [],
    )
    assert.equal(service.http.requests.length, 0)
  })

  it('signIn tries the keys with one read and keeps them in SecretStorage', async () => {
    await run('signIn', KEYS)
    assert.deepEqual(
      service.http.requests.map(({ method, status }) => [method, status]),
      [['GET', 200]],
    )
  })

  it('signIn takes the same key again without a question', async () => {
    const before = service.http.requests.length
    await run('signIn', KEYS)
    assert.equal(service.http.requests.length, before + 1)
  })

  it('addProject writes one entry of the setting, without keys', async () => {
    await run('addProject', projectEntry(service.http.url))
    assert.deepEqual(settings().get('projects'), [projectEntry(service.http.url)])
    assert.ok(!JSON.stringify(settings()).includes(SAMPLE.secretKey))
  })

  it('refresh lists with the stored keys', async () => {
    const before = service.count('GET', LIST)
    await run('refresh', { project: 'training' })
    assert.ok(service.count('GET', LIST) > before)
    assert.ok(service.http.requests.every(({ status }) => status === 200))
  })

  it('changeOs with every answer asks for its confirmation all the same, and sends nothing when that is left', async () => {
    const { stopped: serverId } = SAMPLE.servers
    const answers = { imageId: SAMPLE.images.npuUbuntu, keyPairName: SAMPLE.keyPairs.usual }
    let isOver = false
    const ended = run('changeOs', { project: 'training', serverId, ...answers }).then((begun) => {
      isOver = true
      return begun
    })
    // The box may not be there yet; closing what is not there does nothing.
    while (!isOver) await commands.executeCommand('workbench.action.closeQuickOpen')
    assert.equal(await ended, undefined)
    assert.ok(service.count('GET', new RegExp(`/dev-servers/${serverId}$`)) > 0, 'it was read again')
    assert.equal(service.count('POST', /./) + service.count('PUT', /./), 0)
  })

  it('signOut forgets the keys: refresh asks nobody any more', async () => {
    await run('signOut', { account: 'work' })
    const before = service.count('GET', LIST)
    await run('refresh', { project: 'training' })
    assert.equal(service.count('GET', LIST), before)
  })

  it('what is misspelt is refused, not left out: nothing is signed in to, out of, renamed, added or removed', async () => {
    await run('signIn', KEYS)
    const before = service.http.requests.length
    await settings().update('projects', [projectEntry(service.http.url)], ConfigurationTarget.Global)
    await run('signOut', { acount: 'work' })
    await run('signIn', { ...KEYS, account: 'other', securtyToken: 'x' })
    await run('signIn', { ...KEYS, account: 'x'.repeat(101) })
    await run('renameAccount', { account: 'work', nmae: 'other' })
    await run('removeProject', { project: 'training', force: true })
    await run('addProject', { ...projectEntry(service.http.url), name: 'second', acount: 'work' })
    await run('refresh', { project: 'training' })
    const asked = service.http.requests.slice(before).map(({ method, path }) => `${method} ${path}`)
    assert.deepEqual(
      asked.filter((line) => !/^GET \/v1\/\w+\/dev-servers/.test(line)),
      [],
    )
    assert.ok(asked.length > 0, 'still signed in')
    assert.deepEqual(settings().get('projects'), [projectEntry(service.http.url)])
  })

  it('a projects setting that is no list is not overwritten', async () => {
    await settings().update('projects', { training: {} }, ConfigurationTarget.Global)
    await run('addProject', projectEntry(service.http.url))
    assert.deepEqual(settings().get('projects'), { training: {} })
    await settings().update('projects', undefined, ConfigurationTarget.Global)
  })

  it('an argument that is not usable does nothing and does not throw', async () => {
    await run('stop', { project: 7 })
    await run('changeOs', { project: 'nowhere', serverId: '../x', imageId: 'i', keyPairName: 'k' })
    assert.equal(service.count('POST', /./) + service.count('PUT', /./), 0)
  })
})
