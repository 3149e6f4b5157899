import assert from 'node:assert/strict'
import { CancellationTokenSource, commands, extensions, LanguageModelTextPart, lm } from 'vscode'

const ID = 'modelarts-devservers.modelarts-devservers'
const NAMES = [
  'list_devservers',
  'list_devserver_images',
  'get_os_change_status',
  'plan_os_change',
  'change_devserver_os',
]

interface Listed {
  readonly servers: readonly {
    readonly project: string
    readonly serverId: string
    readonly name: string
    readonly status: string
    readonly imageId: string
  }[]
}

async function ask(name: string, input: object): Promise<string> {
  const { token } = new CancellationTokenSource()
  const result = await lm.invokeTool(name, { input, toolInvocationToken: undefined }, token)
  return result.content.map((part) => (part instanceof LanguageModelTextPart ? part.value : '')).join('')
}

describe('tools of language models', () => {
  let which = { project: '', serverId: '' }
  let imageId = ''

  before(async () => {
    await extensions.getExtension(ID)?.activate()
    await commands.executeCommand('modelartsDevServers.trySample')
    const { servers }: Listed = JSON.parse(await ask('list_devservers', { query: 'npu-train-01' }))
    const [server] = servers
    assert.ok(server)
    which = { project: server.project, serverId: server.serverId }
    imageId = server.imageId
  })
  after(() => commands.executeCommand('modelartsDevServers.leaveSample'))

  it('are known to VS Code, with a schema each', () => {
    for (const name of NAMES) {
      const tool = lm.tools.find((known) => known.name === name)
      assert.ok(tool?.inputSchema && tool.description.length > 40, name)
    }
  })

  it('list servers and the images that fit one', async () => {
    const { servers }: Listed = JSON.parse(await ask('list_devservers', {}))
    assert.ok(servers.length > 5)
    const images = JSON.parse(await ask('list_devserver_images', which))
    assert.ok(images.curated.length > 1)
    assert.equal(images.installed.imageId, imageId)
  })

  it('say what they want of an input that is not usable', async () => {
    await assert.rejects(ask('plan_os_change', { project: 'x' }), /serverId.*list_devservers/s)
  })

  it('plan a change without changing anything', async () => {
    const text = await ask('plan_os_change', { ...which, imageId, keyPairName: 'team-shared' })
    assert.match(text, /npu-train-01/)
    assert.match(text, /system disk is erased/)
    const { servers }: Listed = JSON.parse(await ask('list_devservers', { query: 'npu-train-01' }))
    assert.equal(servers[0]?.status, 'STOPPED')
  })

  it('never change an OS that nobody confirmed, even where no question was asked before', async () => {
    let answer: string | undefined
    const asking = ask('change_devserver_os', { ...which, imageId, keyPairName: 'team-shared' }).then((text) => {
      answer = text
    })
    // The question for the server's name stands until it is left.
    while (answer === undefined) {
      await commands.executeCommand('workbench.action.closeQuickOpen')
      await new Promise((resolve) => setImmediate(resolve))
    }
    await asking
    assert.match(answer, /Nothing was changed/)
    const { servers }: Listed = JSON.parse(await ask('list_devservers', { query: 'npu-train-01' }))
    assert.equal(servers[0]?.status, 'STOPPED')
    assert.deepEqual(JSON.parse(await ask('get_os_change_status', which)).inProgress, [])
  })
})
