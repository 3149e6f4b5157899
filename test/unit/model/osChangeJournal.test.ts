import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { OsChangeJournal } from '../../../src/model/osChangeJournal'
import { temporaryFolder } from '../../support/memory'
import { changeOf } from './changes'

function setup() {
  const folder = join(temporaryFolder(), 'below', 'osChanges')
  return { folder, one: new OsChangeJournal(folder), two: new OsChangeJournal(folder) }
}

const intents = (folder: string): string[] => readdirSync(folder).filter((name) => name.endsWith('.json'))

const other = changeOf({ id: 'b-change', serverId: 'another-server' })

test('a journal without a folder is empty', async () => {
  assert.deepEqual(await setup().one.all(), [])
})

test('an intent is on the disk, whole and private, when add resolves', async () => {
  const { folder, one } = setup()
  assert.equal(await one.add(changeOf()), true)
  const [name = '', ...others] = readdirSync(folder)
  assert.deepEqual(others, [])
  assert.deepEqual(JSON.parse(readFileSync(join(folder, name), 'utf8')), changeOf())
  if (process.platform !== 'win32') assert.equal(statSync(join(folder, name)).mode & 0o777, 0o600)
})

test('every window reads all changes', async () => {
  const { one, two } = setup()
  await one.add(changeOf())
  await two.add(other)
  const sorted = [...(await one.all())].sort((a, b) => (a.id < b.id ? -1 : 1))
  assert.deepEqual(sorted, [changeOf(), other])
})

test('of many windows that add a change of one server at once, one wins', async () => {
  const { folder, one } = setup()
  const windows = Array.from({ length: 20 }, () => new OsChangeJournal(folder))
  const added = await Promise.all(windows.map((journal, index) => journal.add(changeOf({ id: `change-${index}` }))))
  assert.equal(added.filter(Boolean).length, 1)
  assert.deepEqual(
    (await one.all()).map(({ id }) => id),
    [`change-${added.indexOf(true)}`],
  )
  assert.equal(readdirSync(folder).length, 1)
})

test('the same server id in another project or region is another server', async () => {
  const { one } = setup()
  const { project } = changeOf()
  await one.add(changeOf())
  assert.equal(await one.add(changeOf({ id: '2', project: { ...project, projectId: 'p2' } })), true)
  assert.equal(await one.add(changeOf({ id: '3', project: { ...project, region: 'cn-north-9' } })), true)
  assert.equal(await one.add(changeOf({ id: '4', project: { ...project, name: 'renamed', account: 'other' } })), false)
})

test('an id cannot leave the folder', async () => {
  const { folder, one } = setup()
  const change = changeOf({ serverId: '../../escaped/..' })
  assert.equal(await one.add(change), true)
  assert.equal(readdirSync(folder).length, 1)
  assert.deepEqual(await one.all(), [change])
})

test('put replaces what is known', async () => {
  const { folder, one, two } = setup()
  await one.add(changeOf())
  await two.put(changeOf({ isAccepted: true, seenAt: 1 }))
  assert.deepEqual(await one.all(), [changeOf({ isAccepted: true, seenAt: 1 })])
  assert.equal(intents(folder).length, 1)
})

test('puts of the same change at once leave one of them whole', async () => {
  const { folder, one, two } = setup()
  await one.add(changeOf())
  await Promise.all([1, 2, 3, 4, 5].map((seenAt) => (seenAt % 2 ? one : two).put(changeOf({ seenAt }))))
  const [change, ...others] = await one.all()
  assert.ok(change?.seenAt)
  assert.deepEqual(others, [])
  assert.equal(intents(folder).length, 1)
  assert.equal(await two.remove(changeOf()), true)
  assert.deepEqual(readdirSync(folder), [])
})

test('put after removal does nothing', async () => {
  const { folder, one, two } = setup()
  await one.add(changeOf())
  await two.remove(changeOf())
  await one.put(changeOf({ isAccepted: true }))
  assert.deepEqual(readdirSync(folder), [])
})

test('neither put nor remove touches a later change of the same server', async () => {
  const { one, two } = setup()
  const later = changeOf({ id: 'later' })
  await one.add(changeOf())
  await one.remove(changeOf())
  await one.add(later)
  await two.put(changeOf({ isAccepted: true }))
  assert.equal(await two.remove(changeOf()), false)
  assert.deepEqual(await one.all(), [later])
})

test('of many windows that remove a change at once, one is told so', async () => {
  const { folder, one } = setup()
  await one.add(changeOf())
  const windows = Array.from({ length: 20 }, () => new OsChangeJournal(folder))
  const removed = await Promise.all(windows.map((journal) => journal.remove(changeOf())))
  assert.equal(removed.filter(Boolean).length, 1)
  assert.equal(await one.add(changeOf({ id: 'next' })), true)
})

for (const garbage of [
  '',
  '{',
  'null',
  '[]',
  '"text"',
  '{"id":"a-change"}',
  JSON.stringify({ ...changeOf(), id: '' }),
]) {
  test(`a file with ${garbage.slice(0, 12) || 'nothing'} hides no other change, and is not taken for free`, async () => {
    const { folder, one } = setup()
    await one.add(changeOf())
    const [name = ''] = readdirSync(folder)
    writeFileSync(join(folder, name), garbage)
    await one.add(other)
    assert.deepEqual(await one.all(), [other])
    await assert.rejects(one.add(changeOf({ id: 'next' })), (error: Error) =>
      error.message.includes(join(folder, name)),
    )
    assert.equal(await one.remove(changeOf()), false)
    assert.equal(readFileSync(join(folder, name), 'utf8'), garbage)
    rmSync(join(folder, name))
    assert.equal(await one.add(changeOf({ id: 'next' })), true)
  })
}

test('other files and folders in the folder are left alone', async () => {
  const { folder, one } = setup()
  await one.add(changeOf())
  writeFileSync(join(folder, 'notes.txt'), 'x')
  mkdirSync(join(folder, 'folder.json'))
  assert.deepEqual(await one.all(), [changeOf()])
})

test('an intent that cannot be written is an error and blocks nothing', async () => {
  const { folder, one } = setup()
  const lone = changeOf({ serverName: 'ok' })
  writeFileSync(join(folder, '..', '..', 'file'), '')
  const blocked = new OsChangeJournal(join(folder, '..', '..', 'file', 'osChanges'))
  await assert.rejects(blocked.add(lone))
  assert.equal(await one.add(lone), true)
})

test('fields that a later version may add are no reason to lose a change', async () => {
  const { folder, one } = setup()
  await one.add(changeOf())
  const [name = ''] = readdirSync(folder)
  writeFileSync(join(folder, name), JSON.stringify({ ...changeOf(), addedLater: true }))
  assert.equal((await one.all()).length, 1)
})

test('what was known of a change whose window died while it took the change out is swept up later', async () => {
  const { folder, one, two } = setup()
  await one.add(other)
  const known = async (change: typeof other): Promise<string[]> => {
    const before = new Set(readdirSync(folder))
    await two.put({ ...change, isAccepted: true })
    await two.once(change, 'late')
    await two.claim(change, { kind: 'succeeded' }, 1)
    return readdirSync(folder).filter((name) => !before.has(name))
  }
  const kept = await known(other)
  await one.add(changeOf())
  const left = await known(changeOf())
  assert.deepEqual([kept.length, left.length], [3, 3])
  const ofChange = intents(folder).filter((name) => readFileSync(join(folder, name), 'utf8').includes('"a-change"'))
  for (const name of ofChange) rmSync(join(folder, name))
  await one.open()
  assert.deepEqual(
    readdirSync(folder)
      .filter((name) => left.includes(name))
      .sort(),
    left.sort(),
    'too young',
  )
  const longAgo = new Date(Date.now() - 2 * 60 * 60_000)
  for (const name of readdirSync(folder)) utimesSync(join(folder, name), longAgo, longAgo)
  const damaged = join(folder, 'damaged.json')
  writeFileSync(damaged, '{')
  await one.open()
  assert.equal(
    readdirSync(folder).filter((name) => left.includes(name)).length,
    3,
    'they may be those of the damaged one',
  )
  rmSync(damaged)
  await one.open()
  assert.deepEqual(readdirSync(folder).sort(), [...intents(folder), ...kept].sort())
  assert.deepEqual(await two.all(), [{ ...other, isAccepted: true }])
})
