import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { window } from 'vscode'
import { DevServer } from '../../src/api/schemas'
import type { App } from '../../src/app'
import { laterText, lookForSsh } from '../../src/commands/offerWaysIn'
import { createEmulator } from '../../src/emulator/emulator'
import { SAMPLE } from '../../src/emulator/sample'
import { connect } from '../../src/model/connection'
import type { OsChange } from '../../src/model/osChange'
import { Project } from '../../src/model/project'
import { ManualClock } from '../support/clock'

const log = window.createOutputChannel('silence of tests', { log: true })
const PLACE = 'npu (training)'

/** A port of this machine at which nobody listens. */
async function quietPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  return typeof address === 'object' && address ? address.port : 0
}

async function setup() {
  const clock = new ManualClock()
  const port = await quietPort()
  const project = Project.parse({ ...SAMPLE.training, account: 'work', ssh: { port } })
  const { handle } = createEmulator({ now: clock.now })
  const connection = connect(project, SAMPLE, { send: handle, clock, random: Math.random })
  const server = DevServer.parse({ id: 's1', name: 'npu', status: 'RUNNING' })
  const servers = { project, get: () => server, connection: async () => connection }
  const later: { value: { id: string } | undefined } = { value: undefined }
  const app = {
    log,
    clock,
    projects: { findPlace: () => servers },
    osChanges: { find: () => later.value },
    settings: { sshServers: () => ({ npu: { host: '127.0.0.1' } }), remoteSsh: () => ({}) },
  } as unknown as App
  const change = { id: 'c1', project, serverId: 's1' } as unknown as OsChange
  const stop = new AbortController()
  let seen: Parameters<typeof laterText>[1] | undefined
  const looking = lookForSsh(app, change, stop.signal).then((found) => {
    seen = found
  })
  /** Each look is one at a real port: time goes on once it has come back with nothing. */
  const until = async (isOver: () => boolean): Promise<void> => {
    for (let looks = 0; !isOver() && looks < 1_000; ) {
      if (clock.waiting > 0) {
        looks++
        await clock.advance(3_000)
      } else await new Promise((resolve) => setImmediate(resolve))
    }
  }
  return { clock, port, stop, looking, later, until, seen: () => seen }
}

describe('a server whose SSH stays silent after a change', () => {
  after(() => log.dispose())

  it('is told of after ten minutes, with what to look at', async () => {
    const { clock, port, looking, until, seen } = await setup()
    const began = clock.now()
    await until(() => seen() !== undefined)
    await looking
    assert.ok(clock.now() - began >= 10 * 60_000)
    const text = laterText(PLACE, seen() ?? 'nothing')
    assert.match(text ?? '', new RegExp(`^No SSH server of npu \\(training\\) answers at 127\\.0\\.0\\.1:${port}\\. `))
  })

  it('is not told of where the OS is changed again, or the window closes', async () => {
    for (const leave of ['again', 'close'] as const) {
      const { clock, stop, looking, later, until, seen } = await setup()
      const began = clock.now()
      await until(() => clock.now() - began >= 60_000)
      if (leave === 'close') stop.abort()
      else later.value = { id: 'c2' }
      await until(() => seen() !== undefined)
      await looking
      assert.equal(laterText(PLACE, seen() ?? 'greeting'), undefined)
    }
  })
})
