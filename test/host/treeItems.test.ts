import assert from 'node:assert/strict'
import { MarkdownString, ThemeIcon, type TreeItem } from 'vscode'
import { ApiError, CredentialsError } from '../../src/api/errors'
import { DevServer, DevServerStatus } from '../../src/api/schemas'
import type { DevServers } from '../../src/model/devServers'
import type { Project } from '../../src/model/project'
import { serverTooltip } from '../../src/tree/tooltips'
import { noteItem, projectItem, serverItem } from '../../src/tree/treeItems'

const PROJECT: Project = { name: 'training', region: 'cn-north-4', projectId: 'p', account: 'work' }
const server = (wire: object): DevServer =>
  DevServer.parse({ id: 's1', name: 'npu-train-01', image: { image_id: 'i1', name: 'EulerOS-2.10' }, ...wire })
const item = (wire: object) => serverItem(server(wire), PROJECT, undefined, 0)

/** Status → what can be done; every other status can do neither. */
const ABILITIES: Readonly<Record<string, string>> = {
  RUNNING: 'running;canStop;',
  STOPPED: 'canChangeOs;',
  STOP_FAILED: 'canStop;',
  CHANGINGOS_FAILED: 'canChangeOs;',
  REINSTALLINGOS_FAILED: 'canChangeOs;',
}

const tokensOf = (status: string): Set<string> => new Set(String(item({ status }).contextValue).split(';'))

describe('rows of servers', () => {
  const statuses = DevServerStatus.def.innerType.options

  for (const status of [...statuses, 'SOMETHING_NEW']) {
    it(`${status}: has words, an icon and the right abilities`, () => {
      const { description, iconPath, accessibilityInformation } = item({ status })
      assert.match(String(description), /^\S.* · EulerOS-2\.10$/)
      assert.ok(!String(description).includes('_'), 'a status is said in words')
      assert.ok(iconPath instanceof ThemeIcon)
      assert.ok(accessibilityInformation?.label.startsWith('npu-train-01, '))
      const expected = new Set((ABILITIES[status] ?? '').split(';').filter(Boolean))
      const tokens = tokensOf(status)
      for (const ability of ['canChangeOs', 'canStop', 'running']) {
        assert.equal(tokens.has(ability), expected.has(ability), ability)
      }
    })
  }

  it('says a status that the service has added since as unknown', () => {
    assert.match(String(item({ status: 'HIBERNATING' }).description), /unknown/i)
  })

  it('escapes what the service says in the tooltip', () => {
    const tooltip = serverTooltip(server({ name: '[x](command:evil) <b>', status: 'RUNNING' }))
    assert.ok(tooltip instanceof MarkdownString)
    assert.ok(!tooltip.value.includes('[x](command:evil)'))
    assert.notEqual(tooltip.isTrusted, true)
  })
})

describe('rows of projects', () => {
  const serversWith = (health: object, name = 'training'): DevServers =>
    ({
      project: { ...PROJECT, name },
      identity: 'SAMP••••0001',
      servers: [],
      health,
      standing: { ...health, lockedForMs: undefined },
    }) as unknown as DevServers
  const projectWith = (health: object, name?: string): TreeItem => projectItem(serversWith(health, name))

  it('has the remedy of a problem in its tooltip, for the time that it is collapsed', () => {
    const error = new ApiError(401, 'APIGW.0301', '[x](command:evil) verify aksk signature fail', undefined)
    const { tooltip } = projectWith({ kind: 'problem', error, at: 0 })
    assert.ok(tooltip instanceof MarkdownString)
    assert.deepEqual(tooltip.isTrusted, { enabledCommands: ['modelartsDevServers.replaceCredentials'] })
    const link = /\[Sign in again…\]\(command:modelartsDevServers\.replaceCredentials\?([^)]+)\)/.exec(tooltip.value)
    assert.deepEqual(JSON.parse(decodeURIComponent(link?.[1] ?? '')), [{ project: 'training', account: 'work' }])
    assert.ok(!tooltip.value.includes('[x](command:evil)'))
  })

  it('tells the region once, also where IAM has named the project by it', () => {
    for (const [name, label] of [
      ['training', 'training · cn-north-4'],
      ['cn-north-4', 'cn-north-4'],
      ['cn-north-4_team', 'cn-north-4_team'],
      ['cn-north-42', 'cn-north-42 · cn-north-4'],
    ] as const) {
      const row = projectWith({ kind: 'unknown' }, name)
      assert.equal(row.label, label)
      assert.ok(row.accessibilityInformation?.label.startsWith(`${label}, `))
    }
  })

  const verified = { kind: 'verified', at: 0, agoMs: 0, skewMs: undefined, endsInMs: undefined, endsAs: 'expired' }
  const ending = { ...verified, endsInMs: 30 * 60_000 }

  for (const [what, note, health, command, label] of [
    ['signs in where nobody is', 'notSignedIn', { kind: 'notSignedIn' }, 'signIn', /^Not signed in\. Sign in…$/],
    ['replaces keys that end', 'warning', ending, 'replaceCredentials', /^sign-in ends in 30 min · Sign in again…$/],
    [
      'asks a user for the password whose token ends',
      'warning',
      { ...ending, endsAs: 'passwordNeeded' },
      'signIn',
      /^sign-in ends in 30 min · Enter the password…$/,
    ],
    [
      'looks again where a clock is off',
      'warning',
      { ...verified, skewMs: 5 * 60_000 },
      'refresh',
      /clock is 5 min behind · Check again$/,
    ],
    [
      'asks for a password that has run out',
      'problem',
      { kind: 'problem', error: new CredentialsError('passwordNeeded'), at: 0 },
      'signIn',
      /^The sign-in has run out\. Enter the password…$/,
    ],
  ] as const) {
    it(`${what}: a click on the row below, and a link in the tooltip`, () => {
      const item = noteItem(note, serversWith(health))
      assert.match(String(item.label), label)
      assert.equal(item.command?.command, `modelartsDevServers.${command}`)
      assert.deepEqual(item.command?.arguments, [{ project: 'training', account: 'work' }])
      const { tooltip } = projectWith(health)
      assert.ok(tooltip instanceof MarkdownString)
      assert.deepEqual(tooltip.isTrusted, { enabledCommands: [`modelartsDevServers.${command}`] })
    })
  }

  it('has no link where nothing is wrong', () => {
    for (const health of [{ kind: 'unknown' }, verified]) {
      const { tooltip } = projectWith(health)
      assert.ok(tooltip instanceof MarkdownString && !tooltip.isTrusted)
    }
  })
})
