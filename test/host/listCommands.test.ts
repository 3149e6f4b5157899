import assert from 'node:assert/strict'
import { $ZodError } from 'zod/v4/core'
import type { App } from '../../src/app'
import { exportHistory } from '../../src/commands/exportHistory'
import { FLEET } from '../../src/commands/fleet/fleet'
import { refresh } from '../../src/commands/refresh'
import { type ListOptions, Lists } from '../../src/model/listOptions'
import { memento } from '../support/memento'

const NAMES = ['training', 'research']
const SERVER = { project: 'training', serverId: 's' }
const POD = { project: 'training', supernodeId: 'p' }

/** As much of the program as commands on the list ask for; everything else would fail. */
function setup() {
  const lists = new Lists(memento())
  const read: string[] = []
  const all = NAMES.map((name) => ({ project: { name }, refresh: async () => void read.push(name) }))
  const projects = { all, find: (name: string) => all.find(({ project }) => project.name === name) }
  const app = { lists, projects } as unknown as App
  const values = <K extends keyof ListOptions>(key: K): readonly ListOptions[K][] =>
    NAMES.map((name) => lists.of(name)[key])
  return { app, lists, read, values }
}

/** Arguments that are not understood. */
const BAD: Readonly<Partial<Record<keyof typeof FLEET, readonly unknown[]>>> = {
  filter: [{ filtr: 'x' }, { filter: 7 }, { filter: 'x', sort: 'name' }, 'x', ['training']],
  clearFilter: [{ projekt: 'training' }, { filter: 'x' }, { project: 7 }, 'training', 7, []],
  sortBy: [{ sort: 'colour' }, { group: 'none' }, { sort: 'name', projekt: 'training' }],
  groupBy: [{ group: 'colour' }, { sort: 'name' }, { group: ['none'] }],
  sync: [{ projekt: 'training' }, { project: 7 }, 'training'],
  openConsole: [{ projekt: 'training' }, 7],
  rename: [
    { ...SERVER, name: 7 },
    { ...SERVER, nmae: 'x' },
    { project: 'training', name: 'x' },
  ],
  attachVolume: [
    { ...SERVER, volumeId: 'a/b' },
    { ...SERVER, volume: 'v' },
    { ...SERVER, volumeId: '' },
  ],
  detachVolume: [
    { ...SERVER, volumeId: 7 },
    { ...SERVER, volumeID: 'v' },
  ],
  bindEip: [
    { ...SERVER, publicIpId: '../x' },
    { ...SERVER, publicIp: 'i' },
  ],
  changeOsOfSeveral: [
    { ...SERVER, imageId: 'a/b' },
    { ...SERVER, keyPairName: 'a b' },
    { ...SERVER, send: 'twice' },
    { ...SERVER, atOnce: '3' },
    { ...SERVER, onfailure: 'goOn' },
    { serverIds: ['s'] },
  ],
  changeSupernodeOs: [{ ...POD, keyPairName: 'a b' }, { ...POD, imageId: '' }, { ...POD, keyPair: 'k' }, SERVER],
  osPlan: [{ planId: 7 }, { plan: 'p' }],
}

describe('argument objects of commands on servers and their list', () => {
  for (const [name, bad] of Object.entries(BAD)) {
    it(`${name}: one that is not understood is refused, before anything is looked at`, async () => {
      const { app, lists, values } = setup()
      for (const project of NAMES) await lists.set(project, { filter: 'before' })
      for (const argument of bad) {
        const run = FLEET[name as keyof typeof FLEET](app, [argument])
        await assert.rejects(run, (error) => error instanceof $ZodError, JSON.stringify(argument))
      }
      assert.deepEqual(
        [values('filter'), values('sort')],
        [
          ['before', 'before'],
          ['name', 'name'],
        ],
      )
    })
  }

  it('exportHistory: a path that is not whole is refused, and nothing is written', async () => {
    for (const argument of [{ path: 'history.csv' }, { path: '' }, { paht: '/tmp/history.csv' }, { path: 7 }, '/tmp/x'])
      await assert.rejects(exportHistory(setup().app, [argument]), (error) => error instanceof $ZodError)
  })

  it('what is named is filtered, sorted and grouped, else all; a project that is not there is an error', async () => {
    const { app, values } = setup()
    await FLEET.filter(app, [{ filter: ' npu ' }])
    await FLEET.filter(app, [{ project: 'research', filter: 'gpu' }])
    await FLEET.sortBy(app, [{ project: 'training', sort: 'created' }])
    await FLEET.groupBy(app, [{ group: 'status' }])
    assert.deepEqual(values('filter'), ['npu', 'gpu'])
    assert.deepEqual(values('sort'), ['created', 'name'])
    assert.deepEqual(values('group'), ['status', 'status'])
    await FLEET.clearFilter(app, [{ project: 'research', account: 'work' }])
    assert.deepEqual(values('filter'), ['npu', ''])
    for (const name of ['filter', 'clearFilter', 'sortBy', 'groupBy', 'sync', 'openConsole'] as const)
      await assert.rejects(FLEET[name](app, [{ project: 'nowhere' }]), /nowhere/, name)
  })

  it('a row that only has the focus while a command of the view’s title is taken restricts nothing', async () => {
    const { app, lists, values, read } = setup()
    const rows = [
      { kind: 'server', ...SERVER, id: 's' },
      { kind: 'note', project: 'research', note: 'problem' },
    ]
    for (const row of rows) {
      for (const project of NAMES) await lists.set(project, { filter: 'before' })
      await FLEET.clearFilter(app, [row])
      assert.deepEqual(values('filter'), ['', ''])
      await refresh(app, [row])
    }
    assert.deepEqual(read, [...NAMES, ...NAMES])
    await refresh(app, [{ kind: 'project', project: 'research' }])
    assert.deepEqual(read.slice(4), ['research'])
  })
})
