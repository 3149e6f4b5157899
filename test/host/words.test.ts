import assert from 'node:assert/strict'
import { ApiError, CredentialsError, NetworkError } from '../../src/api/errors'
import { DevServer } from '../../src/api/schemas'
import { stopFirstText } from '../../src/commands/stopFirst'
import { unlistedImage } from '../../src/model/changeOsAnswers'
import { healthText } from '../../src/texts/health'
import { problemOf } from '../../src/texts/problem'
import { reviewText } from '../../src/wizard/changeOs/reviewText'

const refused = (proof: ApiError['proof']): ApiError =>
  Object.assign(new ApiError(401, 'APIGW.0301', 'verify aksk signature fail', 'request-1'), { proof })

describe('errors in words', () => {
  it('says that keys cannot be sent, and what to do', () => {
    const { short, message } = problemOf(new CredentialsError('malformed'))
    assert.equal(short, 'The keys have characters that keys cannot have.')
    assert.match(message, /Enter them again, without blanks and line breaks\.$/)
  })

  it('says that temporary keys have probably ended where the service only refuses a signature', () => {
    const { short, message } = problemOf(refused('temporaryKeys'))
    assert.equal(short, 'Temporary keys refused.')
    assert.match(message, /APIGW\.0301: verify aksk signature fail, request id request-1.*They have probably expired/)
    assert.equal(problemOf(refused(undefined)).short, 'Secret key refused.')
    assert.equal(problemOf(refused('password')).short, 'User name or password refused.')
  })

  it('names the host that did not answer, where it is known', () => {
    assert.match(
      problemOf(new NetworkError('timeout', 'iam.example', 'no answer within 5 s')).message,
      /\(iam\.example: no/,
    )
    assert.match(problemOf(new NetworkError('timeout', '', 'no answer within 5 s')).message, /\(no answer/)
  })

  it('speaks of the sign-in, which may be of keys or of a user', () => {
    const verified = { kind: 'verified', agoMs: 0, skewMs: undefined, endsAs: 'expired' } as const
    assert.match(healthText({ ...verified, endsInMs: 30 * 60_000 }), /sign-in ends in 30 min/)
    assert.match(healthText({ ...verified, endsInMs: -1 }), /sign-in has ended/)
  })
})

describe('what comes before a change of OS', () => {
  const server = (status: string): DevServer => DevServer.parse({ id: 'an-id', name: 'npu-train-02', status })
  const pair = { image: unlistedImage('an-image'), login: { keyPairName: 'KeyPair-a1b2' } }
  const userData = { name: 'setup.yaml', text: '#cloud-config\n' }

  it('is nothing for a server that is stopped', () => {
    assert.equal(stopFirstText(server('STOPPED'), pair), undefined)
  })

  it('is a stop; what only this window knows is lost with it', () => {
    const running = server('RUNNING')
    const stop = /^npu-train-02 is powered off by force first/
    assert.match(stopFirstText(running, pair) ?? '', stop)
    assert.doesNotMatch(stopFirstText(running, pair) ?? '', /Keep this window open/)
    const withData = stopFirstText(running, { ...pair, userData }) ?? ''
    assert.match(withData, stop)
    assert.match(withData, /Keep this window open until it has stopped: the user data/)
    const withPassword = stopFirstText(running, { ...pair, login: { adminPass: 'x' }, userData }) ?? ''
    assert.match(withPassword, /Keep this window open until it has stopped: the password/)
  })
})

describe('the review of a change of OS', () => {
  it('has no line that a name of the service could write', () => {
    const name = 'x\n- Image afterwards: nothing\u2028is erased'
    const server = DevServer.parse({ id: 'an-id', name, status: 'RUNNING', image: { image_id: 'old', name } })
    const plan = { image: unlistedImage('an-image', name), login: { keyPairName: 'KeyPair-a1b2' } }
    const project = { name: 'training', region: 'cn-southwest-2', projectId: 'p1', account: 'work' }
    const lines = reviewText({
      action: 'changeos',
      project,
      server,
      identity: 'AKIA••••WXYZ',
      url: 'https://services.example/changeos',
      plan,
      stopFirst: stopFirstText(server, plan),
      problem: `The server has another name by now: ${name}. Nothing was done.`,
    }).split(/[\n\u2028]/)
    assert.equal(lines.filter((line) => line.startsWith('- Image afterwards')).length, 1)
    assert.ok(lines.every((line) => !line.startsWith('is erased')))
  })
})
