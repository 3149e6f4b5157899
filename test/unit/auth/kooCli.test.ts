import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromKooCli } from '../../../src/auth/sources/kooCli'

const [AK, SK] = ['FAKEAK0000EXAMPLE001', 'fakesecretkey/EXAMPLE+=']

const config = (change: object = {}, profile: object = {}): string =>
  JSON.stringify(
    {
      authEncrypt: 'false',
      current: 'second',
      profiles: [
        { name: 'first', mode: 'AKSK', accessKeyId: AK, secretAccessKey: SK, securityToken: '', region: 'cn-north-4' },
        { name: 'second', mode: 'AKSK', accessKeyId: AK, secretAccessKey: SK, projectId: 'p2', ...profile },
      ],
      ...change,
    },
    undefined,
    2,
  )

test('KooCLI’s profiles, the current one first', () => {
  const { found } = fromKooCli(config())
  assert.deepEqual(
    found.map(({ name, keys, region, projectId }) => [name, keys?.accessKey, region, projectId]),
    [
      ['second', AK, undefined, 'p2'],
      ['first', AK, 'cn-north-4', undefined],
    ],
  )
})

test('encrypted profiles give name, region and project only', () => {
  for (const text of [
    config({ authEncrypt: 'true' }),
    config({ authEncrypt: true }),
    config({}, { secretAccessKey: 'x'.repeat(200) }),
  ]) {
    const { found } = fromKooCli(text)
    assert.deepEqual([found[0]?.keys, found[0]?.lack], [undefined, 'encrypted'])
    assert.equal(found[0]?.projectId, 'p2')
  }
})

test('a broken KooCLI file names the line', () => {
  assert.equal(fromKooCli('{\n "profiles": [\n  nonsense\n').broken?.line, 3)
  assert.equal(fromKooCli('7').broken?.reason, 'notKooCli')
})

test('the profile that is wanted comes before the current one', () => {
  assert.equal(fromKooCli(config(), 'first').found[0]?.name, 'first')
})

const only = (profile: object, change: object = {}) =>
  JSON.parse(
    JSON.stringify(
      fromKooCli(
        JSON.stringify({
          authEncrypt: 'false',
          profiles: [{ name: 'p', region: 'cn-north-4', ...profile }],
          ...change,
        }),
      ).found,
    ),
  )

const STS = { accessKeyId: AK, secretAccessKey: SK, securityToken: 'sts' }
const ENDS = '2026-01-15T09:30:00Z'

test('a profile of single sign-on has temporary keys, and tells when they end', () => {
  const keys = { accessKey: AK, secretKey: SK, securityToken: 'sts', expiresAt: Date.parse(ENDS) }
  for (const expiresAt of [ENDS, Date.parse(ENDS), Date.parse(ENDS) / 1000, String(Date.parse(ENDS) / 1000)]) {
    const profile = { mode: 'SSO', accessKeyId: '', ssoAuth: { stsToken: STS }, expiresAt }
    assert.deepEqual(only(profile), [{ name: 'p', keys, region: 'cn-north-4' }], String(expiresAt))
  }
  const { expiresAt: _ends, ...open } = keys
  assert.deepEqual(only({ mode: 'SSO', ssoAuth: { stsToken: STS }, expiresAt: 0 })[0]?.keys, open)
})

for (const [what, profile, lack] of [
  ['a token', { mode: 'token', xAuthToken: 'MII-token' }, 'token'],
  ['an agency of the machine', { mode: 'ecsAgency' }, 'agency'],
  ['an agency', { mode: 'agency', sourceProfile: 'default', agencyName: 'a' }, 'agency'],
  ['single sign-on that has not been used', { mode: 'SSO', ssoAuth: {} }, 'none'],
  ['nothing', { mode: 'AKSK', accessKeyId: '', secretAccessKey: '' }, 'none'],
] as const) {
  test(`a profile with ${what} gives its region only, and says why`, () => {
    assert.deepEqual(only(profile), [{ name: 'p', lack, region: 'cn-north-4' }])
  })
}

test('a profile with nothing to take is left out', () => {
  assert.deepEqual(only({ mode: 'AKSK', region: '' }), [])
})
