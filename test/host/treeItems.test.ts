import assert from 'node:assert/strict'
import { MarkdownString, ThemeIcon } from 'vscode'
import { DevServer, DevServerStatus } from '../../src/api/schemas'
import { TrustError } from '../../src/api/trust'
import type { Project } from '../../src/model/project'
import { problemOf } from '../../src/texts/problem'
import { remedyOf } from '../../src/tree/remedy'
import { serverItem, serverTooltip } from '../../src/tree/treeItems'

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

describe('rows of projects whose service is not trusted', () => {
  const trust = { entry: 'training', caFile: '/etc/ca.pem' }
  const certificate = { subject: 'CN=a', issuer: 'CN=b', from: 0, to: 86_400_000, fingerprint: 'AA:BB', names: 'DNS:a' }

  it('name the file that cannot be used, and lead to the settings', () => {
    for (const [problem, words] of [
      ['missing', 'is missing.'],
      ['unreadable', 'cannot be read.'],
      ['notPem', 'holds no PEM certificates.'],
    ] as const) {
      const error = new TrustError('', 'x', trust, problem)
      const { short, message } = problemOf(error)
      assert.equal(short, `The file in “caFile” ${words}`)
      assert.match(message, /“caFile” of the project “training”, which names \/etc\/ca\.pem/)
      assert.equal(remedyOf(error, PROJECT).command, 'modelartsDevServers.openSettings')
    }
  })

  it('say of a refused certificate what would help, and explain it on a click', () => {
    for (const [reason, words] of [
      ['issuer', /No certificate in \/etc\/ca\.pem vouches for it.*“caFile” of the project “training”/],
      ['time', /valid from 1970-01-01 to 1970-01-02.*not valid today/],
      ['name', /made out for DNS:a, not for x\.example:8443/],
    ] as const) {
      const error = new TrustError('x.example:8443', 'x', trust, { ...certificate, reason })
      const { message } = problemOf(error)
      assert.match(message, words)
      assert.match(message, /the certificate of CN=a, issued by CN=b, .*SHA-256 AA:BB/)
      assert.equal(remedyOf(error, PROJECT).command, 'modelartsDevServers.showProblem')
    }
  })

  it('name the setting of the first sign-in where there is no project yet', () => {
    const error = new TrustError('x.example', 'x', {}, { ...certificate, reason: 'issuer' })
    assert.match(problemOf(error).message, /in modelartsDevServers\.iamCaFile/)
  })
})
