import assert from 'node:assert/strict'
import { TrustError } from '../../src/api/trust'
import type { Project } from '../../src/model/project'
import { problemOf } from '../../src/texts/problem'
import { remedyOf } from '../../src/tree/remedy'

const PROJECT: Project = { name: 'training', region: 'cn-north-4', projectId: 'p', account: 'work' }

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
