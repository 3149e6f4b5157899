import assert from 'node:assert/strict'
import { test } from 'node:test'
import { diagnose } from '../../../src/api/diagnosis'
import { ApiError } from '../../../src/api/errors'
import { count, KEYS, PROJECT, setup, USER } from './setup'

test('whoever hears that somebody signed in finds the name among the accounts, and after signing out no more', async () => {
  const bench = setup()
  const accounts = bench.accounts()
  const heard: Promise<readonly string[]>[] = []
  accounts.onDidChange(() => heard.push(accounts.names()))
  accounts.onDidChangeNames(() => heard.push(accounts.names()))
  await accounts.put('work', KEYS)
  assert.deepEqual((await Promise.all(heard)).at(-1), ['work'])
  await accounts.remove('work')
  assert.deepEqual((await Promise.all(heard)).at(-1), [])
})

test('the same keys given again are an event, and begin without the refusals of before', async () => {
  const bench = setup()
  const accounts = bench.accounts()
  await accounts.put('work', KEYS)
  const before = await accounts.signedIn('work')
  const heard: string[] = []
  accounts.onDidChange((account) => heard.push(account))
  await accounts.put('work', KEYS)
  assert.deepEqual(heard, ['work'])
  const after = await accounts.signedIn('work')
  assert.notEqual(after?.session.guard, before?.session.guard)
})

test('tokens that another window got with the old user are not used for the new one', async () => {
  const bench = setup()
  const [here, there] = [bench.accounts(), bench.accounts()]
  await here.put('work', USER)
  await count(await bench.connection(there))
  const old = bench.secrets.values.get('tokens:work')
  assert.ok(old)
  await here.put('work', { ...USER, password: 'another password' })
  assert.equal(bench.secrets.values.has('tokens:work'), false)
  // What the other window wrote late, before it heard of the new user.
  await bench.secrets.store('tokens:work', old)
  const requests = bench.tokenRequests()
  await assert.rejects(count(await bench.connection(here)), (error) => diagnose(error) === 'passwordWrong')
  assert.equal(bench.tokenRequests(), requests + 1)
})

for (const isHereFirst of [true, false]) {
  test(`two windows replace one account at once, ${isHereFirst ? 'this' : 'the other'} one first: both end with the same user, and nothing typed for the other`, async () => {
    const bench = setup()
    const { password, ...user } = USER
    const [here, there] = [bench.accounts(), bench.accounts()]
    await here.put('work', KEYS)
    const puts = [
      () => here.put('work', { ...user, user: 'somebody' }, { password: 'of somebody' }),
      () => there.put('work', user, { password: password ?? '' }),
    ]
    await Promise.all((isHereFirst ? puts : puts.toReversed()).map((put) => put()))
    const [ours, theirs] = [await here.signedIn('work'), await there.signedIn('work')]
    assert.ok(ours && theirs)
    assert.deepEqual(ours.credentials, theirs.credentials)
    const isTheirs = 'user' in ours.credentials && ours.credentials.user === user.user
    const typed = [ours, theirs].map(({ session }) => session.entered()?.password)
    assert.deepEqual(typed, isTheirs ? [undefined, password] : ['of somebody', undefined])
    assert.deepEqual(await here.names(), ['work'])
  })
}

test('a name that two windows lost by writing at once can still be signed out of', async () => {
  const bench = setup()
  const accounts = bench.accounts()
  await accounts.put('one', KEYS)
  await accounts.put('two', KEYS)
  await bench.secrets.store('accounts', JSON.stringify(['one']))
  await accounts.signedIn('two')
  await accounts.put('three', KEYS)
  assert.deepEqual([...(await accounts.names())].sort(), ['one', 'three', 'two'])
})

test('a clock that is off costs ten projects of one account fewer refusals than lock its key', async () => {
  const bench = setup({ skewMs: 20 * 60_000 })
  const accounts = bench.accounts()
  await accounts.put('work', KEYS)
  const connections = await Promise.all(Array.from({ length: 10 }, () => bench.connection(accounts, PROJECT)))
  const ends = await Promise.allSettled(connections.map(count))
  assert.ok(bench.lists().filter((status) => status === 401).length < 5, bench.lists().join(' '))
  for (const end of ends.filter(({ status }) => status === 'rejected')) {
    assert.ok(end.status === 'rejected' && end.reason instanceof ApiError)
    assert.notEqual(diagnose(end.reason), 'lockedOut')
  }
  assert.ok((await Promise.all(connections.map(count))).every((servers) => servers > 3))
})
