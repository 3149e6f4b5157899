import assert from 'node:assert/strict'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { window } from 'vscode'
import { DevServer } from '../../src/api/schemas'
import { systemClock } from '../../src/base/clock'
import { routeTo } from '../../src/commands/sshLogin'
import { createEmulator } from '../../src/emulator/emulator'
import { SAMPLE } from '../../src/emulator/sample'
import { connect } from '../../src/model/connection'
import { Project } from '../../src/model/project'

const log = window.createOutputChannel('routes of tests', { log: true })
const ID = SAMPLE.servers.stopped
const PRIVATE = '192.168.20.31'
const ELASTIC = '203.0.113.10'

describe('the way to a server', () => {
  after(() => log.dispose())

  /** What is tried first of all, with settings of the project and of single servers. */
  async function route(ssh: Project['ssh'], servers: unknown = {}) {
    const emulator = createEmulator({ now: Date.now })
    const { state } = emulator.control
    const { projectId } = SAMPLE.training
    state.publicIps.splice(0, state.publicIps.length, { id: 'eip', projectId, address: ELASTIC, serverId: ID })
    const wire = state.servers.find(({ id }) => id === ID)
    const project = Project.parse({ ...SAMPLE.training, account: 'work', ssh })
    const connection = connect(project, SAMPLE, { send: emulator.handle, clock: systemClock, random: Math.random })
    const server = DevServer.parse({ id: ID, name: 'npu', status: 'RUNNING' })
    const known = { ...server, address: wire?.privateIp, vpcId: wire?.vpcId }
    const app = { log, settings: { sshServers: () => servers } }
    const target = { servers: { project, connection: async () => connection }, server: known }
    const { addresses, user, port, jumpHost, identityFile } = await routeTo(app, target)
    return { hosts: addresses.map(({ host }) => host), user, port, jumpHost, identityFile }
  }

  const USUAL = {
    hosts: [ELASTIC, PRIVATE],
    user: 'root',
    port: 22,
    jumpHost: undefined,
    identityFile: undefined,
  }

  it('leads to root at port 22 of its elastic IP, else of its private one', async () => {
    assert.deepEqual(await route(undefined), USUAL)
  })

  it('is that of its project, and over it its own, by id rather than by name', async () => {
    const project = { user: 'ma-user', port: 2201 }
    assert.deepEqual(await route(project), { ...USUAL, ...project })
    assert.deepEqual(await route(project, { npu: { port: 2202 } }), { ...USUAL, user: 'ma-user', port: 2202 })
    const own = { host: 'npu.example', user: 'me', identityFile: '~/keys/npu' }
    assert.deepEqual(await route(project, { npu: { port: 2202 }, [ID]: own }), {
      hosts: ['npu.example'],
      user: 'me',
      port: 2201,
      jumpHost: undefined,
      identityFile: join(homedir(), 'keys', 'npu'),
    })
  })

  it('leads to the private address where it goes through a jump host', async () => {
    const jumpHost = 'me@jump.example:2200'
    assert.deepEqual(await route({ jumpHost }), { ...USUAL, hosts: [PRIVATE, ELASTIC], jumpHost })
  })

  it('is not guessed where the setting for it is not usable: that is named', async () => {
    const setting = 'modelartsDevServers.ssh.servers'
    for (const [servers, words] of [
      [[], `${setting}: must be an object`],
      [{ npu: 'me@host' }, `${setting}, entry “npu”: must be an object`],
      [{ npu: { port: 70_000 } }, `${setting}, entry “npu”: “port” is not valid`],
      [{ npu: { user: '-oProxyCommand=x' } }, `${setting}, entry “npu”: “user” is not valid`],
      [{ npu: { identityfile: '/key' } }, `${setting}, entry “npu”: “identityfile” is not valid`],
      [{ npu: { identityFile: 'keys/npu' } }, `${setting}, entry “npu”: “identityFile” is not valid`],
    ] as const)
      await assert.rejects(route(undefined, servers), { message: words })
    assert.deepEqual(await route(undefined, null), USUAL)
  })
})
