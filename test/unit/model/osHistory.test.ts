import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { MOST_ENTRIES, OsHistory, type PastChange } from '../../../src/model/osHistory'
import { csvOf, exportedOf } from '../../../src/model/osHistoryExport'
import { temporaryFolder } from '../../support/memory'
import { changeOf, INTENDED_AT } from './changes'

const MINUTE_MS = 60_000

function past(number: number, fields: Partial<PastChange> = {}): PastChange {
  const intendedAt = INTENDED_AT + number * MINUTE_MS
  const change = changeOf({ id: `change-${number}`, intendedAt, flavor: 'physical.npu9' })
  return { change, outcome: { kind: 'succeeded' }, endedAt: intendedAt + 10 * MINUTE_MS, isWatched: true, ...fields }
}

const folderOf = (): string => join(temporaryFolder(), 'osHistory')
const ids = (all: readonly PastChange[]): string[] => all.map(({ change }) => change.id)

test('a history without a folder is empty', async () => {
  assert.deepEqual(await new OsHistory(folderOf()).all(), [])
})

test('the latest change comes first, in every window', async () => {
  const folder = folderOf()
  for (const number of [2, 1, 3]) await new OsHistory(folder).add(past(number))
  assert.deepEqual(ids(await new OsHistory(folder).all()), ['change-3', 'change-2', 'change-1'])
})

test('a change that two windows end is kept once, as the first has it', async () => {
  const folder = folderOf()
  const windows = [new OsHistory(folder), new OsHistory(folder)]
  await Promise.all(windows.map((history, index) => history.add(past(1, { endedAt: INTENDED_AT + index }))))
  assert.equal((await new OsHistory(folder).all()).length, 1)
})

test('files that cannot be read hide no others, and fields of a later version are no harm', async () => {
  const folder = folderOf()
  const history = new OsHistory(folder)
  await history.add(past(1))
  for (const [index, text] of ['', '{', '[]', '{"change":{}}'].entries()) {
    writeFileSync(join(folder, `00000000000000${index}-x.json`), text)
  }
  writeFileSync(join(folder, 'notes.txt'), 'x')
  mkdirSync(join(folder, 'folder.json'))
  const [name = ''] = readdirSync(folder).filter((file) => file.includes('change-1'))
  writeFileSync(join(folder, name), JSON.stringify({ ...past(1), later: { of: 'a kind' } }))
  assert.deepEqual(ids(await history.all()), ['change-1'])
})

test('it is bounded: the oldest are forgotten', async () => {
  const folder = folderOf()
  mkdirSync(folder)
  for (let number = 0; number < MOST_ENTRIES + 5; number++) {
    writeFileSync(join(folder, `${String(number).padStart(15, '0')}-old.json`), '{}')
  }
  await new OsHistory(folder).add(past(1))
  const names = readdirSync(folder).sort()
  assert.equal(names.length, MOST_ENTRIES)
  assert.ok(names.at(-1)?.includes('change-1'))
  assert.ok(names[0]?.startsWith('000000000000006'))
})

test('the usual time is the middle of the latest that were watched to a good end on such a server', async () => {
  const folder = folderOf()
  const history = new OsHistory(folder)
  const after = (number: number, minutes: number): Partial<PastChange> => ({
    endedAt: INTENDED_AT + (number + minutes) * MINUTE_MS,
  })
  assert.equal(await history.usualMs('physical.npu9'), undefined)
  for (const [number, minutes] of [12, 3, 10, 11].entries()) await history.add(past(number, after(number, minutes)))
  await history.add(past(5, { ...after(5, 600), isWatched: false }))
  await history.add(past(6, { ...after(6, 1), outcome: { kind: 'gone' } }))
  assert.equal(await history.usualMs('physical.npu9'), 11 * MINUTE_MS)
  assert.equal(await history.usualMs('another'), undefined)
  assert.equal(await history.usualMs(undefined), undefined)
})

/** A small reader of RFC 4180, to parse back what was written. */
function parsed(text: string): string[][] {
  const rows: string[][] = [[]]
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain ?? '')
    if (end === '\r\n') rows.push([])
  }
  return rows.slice(0, -1)
}

test('CSV is read back as it was, except for names that a spreadsheet would compute', () => {
  const odd = past(1, {
    change: changeOf({
      serverName: '=HYPERLINK("http://x","y")',
      image: { id: 'i', name: '镜像, "22.04"\nnext' },
      userData: { name: 'init.yaml', sha256: 'ab' },
    }),
    outcome: { kind: 'refused', said: 'X: no', requestId: 'r-1' },
  })
  const { keyPairName: _pair, ...withPassword } = changeOf({ requestIds: ['a', 'b'] })
  const text = csvOf([odd, past(2, { change: withPassword })])
  assert.equal(text[0], '\uFEFF')
  const [header = [], ...rows] = parsed(text.slice(1))
  const records = rows.map((row) => Object.fromEntries(header.map((name, index) => [name, row[index]])))
  assert.equal(records.length, 2)
  assert.equal(records[0]?.['serverName'], '\'=HYPERLINK("http://x","y")')
  assert.equal(records[0]?.['newImageName'], '镜像, "22.04"\nnext')
  assert.equal(records[0]?.['detail'], 'X: no r-1')
  assert.equal(records[1]?.['login'], 'password')
  assert.equal(records[1]?.['requestIds'], 'a b')
  assert.deepEqual(header, Object.keys(exportedOf(odd)))
})

test('an empty history has its header', () => {
  assert.match(csvOf([]), /^\uFEFFstartedAt,endedAt,.*\r\n$/)
})
