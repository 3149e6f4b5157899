import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SAMPLE } from '../../../src/emulator/sample'
import { CLAIM_MS, OsChangeJournal } from '../../../src/model/osChangeJournal'
import { temporaryFolder } from '../../support/memory'
import { ANSWERED_AT, changeOf } from './changes'
import { BUSY_MS, setup, told, type Window } from './setup'

const { servers: ids } = SAMPLE
const SUCCEEDED = { kind: 'succeeded' } as const
const GONE = { kind: 'gone' } as const
const MINUTE_MS = 60_000
const noun = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`

async function journals(count: number): Promise<readonly [OsChangeJournal, ...OsChangeJournal[]]> {
  const folder = temporaryFolder()
  const [first, ...others] = Array.from({ length: count }, () => new OsChangeJournal(folder))
  assert.ok(first)
  await first.add(changeOf())
  return [first, ...others]
}

test('of many windows that claim an end at once, one may tell it', async () => {
  const all = await journals(20)
  const claims = await Promise.all(all.map((journal) => journal.claim(changeOf(), SUCCEEDED, ANSWERED_AT)))
  assert.equal(claims.filter(Boolean).length, 1)
})

test('a claim that leads to nothing passes to one other window, with the end that was claimed first', async () => {
  const [first, ...others] = await journals(20)
  assert.deepEqual(await first.claim(changeOf(), SUCCEEDED, ANSWERED_AT), SUCCEEDED)
  const again = (now: number) => Promise.all(others.map((journal) => journal.claim(changeOf(), GONE, now)))
  assert.equal((await again(ANSWERED_AT + CLAIM_MS - 1)).filter(Boolean).length, 0)
  assert.deepEqual((await again(ANSWERED_AT + CLAIM_MS)).filter(Boolean), [SUCCEEDED])
  assert.equal((await again(ANSWERED_AT + CLAIM_MS + 1)).filter(Boolean).length, 0)
})

test('what is out of the journal can neither be claimed nor done once', async () => {
  const [one, two] = await journals(2)
  assert.equal(await one.remove(changeOf()), true)
  assert.ok(two)
  assert.equal(await two.claim(changeOf(), SUCCEEDED, ANSWERED_AT), undefined)
  assert.equal(await two.once(changeOf(), 'post'), false)
})

for (const vague of [{ kind: 'undetermined' }, { kind: 'notStarted' }] as const) {
  test(`a window that dies while it claims ${vague.kind} does not keep a later one from telling the end it has seen`, async () => {
    const folder = temporaryFolder()
    const [dead, next, third] = Array.from({ length: 3 }, () => new OsChangeJournal(folder))
    assert.ok(dead && next && third)
    await dead.add(changeOf())
    assert.deepEqual(await dead.claim(changeOf(), vague, ANSWERED_AT), vague)
    const later = ANSWERED_AT + CLAIM_MS
    assert.deepEqual(await next.claim(changeOf(), SUCCEEDED, later), SUCCEEDED)
    assert.deepEqual(await third.claim(changeOf(), vague, later + CLAIM_MS), SUCCEEDED)
  })
}

test('what may be done once is done by one window, for ever, and anew for the next change', async () => {
  const all = await journals(20)
  const [first] = all
  const done = await Promise.all(all.map((journal) => journal.once(changeOf(), 'post')))
  assert.equal(done.filter(Boolean).length, 1)
  assert.equal(await first.once(changeOf(), 'post'), false)
  assert.equal(await first.once(changeOf(), 'late'), true)
  await first.remove(changeOf())
  const next = changeOf({ id: 'next' })
  await first.add(next)
  assert.equal(await first.once(next, 'post'), true)
})

/** Windows that have all read the end of a change, and have not begun to settle it. */
async function atTheEnd(count: number): Promise<readonly Window[]> {
  const bench = setup()
  const windows = Array.from({ length: count }, () => bench.open())
  await windows[0]?.start()
  await bench.clock.advance(BUSY_MS)
  for (const { servers } of windows) servers.dispose()
  bench.clock.jump(MINUTE_MS)
  for (const { servers, osChanges } of windows) {
    await osChanges.reload()
    await servers.reread(ids.stopped)
  }
  assert.deepEqual(windows.flatMap(told), [])
  return windows
}

for (const count of [1, 2, 5]) {
  test(`${noun(count, 'window')} that settle${count === 1 ? 's' : ''} the same end at the same moment tell it once`, async () => {
    const windows = await atTheEnd(count)
    const settle = () =>
      Promise.all(windows.flatMap(({ osChanges, servers }) => [servers, servers].map((s) => osChanges.settle(s))))
    await settle()
    await settle()
    assert.deepEqual(windows.flatMap(told), ['succeeded'])
  })
}

test('a window that was killed before it told the end leaves it to another', async () => {
  const bench = setup()
  const killed = bench.open(true, {
    surroundings: { history: { add: () => new Promise(() => undefined), usualMs: async () => undefined } },
  })
  await killed.start()
  await bench.clock.advance(3 * BUSY_MS)
  killed.servers.dispose()
  const next = bench.open()
  await next.osChanges.reload()
  next.servers.wake()
  await bench.clock.advance(CLAIM_MS + 2 * BUSY_MS)
  assert.deepEqual([told(killed), told(next)], [[], ['succeeded']])
})

test('a journal from which nothing can be taken out does not make a window tell the end again', async () => {
  const bench = setup()
  const stuck = (folder: string): OsChangeJournal =>
    Object.assign(new OsChangeJournal(folder), { remove: () => Promise.reject(new Error('EROFS')) })
  const window = bench.open(true, { journal: stuck })
  await window.start()
  await bench.clock.advance(10 * MINUTE_MS)
  assert.deepEqual(told(window), ['succeeded'])
  assert.deepEqual(window.osChanges.inFlight, [])
})

test('a change that takes longer than the limit is told so once, over all windows, and goes on', async () => {
  const bench = setup({ changeMs: 15 * MINUTE_MS })
  const surroundings = { limitMs: () => 5 * MINUTE_MS }
  const windows = [bench.open(true, { surroundings }), bench.open(true, { surroundings })]
  let late = 0
  for (const { osChanges } of windows) osChanges.onDidExceedLimit(() => late++)
  await windows[0]?.start()
  for (const { servers } of windows) servers.wake()
  await bench.clock.advance(4 * MINUTE_MS)
  assert.equal(late, 0)
  await bench.clock.advance(3 * MINUTE_MS)
  assert.equal(late, 1)
  await bench.clock.advance(12 * MINUTE_MS)
  assert.deepEqual([late, windows.flatMap(told)], [1, ['succeeded']])
})

test('a window that dies before its words were seen leaves the telling to the next one', async () => {
  const bench = setup()
  const seen: string[] = []
  const tell = (window: string, shown: Promise<unknown>) => async (settlement: { outcome: { kind: string } }) => {
    await shown
    seen.push(`${window}: ${settlement.outcome.kind}`)
  }
  const dying = bench.open(true, { surroundings: { tell: tell('dying', new Promise(() => undefined)) } })
  await dying.start()
  await bench.clock.advance(5 * MINUTE_MS)
  assert.equal(dying.osChanges.inFlight.length, 0, 'its row shows the end already')
  dying.servers.dispose()
  const next = bench.open(true, { surroundings: { tell: tell('next', Promise.resolve()) } })
  await next.osChanges.reload()
  await next.servers.refresh()
  await bench.clock.advance(5 * MINUTE_MS)
  assert.deepEqual(seen, ['next: succeeded'])
  const third = bench.open(true, { surroundings: { tell: tell('third', Promise.resolve()) } })
  await third.osChanges.reload()
  assert.equal(third.osChanges.inFlight.length, 0)
})
