import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Accounts } from '../../../src/auth/accounts'
import { Credentials, masked } from '../../../src/auth/credentials'
import { memorySecrets } from '../../support/memory'

const KEYS = { accessKey: 'HST3WATEC3PGUQA7RTMY', secretKey: 'sEcReT/with+signs=' }
const WITH_TOKEN = { ...KEYS, securityToken: 'token-1' }

test('what is put is got back, in another window too, as one value', async () => {
  const secrets = memorySecrets()
  const accounts = new Accounts(secrets)
  await accounts.put('work', KEYS)
  await accounts.put('temporary', WITH_TOKEN)
  const other = new Accounts(secrets)
  assert.deepEqual(await other.get('work'), KEYS)
  assert.deepEqual(await other.get('temporary'), WITH_TOKEN)
  assert.deepEqual(await other.names(), ['work', 'temporary'])
  const holding = [...secrets.values.values()].filter((value) => value.includes(KEYS.secretKey))
  assert.equal(holding.length, 2)
})

test('nobody is signed in', async () => {
  const accounts = new Accounts(memorySecrets())
  assert.equal(await accounts.get('work'), undefined)
  assert.deepEqual(await accounts.names(), [])
})

test('what is put again replaces, without a second name', async () => {
  const accounts = new Accounts(memorySecrets())
  await accounts.put('work', WITH_TOKEN)
  await accounts.put('work', KEYS)
  assert.deepEqual(await accounts.get('work'), KEYS)
  assert.deepEqual(await accounts.names(), ['work'])
})

test('removing leaves nothing of that account, and the others', async () => {
  const secrets = memorySecrets()
  const accounts = new Accounts(secrets)
  await accounts.put('work', KEYS)
  await accounts.put('home', { ...KEYS, secretKey: 'another' })
  await accounts.remove('work')
  await accounts.remove('never there')
  assert.equal(await accounts.get('work'), undefined)
  assert.deepEqual(await accounts.names(), ['home'])
  assert.equal(
    [...secrets.values.values()].some((value) => value.includes(KEYS.secretKey)),
    false,
  )
})

test('an account is told when it is stored, replaced or removed, in any window', async () => {
  const secrets = memorySecrets()
  const [one, two] = [new Accounts(secrets), new Accounts(secrets)]
  const told: string[] = []
  one.onDidChange((account) => told.push(`one ${account}`))
  two.onDidChange((account) => told.push(`two ${account}`))
  await one.put('work: 漢字', KEYS)
  await two.remove('work: 漢字')
  await secrets.store('something else', 'x')
  assert.deepEqual(told, ['one work: 漢字', 'two work: 漢字', 'one work: 漢字', 'two work: 漢字'])
  one.dispose()
  await two.put('home', KEYS)
  assert.deepEqual(told.slice(4), ['two home'])
})

const GARBAGE = [
  ...['', '{', 'null', '7', '[]', '{}', '"text"', '<html>', JSON.stringify(KEYS).slice(0, -1)],
  ...[{ accessKey: KEYS.accessKey }, { secretKey: KEYS.secretKey }, { ...KEYS, secretKey: '  ' }].map((value) =>
    JSON.stringify(value),
  ),
  ...[
    { ...KEYS, accessKey: 'with blank' },
    { ...KEYS, accessKey: 7 },
    { ...KEYS, securityToken: 7 },
    { ...KEYS, secretKey: 'with blank' },
    { ...KEYS, secretKey: 'with\u00e9' },
    { ...KEYS, securityToken: 'line\nline' },
    { ...KEYS, iam: 'http://iam.example.com' },
  ].map((value) => JSON.stringify(value)),
]

for (const garbage of GARBAGE) {
  test(`what is stored as ${garbage || 'nothing'} reads as not signed in, and can be replaced`, async () => {
    const accounts = new Accounts(memorySecrets({ 'account:work': garbage, accounts: garbage }))
    assert.equal(await accounts.get('work'), undefined)
    assert.deepEqual(await accounts.names(), [])
    await accounts.put('work', KEYS)
    assert.deepEqual(await accounts.get('work'), KEYS)
    assert.deepEqual(await accounts.names(), ['work'])
  })
}

test('blanks and line ends around what was pasted do not count', () => {
  const pasted = { accessKey: ` ${KEYS.accessKey}\n`, secretKey: `\t${KEYS.secretKey}\r\n`, securityToken: ' token-1 ' }
  assert.deepEqual(Credentials.parse(pasted), WITH_TOKEN)
  assert.deepEqual(Credentials.parse({ ...KEYS, securityToken: ' ' }), { ...KEYS, securityToken: undefined })
})

test('masked shows the ends of a long key only', () => {
  assert.equal(masked(KEYS.accessKey), 'HST3••••RTMY')
  for (const short of ['', 'abcd', 'abcdefgh']) assert.equal(masked(short), '••••')
  assert.equal(masked('abcdefghi').includes('e'), false)
})

test('where the account lives is kept with its keys', () => {
  const there = { ...KEYS, iam: 'https://iam.cloud.example.com' }
  assert.deepEqual(Credentials.parse(there), there)
})
