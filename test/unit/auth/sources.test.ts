import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromSdkEnvironment, fromTerraformEnvironment } from '../../../src/auth/sources/environment'
import { fromCsv, fromIni, fromKooCli } from '../../../src/auth/sources/files'
import { fromPaste } from '../../../src/auth/sources/paste'

const [AK, SK] = ['FAKEAK0000EXAMPLE001', 'fakesecretkey/EXAMPLE+=']
const KEYS = { accessKey: AK, secretKey: SK, securityToken: undefined }
const plain = (keys: object | undefined): unknown => JSON.parse(JSON.stringify(keys ?? null))

test('the SDK’s and Terraform’s variables', () => {
  const sdk = { HUAWEICLOUD_SDK_AK: AK, HUAWEICLOUD_SDK_SK: ` ${SK} `, HUAWEICLOUD_SDK_PROJECT_ID: 'p1' }
  const [found] = fromSdkEnvironment(sdk)
  assert.deepEqual(plain(found?.keys), plain(KEYS))
  assert.equal(found?.projectId, 'p1')
  const [other] = fromTerraformEnvironment({
    HW_ACCESS_KEY: AK,
    HW_SECRET_KEY: SK,
    HW_SECURITY_TOKEN: 't',
    HW_REGION_NAME: 'cn-north-4',
  })
  assert.deepEqual([other?.keys?.securityToken, other?.region], ['t', 'cn-north-4'])
  assert.deepEqual(fromSdkEnvironment({ HUAWEICLOUD_SDK_AK: AK }), [])
})

const INI = `; comment\r\n[basic]\r\nak = ${AK}\r\nsk = ${SK}\r\nproject_id = p1\r\n\r\n[global]\r\nak = ${AK}\r\nsk = ${SK}\r\nsecurity_token = t\r\n`

test('the SDK’s file: each section with keys', () => {
  const { found, broken } = fromIni(`\uFEFF${INI}[other]\nidp_id = x\n`)
  assert.equal(broken, undefined)
  assert.deepEqual(
    found.map(({ name, keys, projectId }) => [name, keys?.secretKey, keys?.securityToken, projectId]),
    [
      ['basic', SK, undefined, 'p1'],
      ['global', SK, 't', undefined],
    ],
  )
})

for (const [line, text] of [
  [3, '[basic]\nak = x\nnonsense here\n'],
  [2, '\n[basic\nak = x\n'],
  [2, '\n[basic]\nak = AAAA0001\n'],
] as const) {
  test(`a broken INI file names line ${line}: ${JSON.stringify(text)}`, () => {
    assert.equal(fromIni(text).broken?.line, line)
  })
}

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
    assert.equal(found[0]?.keys, undefined)
    assert.equal(found[0]?.projectId, 'p2')
  }
})

test('a broken KooCLI file names the line', () => {
  assert.equal(fromKooCli('{\n "profiles": [\n  nonsense\n').broken?.line, 3)
  assert.equal(fromKooCli('7').broken?.reason, 'notKooCli')
})

test('a downloaded credentials.csv, in any language', () => {
  for (const header of ['User Name,Access Key Id,Secret Access Key', '"用户名","访问密钥ID","私有访问密钥"']) {
    const { found, broken } = fromCsv(`\uFEFF${header}\r\n"dev-user",${AK},${SK}\r\n`)
    assert.equal(broken, undefined)
    assert.deepEqual([found[0]?.name, found[0]?.keys?.accessKey, found[0]?.keys?.secretKey], ['dev-user', AK, SK])
  }
})

test('a broken CSV file names the line', () => {
  assert.equal(fromCsv(`User Name,AK,SK\n"dev,${AK},${SK}\n`).broken?.line !== undefined, true)
  assert.equal(fromCsv('User Name,AK,SK\n').broken?.line, 2)
  const quoted = fromCsv(`User Name,AK,SK\ndev,${AK},sec"ret"-key\n`)
  assert.equal(quoted.broken?.reason, 'notCsv')
  assert.doesNotMatch(JSON.stringify(quoted), /sec/)
})

const PASTED: Readonly<Record<string, string>> = {
  'the bare values': `${AK}\n${SK}\n`,
  'an INI section': `ak = ${AK}\nsk = ${SK}`,
  'an INI file': INI,
  'exported variables': `export HUAWEICLOUD_SDK_AK=${AK}\nexport HUAWEICLOUD_SDK_SK="${SK}"`,
  PowerShell: `$env:HW_ACCESS_KEY = '${AK}'\n$env:HW_SECRET_KEY = '${SK}'`,
  CSV: `User Name,Access Key Id,Secret Access Key\ndev,${AK},${SK}`,
  'IAM’s answer': JSON.stringify({
    credential: { access: AK, secret: SK, securitytoken: 't', expires_at: '2026-01-15T09:30:00.000000Z' },
  }),
}

for (const [form, text] of Object.entries(PASTED)) {
  test(`pasted: ${form}`, () => {
    const [found] = fromPaste(text)
    assert.deepEqual([found?.keys?.accessKey, found?.keys?.secretKey], [AK, SK])
    if (form === 'IAM’s answer') assert.equal(found?.keys?.expiresAt, Date.parse('2026-01-15T09:30:00Z'))
  })
}

test('what holds no keys gives none', () => {
  for (const text of ['', 'hello', 'one two three four five', '{}', 'a=b', '<html></html>']) {
    assert.deepEqual(fromPaste(text), [], text)
  }
})

test('a row of credentials.csv pasted without its titles does not send the secret key as a token', () => {
  const [found] = fromPaste(`dev-user,${AK},${SK}`)
  assert.deepEqual(found, { name: 'dev-user', keys: { accessKey: AK, secretKey: SK } })
  const [temporary] = fromPaste(`${AK} ${SK} token-of-some-length`)
  assert.equal(temporary?.keys?.securityToken, 'token-of-some-length')
})
