import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { DevServer, DevServerStatus, isFailed, isTransitional } from '../../src/api/schemas'
import { shownStatus } from '../../src/model/pendingActions'
import { GROUP_TOKENS, NOTE_TOKENS, projectTokens, serverTokens, supernodeTokens } from '../../src/model/rowTokens'
import { ROOT } from '../support/root'

interface Entry {
  readonly command?: string
  readonly submenu?: string
  readonly when?: string
}

const { menus } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).contributes as {
  readonly menus: Readonly<Record<string, readonly Entry[]>>
}

/** Whether a clause holds for a row; every part of it must be of a known form. */
function holds(when: string, viewItem: string, isMulti: boolean): boolean {
  return when.split(' && ').every((part) => {
    const [, pattern] = /^viewItem =~ \/(.+)\/$/.exec(part) ?? []
    if (pattern !== undefined) return new RegExp(pattern).test(viewItem)
    if (part.startsWith('viewItem == ')) return viewItem === part.slice('viewItem == '.length)
    if (part === 'listMultiSelection') return isMulti
    if (part === '!listMultiSelection') return !isMulti
    assert.match(part, /^view == modelartsDevServers\.(servers|history)$/, part)
    return part === 'view == modelartsDevServers.servers'
  })
}

/** The commands that a row's context menu offers, submenus included. */
function offered(viewItem: string, isMulti = false): readonly string[] {
  const shown = (menu: string): readonly string[] =>
    (menus[menu] ?? [])
      .filter(({ when = '' }) => when === '' || holds(when, viewItem, isMulti))
      .flatMap(({ command, submenu }) => (submenu ? shown(submenu) : [String(command).replace(/^[^.]+\./, '')]))
  return [...new Set(shown('view/item/context'))].sort()
}

const ALWAYS =
  'choosePrivateKey copyAddress copyId copyJson copyName copySshCommand forgetHostKey openConsole showDetails'
const OS = 'changeOs reinstallOs returnToPreviousImage'
const STEADY = 'attachVolume deleteServer rename'
const WORK = 'connect connectWithTerminal'

/** What the menu of one server offers by its status, beyond what every server's does; other statuses only `rename`. */
const BY_STATUS: Readonly<Record<string, string>> = {
  RUNNING: `${OS} ${STEADY} ${WORK} stop reboot`,
  STOPPED: `${OS} ${STEADY} start`,
  STOP_FAILED: `${OS} deleteServer rename start stop`,
  START_FAILED: 'deleteServer rename start',
  REBOOT_FAILED: 'deleteServer rename',
  CREATE_FAILED: 'deleteServer rename',
  DELETE_FAILED: 'deleteServer rename',
  ERROR: 'deleteServer rename',
  CHANGINGOS_FAILED: `${OS} deleteServer rename`,
  REINSTALLINGOS_FAILED: `${OS} deleteServer rename`,
  DELETED: '',
  UNKNOWN: '',
}

const words = (...texts: readonly string[]): readonly string[] =>
  texts
    .flatMap((text) => text.split(' '))
    .filter(Boolean)
    .sort()

const server = (status: string, wire: object = {}): DevServer =>
  DevServer.parse({ id: 's', name: 's', status, ...wire })
const STATUSES = [...DevServerStatus.def.innerType.options, 'HIBERNATING']

for (const status of STATUSES) {
  test(`${status}: the menu of one server offers what it can do, that of several no more`, () => {
    const read = server(status)
    const own = BY_STATUS[read.status] ?? 'rename'
    assert.deepEqual(offered(serverTokens(read)), words(ALWAYS, own))
    const many = words(own).filter((command) => ['start', 'stop', 'reboot'].includes(command))
    const copies = words(ALWAYS).filter((command) => /^copy(?!Ssh)/.test(command))
    const inline = own.includes('connect') ? ['connect'] : []
    const plan = own.includes('changeOs') ? ['changeOsOfSeveral'] : []
    assert.deepEqual(offered(serverTokens(read), true), words(...copies, ...many, ...inline, ...plan))
  })

  test(`${status}: while its OS is being changed nothing can be asked of the server`, () => {
    const tokens = serverTokens(server(status), { isChanging: true })
    assert.deepEqual(offered(tokens), words(ALWAYS, 'rename'))
  })

  test(`${status}: the menu of a supernode offers what concerns all its servers, never what is of one`, () => {
    const read = server(status)
    const [canStart, canStop] = [own(read.status, 'start'), own(read.status, 'stop')]
    const isFree = !isTransitional(read.status)
    const power = isFree ? `${canStart ? 'start' : ''} ${canStop ? 'stop' : ''} changeSupernodeOs` : ''
    const look = 'copyId copyName openConsole showDetails'
    assert.deepEqual(offered(supernodeTokens([read, read])), words(look, power))
    assert.deepEqual(offered(supernodeTokens([read], { isPending: true })), words(look))
    assert.deepEqual(offered(supernodeTokens([read], { isChanging: true })), words(look))
  })
}

const own = (status: string, command: string): boolean => words(BY_STATUS[status] ?? '').includes(command)

test('data disks and elastic IPs are offered where they can be', () => {
  const disk = { volumes: [{ type: 'DATA', evs_id: 'v' }] }
  const child = { cloud_server: { type: 'HPS' } }
  const has = (status: string, wire: object, command: string): boolean =>
    offered(serverTokens(server(status, wire))).includes(command)
  for (const status of STATUSES) {
    const isSteady = status === 'RUNNING' || status === 'STOPPED'
    assert.equal(has(status, disk, 'detachVolume'), isSteady, status)
    assert.equal(has(status, {}, 'detachVolume'), false, status)
    assert.equal(has(status, child, 'bindEip'), status === 'RUNNING', status)
    assert.equal(has(status, {}, 'bindEip'), false, status)
  }
})

test('an action under way offers what its passing status offers', () => {
  for (const action of ['start', 'stop', 'reboot', 'delete'] as const) {
    const pending = { action, before: { status: 'STOPPED' }, request: Symbol(), since: 0, isSeen: false } as const
    for (const status of STATUSES) {
      const read = server(status)
      const shown = { ...read, status: shownStatus(read.status, { ...pending, before: { ...read } }) }
      assert.ok(isTransitional(shown.status))
      assert.deepEqual(offered(serverTokens(shown)), words(ALWAYS, 'rename'))
    }
  }
})

const LIST = 'filter groupBy refresh sortBy sync'
const ACCOUNT = 'removeProject renameAccount replaceCredentials signIn signOut'

test('other rows offer what concerns them', () => {
  assert.deepEqual(offered(projectTokens(false)), words(LIST, ACCOUNT, 'openConsole'))
  assert.deepEqual(offered(projectTokens(true)), words(LIST, 'leaveSample openConsole'))
  assert.deepEqual(offered(supernodeTokens([])), words('copyId copyName openConsole showDetails'))
  for (const tokens of [GROUP_TOKENS, NOTE_TOKENS]) assert.deepEqual(offered(tokens), [])
})

test('nothing that stops or erases is an inline icon', () => {
  const inline = (menus['view/item/context'] ?? []).filter((entry) => JSON.stringify(entry).includes('inline@'))
  assert.deepEqual(inline.map(({ command }) => command).sort(), [
    'modelartsDevServers.connect',
    'modelartsDevServers.leaveSample',
  ])
})

test('every status is read as steady, passing, failed, gone or unknown', () => {
  const rest = DevServerStatus.def.innerType.options.filter((one) => !isTransitional(one) && !isFailed(one))
  assert.deepEqual(rest, ['RUNNING', 'STOPPED', 'DELETED', 'UNKNOWN'])
})
