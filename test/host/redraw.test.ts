import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Memento } from 'vscode'
import { replace } from '../../src/emulator/call'
import { createEmulator } from '../../src/emulator/emulator'
import { answerOf } from '../../src/emulator/interception'
import { SAMPLE } from '../../src/emulator/sample'
import { connect } from '../../src/model/connection'
import { Lists } from '../../src/model/listOptions'
import { OsChangeJournal } from '../../src/model/osChangeJournal'
import { OsChanges } from '../../src/model/osChanges'
import type { Project } from '../../src/model/project'
import { Projects } from '../../src/model/projects'
import { DevServerTree } from '../../src/tree/devServerTree'
import { rowId } from '../../src/tree/row'
import { ManualClock } from '../support/clock'

const { name, region, projectId } = SAMPLE.training
const PROJECT = { name, region, projectId, account: 'work' }
const LIST = { method: 'GET', path: /dev-servers\?/ } as const
const MANY = 10_000

/** A tree over a service, and the rows it asks VS Code to draw again. */
async function setup(many = 0, entries: readonly Project[] = [PROJECT]) {
  const clock = new ManualClock()
  const emulator = createEmulator({ now: () => clock.now(), delay: clock.delay, lagMs: 0 })
  const [like] = emulator.control.state.servers
  assert.ok(like)
  if (many > 0) emulator.control.addServers(many, like)
  const connection = connect(PROJECT, SAMPLE, { send: emulator.handle, clock, random: () => 0.5 })
  const projects = new Projects(
    { setting: () => entries, sample: () => [] },
    {
      clock,
      pace: () => ({ busyMs: 10_000, idleMs: 60_000 }),
      isWatched: () => true,
      isAwaited: () => false,
      connect: async () => connection,
    },
  )
  const lists = new Lists(memoryMemento())
  const osChanges = new OsChanges(new OsChangeJournal(join(tmpdir(), randomUUID())), clock)
  const tree = new DevServerTree({ projects, osChanges, lists, clock })
  const drawn: string[][] = []
  projects.onDidChange((changed) => drawn.push([tree.touched(changed)].flat().map(rowId)))
  const servers = projects.find(name)
  assert.ok(servers)
  await Promise.all(projects.all.map((one) => one.refresh()))
  // What VS Code does with a view in sight: it asks for all rows.
  for (const { project } of projects.all) for (const row of tree.children(tree.row(project.name))) tree.children(row)
  drawn.length = 0
  return { emulator, servers, tree, lists, drawn, [Symbol.dispose]: () => projects.dispose() }
}

function memoryMemento(): Memento {
  const values = new Map<string, unknown>()
  return {
    keys: () => [...values.keys()],
    get: <T>(key: string, otherwise?: T) => (values.get(key) as T | undefined) ?? otherwise,
    update: async (key: string, value: unknown) => void values.set(key, value),
  } as Memento
}

const serverRow = (id: string): string => rowId({ kind: 'server', project: name, id })

describe('what is drawn again', () => {
  for (const group of ['none', 'status', 'flavor', 'supernode'] as const) {
    it(`nothing for a reading that changes nothing, one row for one server of 10,000 (grouped by ${group})`, async () => {
      using bench = await setup(MANY)
      const { emulator, servers, drawn, lists } = bench
      await lists.set(name, { group })
      bench.tree.children(bench.tree.row(name))
      await servers.refresh()
      assert.deepEqual(drawn, [])
      const server = emulator.control.state.servers.find(({ id }) => id === SAMPLE.servers.running)
      assert.ok(server)
      replace(emulator.control.state.servers, { ...server, privateIp: '192.168.77.7' })
      await servers.refresh()
      assert.deepEqual(drawn, [[serverRow(SAMPLE.servers.running)]])
    })
  }

  it('a project that fails again in the same way is not drawn again', async () => {
    using bench = await setup()
    const { emulator, servers, drawn } = bench
    emulator.control.intercept({ ...LIST, times: 20, answer: () => answerOf(403, { error_code: 'ModelArts.0010' }) })
    for (let times = 0; times < 3; times++) await servers.refresh()
    assert.deepEqual(drawn, [[rowId({ kind: 'project', project: name })]])
  })

  it('a child that a filter hides is the row of its supernode, which counts it all the same', async () => {
    using bench = await setup()
    const { emulator, servers, drawn, lists, tree } = bench
    const [child, other] = servers.servers.filter(({ hyperinstance }) => hyperinstance)
    assert.ok(child?.hyperinstance && other)
    await lists.set(name, { filter: `id:${other.id}` })
    tree.children(tree.row(name))
    emulator.control.settle(child.id, { status: 'STOP_FAILED' })
    await servers.refresh()
    assert.deepEqual(drawn, [[rowId({ kind: 'supernode', project: name, id: child.hyperinstance.id })]])
  })

  it('a change of OS of a child is its row and that of its supernode, in every project that shows them', async () => {
    using bench = await setup(0, [PROJECT, { ...PROJECT, name: 'again' }])
    const { servers, tree } = bench
    const child = servers.servers.find(({ hyperinstance }) => hyperinstance)
    assert.ok(child?.hyperinstance)
    const { id } = child.hyperinstance
    const rows = tree.ofChange({ project: { ...PROJECT, name: 'as it was called' }, serverId: child.id })
    assert.deepEqual(
      rows.map(rowId),
      [name, 'again'].flatMap((project) => [
        rowId({ kind: 'supernode', project, id }),
        rowId({ kind: 'server', project, id: child.id }),
      ]),
    )
  })

  it('a child of a supernode is its own row and that of the supernode, which says how its servers are', async () => {
    using bench = await setup()
    const { emulator, servers, drawn } = bench
    const child = emulator.control.state.servers.find(({ hyperinstanceId }) => hyperinstanceId !== undefined)
    assert.ok(child?.hyperinstanceId)
    emulator.control.settle(child.id, { status: 'STOP_FAILED' })
    await servers.refresh()
    assert.deepEqual(drawn, [
      [rowId({ kind: 'supernode', project: name, id: child.hyperinstanceId }), serverRow(child.id)],
    ])
  })
})
