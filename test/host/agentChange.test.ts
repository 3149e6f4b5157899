import assert from 'node:assert/strict'
import {
  CancellationTokenSource,
  ConfigurationTarget,
  commands,
  env,
  extensions,
  LanguageModelTextPart,
  lm,
  UIKind,
  workspace,
} from 'vscode'
import { answerOf } from '../../src/emulator/interception'
import { SAMPLE } from '../../src/emulator/sample'
import { type Service, startService } from '../support/service'

const POSTS = /\/changeos$/
const WHAT = {
  project: 'training',
  serverId: SAMPLE.servers.stopped,
  imageId: SAMPLE.images.npuUbuntu,
  keyPairName: SAMPLE.keyPairs.usual,
}
/** Only there is somebody who answers boxes. */
const isWeb = env.uiKind === UIKind.Web

async function ask(name: string, input: object, cancel = new CancellationTokenSource()): Promise<string> {
  const result = await lm.invokeTool(name, { input, toolInvocationToken: undefined }, cancel.token)
  return result.content.map((part) => (part instanceof LanguageModelTextPart ? part.value : '')).join('')
}

describe('a change of OS that a language model asks for', () => {
  let service: Service
  const configuration = () => workspace.getConfiguration()

  before(async () => {
    service = await startService()
    for (const [key, value] of Object.entries(service.settings))
      await configuration().update(key, value, ConfigurationTarget.Global)
    await extensions.getExtension('modelarts-devservers.modelarts-devservers')?.activate()
    const { accessKey, secretKey } = SAMPLE
    await commands.executeCommand('modelartsDevServers.signIn', { account: 'work', accessKey, secretKey })
  })
  after(async () => {
    await commands.executeCommand('modelartsDevServers.signOut', { account: 'work' })
    for (const key of Object.keys(service.settings))
      await configuration().update(key, undefined, ConfigurationTarget.Global)
    await service.http.dispose()
  })

  const nextList = (): Promise<void> =>
    new Promise((resolve) => {
      const listening = service.http.onDidServe(({ path }) => {
        if (!/dev-servers\?/.test(path)) return
        listening.dispose()
        resolve()
      })
    })

  it('is planned with the request that stops a running server', async () => {
    const review = await ask('plan_os_change', { ...WHAT, serverId: SAMPLE.servers.running })
    assert.match(review, /Status: Running/)
    assert.match(review, /PUT http\S+\/stop\n[\s\S]*POST http\S+\/changeos\n/)
  })

  it('is not planned with an image or a key pair that could not be used', async () => {
    const { images, keyPairs } = SAMPLE
    await assert.rejects(ask('plan_os_change', { ...WHAT, imageId: images.ecsUbuntu }), /list_devserver_images/)
    await assert.rejects(ask('plan_os_change', { ...WHAT, imageId: 'no-such-image' }), /list_devserver_images/)
    await assert.rejects(ask('plan_os_change', { ...WHAT, keyPairName: keyPairs.frozen }), /is frozen/)
    await assert.rejects(ask('plan_os_change', { ...WHAT, keyPairName: 'nobodys' }), /does not exist/)
  })

  it('ends when the agent cancels it, and nothing is sent', async () => {
    const cancel = new CancellationTokenSource()
    const asking = ask('change_devserver_os', WHAT, cancel)
    await service.served('GET', new RegExp(`${WHAT.serverId}$`))
    cancel.cancel()
    await asking.catch(() => undefined)
    assert.equal(service.count('POST', POSTS), 0)
    const { inProgress } = JSON.parse(await ask('get_os_change_status', {}))
    assert.deepEqual(inProgress, [])
  })

  it('says what the service said where it was refused', async function () {
    if (!isWeb) return this.skip()
    const said = { error_code: 'ModelArts.6789', error_msg: 'No permission to use the key pair' }
    service.emulator.control.intercept({ method: 'POST', path: POSTS, answer: () => answerOf(400, said) })
    console.log('answer the box: npu-train-01')
    assert.match(await ask('change_devserver_os', WHAT), /^Nothing was changed: .*No permission to use the key pair/)
    assert.equal(service.count('POST', POSTS), 1)
  })

  it('is one request, once the name of the server was typed', async function () {
    if (!isWeb) return this.skip()
    const before = service.count('POST', POSTS)
    // Nobody has seen a review: the box itself says who can log in afterwards.
    console.log(`answer the box: npu-train-01 once it says: log in with the key pair ${WHAT.keyPairName}`)
    assert.match(await ask('change_devserver_os', WHAT), /has begun/)
    assert.equal(service.count('POST', POSTS), before + 1)
    const { inProgress } = JSON.parse(await ask('get_os_change_status', {}))
    assert.equal(inProgress.length, 1)
    // Signing out asks about what is in flight.
    while (JSON.parse(await ask('get_os_change_status', {})).inProgress.length > 0) await nextList()
  })
})
