import assert from 'node:assert/strict'
import { ApiError, CredentialsError, NetworkError } from '../../src/api/errors'
import { healthText } from '../../src/texts/health'
import { problemOf } from '../../src/texts/problem'

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
