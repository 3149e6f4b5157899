import assert from 'node:assert/strict'
import { choicesOf, unreadable } from '../../src/commands/accounts/sourceChoices'

const KEYS = { accessKey: 'FAKEAK0000EXAMPLE001', secretKey: 'fakesecretkey/EXAMPLE' }
const NOW = Date.parse('2026-01-15T09:30:00Z')
const choices = (found: object, broken?: object) =>
  choicesOf({ found: [{ name: 'dev', ...found }], ...broken } as never, '/home/me/credentials', NOW)

describe('what is offered to sign in with', () => {
  it('shows keys masked, with what is known of them, and never the secret', () => {
    const [choice] = choices({ keys: { ...KEYS, securityToken: 'token-of-the-test' }, region: 'cn-north-4' })
    assert.equal(choice?.label, 'FAKE••••E001')
    assert.equal(choice?.detail, 'temporary · cn-north-4')
    const { found: _found, ...shown } = choice ?? {}
    assert.doesNotMatch(JSON.stringify(shown), /fakesecret|token-of/)
  })

  it('does not offer keys that have ended', () => {
    const [ended] = choices({ keys: { ...KEYS, expiresAt: NOW } })
    assert.deepEqual([ended?.isDisabled, ended?.found], [true, undefined])
    assert.match(ended?.detail ?? '', /These keys expired on/)
    const [good] = choices({ keys: { ...KEYS, expiresAt: NOW + 1 } })
    assert.equal(good?.isDisabled, undefined)
  })

  for (const [lack, words] of [
    ['encrypted', /encrypted/],
    ['token', /a token in place of keys/],
    ['agency', /agency gives out the keys/],
    ['none', /no keys in it/],
  ] as const) {
    it(`says why there are no keys to take: ${lack}`, () => {
      const [choice] = choices({ lack, region: 'cn-north-4' })
      assert.match(choice?.label ?? '', /^dev: no keys to take/)
      assert.match(choice?.detail ?? '', words)
      assert.ok(choice?.found)
    })
  }

  it('names the file and the line of what is not right, beside what is', () => {
    const [good, bad] = choices({ keys: KEYS }, { broken: { line: 5, reason: 'keysWrong' } })
    assert.ok(good?.found)
    assert.deepEqual(
      [bad?.isDisabled, bad?.detail],
      [true, '/home/me/credentials, line 5: ak or sk has characters that keys cannot have'],
    )
  })

  it('says that a file is there and may not be read', () => {
    assert.match(unreadable('/home/me/x', 'EACCES').detail ?? '', /\/home\/me\/x: you may not read it/)
    assert.match(unreadable('/home/me/x', 'EISDIR').detail ?? '', /EISDIR/)
  })
})
