import assert from 'node:assert/strict'
import { readdirSync, utimesSync, writeFileSync } from 'node:fs'
import fs from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { ApiError, isOutcomeUnknown, UnsentError } from '../../../src/api/errors'
import { answerOf } from '../../../src/emulator/interception'
import { SAMPLE } from '../../../src/emulator/sample'
import type { OsChange } from '../../../src/model/osChange'
import { OsChangeJournal } from '../../../src/model/osChangeJournal'
import { SEND_MS } from '../../../src/model/osChangeRequests'
import { OsHistory } from '../../../src/model/osHistory'
import { temporaryFolder } from '../../support/memory'
import { changeOf } from './changes'
import { type Bench, BUSY_MS, PROJECT, setup, told } from './setup'

const { servers: ids } = SAMPLE
const MINUTE_MS = 60_000
const CHANGE = { method: 'POST', path: /\/changeos$/ } as const

/** A journal that does more, or less, than its own. */
const altered =
  (alter: (journal: OsChangeJournal) => Partial<OsChangeJournal>) =>
  (folder: string): OsChangeJournal => {
    const journal = new OsChangeJournal(folder)
    return Object.assign(journal, alter(new OsChangeJournal(folder)))
  }

const isLate = (error: unknown): boolean =>
  error instanceof UnsentError && error.kind === 'late' && !isOutcomeUnknown(error)

test('a request that could not leave in time never does: others may have told that it never began', async () => {
  const bench = setup()
  const slow = altered((journal) => ({
    add: async (change: OsChange) => {
      const isAdded = await journal.add(change)
      bench.clock.jump(SEND_MS + 1)
      return isAdded
    },
  }))
  const window = bench.open(true, { journal: slow })
  await assert.rejects(window.start(), isLate)
  assert.deepEqual([bench.posts(), window.osChanges.inFlight, told(window)], [0, [], []])
})

test('a request whose change another window has taken out is not sent', async () => {
  const bench = setup()
  const taken = altered((journal) => ({
    add: async (change: OsChange) => (await journal.add(change)) && journal.remove(change),
  }))
  const window = bench.open(true, { journal: taken })
  await assert.rejects(window.start(), isLate)
  assert.equal(bench.posts(), 0)
})

async function withHistory(bench: Bench) {
  const history = new OsHistory(temporaryFolder())
  return { history, window: bench.open(true, { surroundings: { history } }) }
}

test('a change that the service refused is in the history, with its words and the request’s id', async () => {
  const bench = setup()
  const { history, window } = await withHistory(bench)
  const said = { error_code: 'ModelArts.6789', error_msg: 'No permission to use the key pair' }
  bench.emulator.control.intercept({ ...CHANGE, answer: () => answerOf(400, said, { 'x-request-id': 'r-1' }) })
  await assert.rejects(window.start(), ApiError)
  const [past, ...others] = await history.all()
  assert.deepEqual(past?.outcome, {
    kind: 'refused',
    diagnosis: 'keyPair',
    said: 'ModelArts.6789: No permission to use the key pair',
    requestId: 'r-1',
  })
  assert.deepEqual([others, window.osChanges.inFlight, told(window)], [[], [], []])
})

test('a change that never left this computer is not in the history', async () => {
  const bench = setup()
  const { history, window } = await withHistory(bench)
  const error = new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ECONNREFUSED' }) })
  bench.emulator.control.intercept({ ...CHANGE, answer: () => Promise.reject(error) })
  await assert.rejects(window.start())
  assert.deepEqual(await history.all(), [])
})

test('the id of a request whose outcome is unknown is kept', async () => {
  const bench = setup()
  const { history, window } = await withHistory(bench)
  bench.emulator.control.intercept({ ...CHANGE, answer: () => answerOf(502, {}, { 'x-request-id': 'r-2' }) })
  assert.equal((await window.start()).kind, 'unknown')
  assert.deepEqual(window.osChanges.find(PROJECT, ids.stopped)?.requestIds, ['r-2'])
  await bench.clock.advance(5 * MINUTE_MS)
  assert.deepEqual((await history.all())[0]?.change.requestIds, ['r-2'])
})

test('what cannot be written down is heard of, and keeps no end from being told', async () => {
  for (const broken of ['put', 'claim', 'remove'] as const) {
    const bench = setup()
    const failed: unknown[] = []
    const reject = () => Promise.reject(new Error(broken))
    const window = bench.open(true, {
      journal: altered(() => ({ [broken]: reject })),
      surroundings: { failed: (error) => failed.push(error) },
    })
    await window.start()
    await bench.clock.advance(2 * MINUTE_MS)
    assert.deepEqual(told(window), ['succeeded'])
    assert.ok(failed.length > 0, broken)
  }
})

test('a history that cannot be written is heard of', async () => {
  const bench = setup()
  const failed: unknown[] = []
  const history = { add: () => Promise.reject(new Error('full')), usualMs: async () => undefined }
  const window = bench.open(true, { surroundings: { history, failed: (error) => failed.push(error) } })
  await window.start()
  await bench.clock.advance(2 * MINUTE_MS)
  assert.deepEqual([told(window), failed.length], [['succeeded'], 1])
})

test('a window that cannot tell an end leaves it to one that can', async () => {
  const bench = setup()
  const ready = () => Promise.reject(new Error('the extension was updated'))
  const first = bench.open(true, { surroundings: { ready } })
  await first.start()
  await bench.clock.advance(MINUTE_MS)
  const next = bench.open()
  await next.osChanges.reload()
  next.servers.wake()
  await bench.clock.advance(BUSY_MS)
  assert.deepEqual([told(first), told(next)], [[], ['succeeded']])
})

test('what an end needs to be told is there before the end is claimed', async () => {
  const bench = setup()
  const steps: string[] = []
  const window = bench.open(true, {
    journal: altered((journal) => ({
      claim: (...args: Parameters<OsChangeJournal['claim']>) => {
        steps.push('claim')
        return journal.claim(...args)
      },
    })),
    surroundings: { ready: async () => void steps.push('ready') },
  })
  await window.start()
  await bench.clock.advance(2 * MINUTE_MS)
  assert.deepEqual([told(window), steps], [['succeeded'], ['ready', 'claim']])
})

test('of reloads that overlap, none brings back what was read before a change began', async () => {
  const bench = setup()
  const waits: (() => void)[] = []
  let isSlow = false
  const slow = altered((journal) => ({
    all: async () => {
      const all = await journal.all()
      if (isSlow) await new Promise<void>((resolve) => waits.push(resolve))
      return all
    },
  }))
  const window = bench.open(false, { journal: slow })
  isSlow = true
  const early = window.osChanges.reload()
  isSlow = false
  await window.start()
  const late = [window.osChanges.reload(), window.osChanges.reload()]
  for (const go of waits) go()
  await early
  assert.equal(window.osChanges.inFlight.length, 1)
  await Promise.all(late)
  assert.equal(window.osChanges.inFlight.length, 1)
})

test('a folder that cannot be read does not make a window forget what is in flight', async () => {
  const bench = setup()
  const window = bench.open()
  await window.start()
  const real = fs.readdir
  Object.assign(fs, { readdir: () => Promise.reject(Object.assign(new Error('EMFILE'), { code: 'EMFILE' })) })
  try {
    await assert.rejects(window.osChanges.reload())
  } finally {
    Object.assign(fs, { readdir: real })
  }
  assert.equal(window.osChanges.inFlight.length, 1)
})

test('what a window that died has left half made is swept up, and nothing else', async () => {
  const folder = temporaryFolder()
  const journal = new OsChangeJournal(folder)
  await journal.add(changeOf())
  const [intent = ''] = readdirSync(folder)
  const uuid = '3d9a4c71-2e58-4f06-8b1d-7c5e9f0a1b23'
  const old = [`${intent}.${uuid}`, `~a.${uuid}.known.${uuid}`, `~a.claim-0.${uuid}`]
  const young = `other.json.${uuid}`
  for (const name of [...old, young]) writeFileSync(join(folder, name), '{')
  const longAgo = new Date(Date.now() - 2 * 60 * MINUTE_MS)
  for (const name of [...old, intent]) utimesSync(join(folder, name), longAgo, longAgo)
  await journal.open()
  assert.deepEqual(readdirSync(folder).sort(), [intent, young].sort())
})

test('the name of an intent is on the disk before its request leaves', {
  skip: process.platform === 'win32',
}, async () => {
  const folder = temporaryFolder()
  const real = fs.open
  const synced: string[] = []
  const open = async (...args: Parameters<typeof fs.open>) => {
    const handle = await real(...args)
    const sync = handle.sync.bind(handle)
    return Object.assign(handle, { sync: () => sync().then(() => void synced.push(String(args[0]))) })
  }
  Object.assign(fs, { open })
  try {
    await new OsChangeJournal(folder).add(changeOf())
  } finally {
    Object.assign(fs, { open: real })
  }
  assert.equal(synced.at(-1), folder)
})
