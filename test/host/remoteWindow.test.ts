import assert from 'node:assert/strict'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { commands, type Disposable, type Uri } from 'vscode'
import { DevServer } from '../../src/api/schemas'
import { canOpenRemoteWindow, openRemoteWindow, type RemoteWindow } from '../../src/commands/remoteWindow'
import { includedHost } from '../../src/commands/sshInclude'
import type { Machine } from '../../src/commands/sshMachine'
import type { Project } from '../../src/model/project'
import { addKnownHosts, knownHostsLines, scanHostKeys } from '../../src/ssh/hostKeys'
import { claimOpening } from '../../src/ssh/openWindows'
import { withHost } from '../../src/ssh/ownHosts'
import type { WindowHost } from '../../src/ssh/remoteAuthority'
import { memento } from '../support/memento'
import { missingSshd, type Sshd, startSshd } from '../support/sshd'

const HOST = '127.0.0.1'
const PROJECT: Project = { name: 'training', region: 'cn-north-4', projectId: 'p', account: 'work' }
const SERVER = DevServer.parse({ id: 's1', name: '$(touch x); npu', status: 'RUNNING' })
const GONE = { alias: 'gone', hostName: '127.0.0.9', user: 'root', port: 22 }
const ALIAS = 'touch-x-npu.training'

type Lists = Parameters<typeof includedHost>[0]['projects']['all']

function machineOf(sshd: Pick<Sshd, 'ssh'>): Machine {
  return { ssh: sshd.ssh, where: undefined, canOpenWindow: true, terminalIsElsewhere: false }
}

describe('windows of Remote-SSH', () => {
  let sshd: Sshd
  let folder: string
  const ends: (() => unknown)[] = []

  before(async function () {
    if (missingSshd()) return this.skip()
    sshd = await startSshd({ after: (end) => void ends.push(end as () => unknown) })
    const keys = await scanHostKeys(sshd.ssh, HOST, sshd.port)
    await addKnownHosts(sshd.knownHosts, knownHostsLines([`[${HOST}]:${sshd.port}`], keys, false))
    folder = mkdtempSync(join(tmpdir(), 'devservers windows-'))
    ends.push(() => rmSync(folder, { recursive: true, force: true }))
  })

  afterEach(() => rmSync(join(folder, 'windows'), { recursive: true, force: true }))

  after(async () => {
    for (const end of ends) await end()
  })

  const windowOn = (host: WindowHost, names: readonly string[] = []): RemoteWindow => ({
    ssh: sshd.ssh,
    host,
    login: { host: HOST, user: userInfo().username, port: sshd.port, identityFile: sshd.identityFile },
    place: 'npu (training)',
    names,
    windowsFolder: join(folder, 'windows'),
  })

  /** Opens a window where these were opened before; answers what VS Code was told to do. */
  async function opened(wanted: RemoteWindow, recent: readonly (readonly [authority: string, path: string])[] = []) {
    const told: unknown[][] = []
    const workspaces = recent.map(([authority, path]) => ({ folderUri: { scheme: 'vscode-remote', authority, path } }))
    await openRemoteWindow(wanted, async (command, ...args) => {
      if (command === '_workbench.getRecentlyOpened') return { workspaces }
      told.push([command, ...args])
      return undefined
    })
    return told
  }

  const alias: WindowHost = { kind: 'alias', alias: ALIAS }

  it('an empty window where none was open before, and word is left of whom it is for', async () => {
    const wanted = windowOn(alias, ['old-name.training'])
    assert.deepEqual(await opened(wanted), [
      ['vscode.newWindow', { remoteAuthority: `ssh-remote+${ALIAS}`, reuseWindow: false }],
    ])
    assert.deepEqual(await claimOpening(wanted.windowsFolder, Date.now()), [ALIAS, HOST, 'old-name.training'])
  })

  it('the folder used last on that server, also under an earlier name, if it still exists', async () => {
    const path = join(folder, 'my project; touch x')
    mkdirSync(path)
    for (const authority of [`ssh-remote+${ALIAS}`, 'ssh-remote+old-name.training']) {
      const told = await opened(windowOn(alias, ['old-name.training']), [
        ['ssh-remote+somebody-else', '/elsewhere'],
        [authority, path],
      ])
      const [[command, uri, options] = []] = told
      assert.equal(command, 'vscode.openFolder')
      assert.deepEqual([(uri as Uri).authority, (uri as Uri).path], [`ssh-remote+${ALIAS}`, path])
      assert.deepEqual(options, { forceNewWindow: true })
    }
  })

  it('an empty window where that folder is gone, and nothing of its name is run', async () => {
    const trap = join(folder, 'trap')
    const path = `${folder}/gone'; touch '${trap}'; '$(touch ${trap})`
    const [[command] = []] = await opened(windowOn(alias), [[`ssh-remote+${ALIAS}`, path]])
    assert.equal(command, 'vscode.newWindow')
    assert.equal(existsSync(trap), false)
  })

  it('the command of Microsoft’s extension where there is one, and only where it can work', async () => {
    const machine = machineOf(sshd)
    assert.equal(await canOpenRemoteWindow(machine), false)
    const command: Disposable = commands.registerCommand('opensshremotes.openEmptyWindow', () => undefined)
    try {
      assert.equal(await canOpenRemoteWindow(machine), true)
      assert.equal(await canOpenRemoteWindow({ ...machine, canOpenWindow: false }), false)
      assert.deepEqual(await opened(windowOn(alias)), [['opensshremotes.openEmptyWindow', { host: ALIAS }]])
    } finally {
      command.dispose()
    }
  })

  it('VS Code’s own command where the extension’s takes no host', async () => {
    const command: Disposable = commands.registerCommand('openremotessh.openEmptyWindow', () => undefined)
    try {
      assert.equal(await canOpenRemoteWindow(machineOf(sshd)), true)
      assert.deepEqual(await opened(windowOn(alias)), [
        ['vscode.newWindow', { remoteAuthority: `ssh-remote+${ALIAS}`, reuseWindow: false }],
      ])
    } finally {
      command.dispose()
    }
  })

  describe('and the line in the user’s configuration', () => {
    const CONFIG = '# mine\r\nHost a\r\n\tUser b'
    const never = async (): Promise<'add'> => assert.fail('nobody is to be asked')

    /** The user's own files, and an alias asked for in them. */
    function setup({ jumpHost, lists = [] }: { jumpHost?: string; lists?: Lists } = {}) {
      const own = mkdtempSync(join(folder, 'user-'))
      const configFile = join(own, 'config')
      writeFileSync(configFile, CONFIG)
      const machine = machineOf({ ssh: { program: 'ssh', configFile, folder: own } })
      const app = {
        memory: memento(),
        clock: { now: Date.now, delay: async () => undefined },
        projects: { all: lists },
      }
      const route = { server: SERVER, connection: { project: PROJECT } }
      const login = { host: HOST, user: 'root', port: 2222, jumpHost }
      const get = (ask: Parameters<typeof includedHost>[4]) => includedHost(app, machine, route, login, ask)
      return { get, config: () => readFileSync(configFile, 'utf8'), own: join(own, 'modelarts-devservers.conf') }
    }

    it('added: the window is on our alias, and nobody is asked again', async () => {
      const { get, config, own } = setup()
      assert.deepEqual(await get(async () => 'add'), alias)
      assert.equal(config(), `Include "${own}"\r\n${CONFIG}`)
      assert.deepEqual(await get(never), alias)
    })

    it('declined: the window is on the bare address, the file as it was, and nobody is asked again', async () => {
      const { get, config } = setup()
      const bare: WindowHost = { kind: 'address', hostName: HOST, user: 'root', port: 2222 }
      assert.deepEqual(await get(async () => 'without'), bare)
      assert.deepEqual(await get(never), bare)
      assert.equal(config(), CONFIG)
    })

    it('left open: no window, the file as it was, and the question comes again', async () => {
      const { get, config } = setup()
      assert.equal(await get(async () => undefined), undefined)
      assert.equal(config(), CONFIG)
      assert.deepEqual(await get(async () => 'add'), alias)
    })

    it('servers that their project no longer lists leave our file, those that cannot be listed stay', async () => {
      const list = (ids: readonly string[], isLoaded = true): Lists[number] => ({
        project: PROJECT,
        servers: ids.map((id) => DevServer.parse({ id, name: id, status: 'RUNNING' })),
        isLoaded,
        health: { kind: 'verified', at: 0 },
      })
      const lists: Lists[number][] = []
      const { get, own } = setup({ lists })
      const hosts = () => readFileSync(own, 'utf8').match(/^Host .*$/gm)
      writeFileSync(own, withHost(undefined, { ...GONE, key: 'cn-north-4/p/gone' }, own))
      await get(async () => 'add')
      lists.push(list(['s1'], false))
      await get(never)
      assert.deepEqual(hosts(), ['Host gone', `Host ${ALIAS}`])
      lists.splice(0, 1, list(['s1']))
      await get(never)
      assert.deepEqual(hosts(), [`Host ${ALIAS}`])
    })

    it('declined with a jump host: it is said that a window cannot get there', async () => {
      const { get, config } = setup({ jumpHost: 'me@jump.example' })
      await assert.rejects(
        get(async () => 'without'),
        /jump host/,
      )
      assert.equal(config(), CONFIG)
    })
  })
})
