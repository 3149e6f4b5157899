import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fromCsv } from '../../../src/auth/sources/csv'
import { fromSdkEnvironment, fromTerraformEnvironment } from '../../../src/auth/sources/environment'
import { fromIni } from '../../../src/auth/sources/ini'
import { fromPaste } from '../../../src/auth/sources/paste'

const [AK, SK] = ['FAKEAK0000EXAMPLE001', 'fakesecretkey/EXAMPLE+=']
const KEYS = { accessKey: AK, secretKey: SK, securityToken: undefined }
const TERRAFORM = { HW_ACCESS_KEY: AK, HW_SECRET_KEY: SK }
const plain = (keys: object | undefined): unknown => JSON.parse(JSON.stringify(keys ?? null))

test('the SDK’s and Terraform’s variables', () => {
  const sdk = { HUAWEICLOUD_SDK_AK: AK, HUAWEICLOUD_SDK_SK: ` ${SK} `, HUAWEICLOUD_SDK_PROJECT_ID: 'p1' }
  const [found] = fromSdkEnvironment(sdk).found
  assert.deepEqual(plain(found?.keys), plain(KEYS))
  assert.equal(found?.projectId, 'p1')
  const [other] = fromTerraformEnvironment({ ...TERRAFORM, HW_SECURITY_TOKEN: 't', HW_REGION_NAME: 'cn-north-4' }).found
  assert.deepEqual([other?.keys?.securityToken, other?.region, other?.iam], ['t', 'cn-north-4', undefined])
  assert.deepEqual(fromSdkEnvironment({ HUAWEICLOUD_SDK_AK: AK }).found, [])
})

test('Terraform’s variables say where the account lives; keys for an address in the clear are not offered', () => {
  const iamOf = (env: object): unknown => fromTerraformEnvironment({ ...TERRAFORM, ...env }).found[0]?.iam
  assert.equal(iamOf({ HW_AUTH_URL: 'https://iam.cloud.example.com:443/v3/' }), 'https://iam.cloud.example.com:443')
  assert.equal(iamOf({ HW_CLOUD: 'cloud.example.com' }), 'https://iam.cloud.example.com')
  const wrong = fromTerraformEnvironment({ ...TERRAFORM, HW_AUTH_URL: 'http://10.0.0.1/v3' })
  assert.deepEqual(wrong, { found: [], broken: { line: undefined, reason: 'iam' } })
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

test('sections have any names, values any signs, and each may name its IAM', () => {
  const text = `[team.prod]\nak: ${AK}\nsk = "a;b#c=d"\niam_endpoint = https://iam.eu.example.com/v3\n`
  assert.deepEqual(plain(fromIni(text).found), [
    { name: 'team.prod', keys: { accessKey: AK, secretKey: 'a;b#c=d' }, iam: 'https://iam.eu.example.com' },
  ])
})

test('a section in two parts is one, found at its first line', () => {
  const { found, broken } = fromIni(`[a]\nak = ${AK}\n[b]\nak = ${AK}\n[a]\nsk = ${SK}\n`)
  assert.deepEqual([found.map(({ name }) => name), broken], [['a'], { line: 3, reason: 'keysMissing' }])
})

test('one section that is not right is named by its line and leaves the others', () => {
  for (const [bad, reason] of [
    [`ak = ${AK}`, 'keysMissing'],
    [`ak = ${AK}\nsk = with blank`, 'keysWrong'],
    [`ak = ${AK}\nsk = ${SK}\niam_endpoint = http://iam.example.com`, 'iam'],
  ] as const) {
    const { found, broken } = fromIni(`[bad]\n${bad}\n[good]\nak = ${AK}\nsk = ${SK}\n`)
    assert.deepEqual([found.map(({ name }) => name), broken], [['good'], { line: 1, reason }])
  }
})

test('a downloaded credentials.csv, in any language', () => {
  for (const header of ['User Name,Access Key Id,Secret Access Key', '"用户名","访问密钥ID","私有访问密钥"']) {
    const { found, broken } = fromCsv(`\uFEFF${header}\r\n"dev-user",${AK},${SK}\r\n`)
    assert.equal(broken, undefined)
    assert.deepEqual([found[0]?.name, found[0]?.keys?.accessKey, found[0]?.keys?.secretKey], ['dev-user', AK, SK])
  }
})

test('a credentials.csv with several keys gives all of them, and names the line that has none', () => {
  const { found, broken } = fromCsv(`User Name,AK,SK\na,${AK},${SK}\nb,${AK}\u00e9,${SK}\nc,${AK},${SK}\n`)
  assert.deepEqual(
    found.map(({ name }) => name),
    ['a', 'c'],
  )
  assert.deepEqual(broken, { line: 3, reason: 'noKeys' })
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
    const [found] = fromPaste(text).found
    assert.deepEqual([found?.keys?.accessKey, found?.keys?.secretKey], [AK, SK])
    if (form === 'IAM’s answer') assert.equal(found?.keys?.expiresAt, Date.parse('2026-01-15T09:30:00Z'))
  })
}

test('what holds no keys gives none', () => {
  for (const text of [
    '',
    'hello',
    'hello there',
    'nothing of use',
    'one two three four five',
    '{}',
    'a=b',
    '<html></html>',
  ]) {
    assert.deepEqual(fromPaste(text).found, [], text)
  }
})

test('a row of credentials.csv pasted without its titles does not send the secret key as a token', () => {
  const [found] = fromPaste(`dev-user,${AK},${SK}`).found
  assert.deepEqual(plain(found), { name: 'dev-user', keys: { accessKey: AK, secretKey: SK } })
  const [temporary] = fromPaste(`${AK} ${SK} token-of-some-length`).found
  assert.equal(temporary?.keys?.securityToken, 'token-of-some-length')
})

test('what is pasted may hold several keys, or the address of another cloud', () => {
  const both = fromPaste(`User Name,AK,SK\na,${AK},${SK}\nb,${AK.replace('1', '2')},${SK}\n`)
  assert.equal(both.found.length, 2)
  const variables = `export HW_ACCESS_KEY=${AK}\nexport HW_SECRET_KEY=${SK}\nexport HW_AUTH_URL=`
  assert.equal(fromPaste(`${variables}https://iam.example.com/v3`).found[0]?.iam, 'https://iam.example.com')
  assert.deepEqual(fromPaste(`${variables}http://iam.example.com/v3`), {
    found: [],
    broken: { line: undefined, reason: 'iam' },
  })
})

test('nothing that is read is quoted where it cannot be used', () => {
  const secret = 'top secret value'
  for (const { broken } of [
    fromIni(`[a]\nak = ${AK}\nsk = ${secret}\n`),
    fromIni(`[a]\n${secret}\n`),
    fromCsv(`a,b,c\nu,${AK},"${secret}\n`),
    fromCsv(`a,b,c\nu,${AK},${secret}\n`),
  ]) {
    assert.ok(broken)
    assert.doesNotMatch(JSON.stringify(broken), /secret/)
  }
})
