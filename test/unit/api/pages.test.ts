import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Page, readPages } from '../../../src/api/pages'

interface Thing {
  readonly id: string
}

const things = (count: number, from = 0): Thing[] => Array.from({ length: count }, (_, at) => ({ id: `t${from + at}` }))

/** A list of so many things; counts what is asked for and how much of it at once. */
function service(all: readonly Thing[], size = 100, isPageNumber = false, hasTotal = true) {
  const seen = { requests: 0, atOnce: 0, most: 0 }
  const read = async (offset: number): Promise<Page<Thing>> => {
    seen.requests++
    seen.most = Math.max(seen.most, ++seen.atOnce)
    await new Promise((resolve) => setImmediate(resolve))
    seen.atOnce--
    const start = isPageNumber ? offset * size : offset
    const items = all.slice(start, start + size)
    return { items, received: items.length, total: hasTotal ? all.length : undefined }
  }
  return { read, seen }
}

test('the rest is fetched side by side once the first page has told how many there are', async () => {
  const { read, seen } = service(things(10_000))
  const pages: number[] = []
  const found = await readPages({ read, onPage: (fresh) => pages.push(fresh.length) })
  assert.equal(found.length, 10_000)
  assert.deepEqual([seen.requests, seen.most], [100, 8])
  assert.equal(pages.length, 100, 'every page is heard of as it arrives')
})

test('a list of one page is one request', async () => {
  const { read, seen } = service(things(100))
  assert.equal((await readPages({ read })).length, 100)
  assert.equal(seen.requests, 1)
  const none = service([])
  assert.deepEqual(await readPages({ read: none.read }), [])
  assert.equal(none.seen.requests, 1)
})

test('a server that gives fewer records a page than asked for is followed', async () => {
  const { read } = service(things(95), 10)
  assert.equal((await readPages({ read })).length, 95)
})

test('without a total the pages are read one by one until nothing new comes', async () => {
  const { read, seen } = service(things(250), 100, false, false)
  assert.equal((await readPages({ read })).length, 250)
  assert.equal(seen.most, 1)
})

for (const total of [-1, 0, 1, 99]) {
  test(`a total of ${total} beside more records than that is none: the list is read to its end`, async () => {
    const { read } = service(things(250))
    const lying = async (offset: number): Promise<Page<Thing>> => ({ ...(await read(offset)), total })
    assert.equal((await readPages({ read: lying })).length, 250)
  })
}

test('a server that takes the offset for a page number is read to its end all the same', async () => {
  const { read, seen } = service(things(730), 100, true)
  assert.equal((await readPages({ read })).length, 730)
  assert.ok(seen.requests <= 16, `${seen.requests} requests`)
})

/** A service that takes `offset` for the number of a page, and gives the last page for all numbers beyond. */
function repeatingLast(all: readonly Thing[], size = 100) {
  const { read, seen } = service(all, size, true)
  const last = Math.ceil(all.length / size) - 1
  return { seen, read: (number: number): Promise<Page<Thing>> => read(Math.min(number, last)) }
}

for (const count of [130, 730, 10_150]) {
  test(`${count} records by page number, the last page again and again beyond them, are all read`, async () => {
    const { read, seen } = repeatingLast(things(count))
    assert.equal((await readPages({ read })).length, count)
    assert.ok(seen.requests <= (2 * count) / 100 + 10, `${seen.requests} requests`)
  })

  test(`${count} records by page number, nothing beyond them, are all read`, async () => {
    const { read, seen } = service(things(count), 100, true)
    assert.equal((await readPages({ read })).length, count)
    assert.ok(seen.requests <= (2 * count) / 100 + 10, `${seen.requests} requests`)
  })
}

for (const bad of [0, 100, 1000, 2800]) {
  for (const hasTotal of [true, false]) {
    test(`a page of unreadable records at ${bad}, ${hasTotal ? 'with' : 'without'} a total, hides no other`, async () => {
      const { read } = service(things(2_900), 100, false, hasTotal)
      const odd = async (offset: number): Promise<Page<Thing>> => {
        const page = await read(offset)
        return offset === bad ? { ...page, items: [] } : page
      }
      assert.equal((await readPages({ read: odd })).length, 2_800)
    })
  }
}

test('a server that repeats its first page for ever is given up', async () => {
  let requests = 0
  const items = things(100)
  const read = async (): Promise<Page<Thing>> => {
    requests++
    return { items, received: 100, total: 10_000 }
  }
  assert.equal((await readPages({ read })).length, 100)
  assert.ok(requests <= 10, `${requests} requests`)
})

test('a list that shrinks while it is read brings no record twice and ends', async () => {
  let all = things(400)
  const { read } = service(all)
  const shrinking = async (offset: number): Promise<Page<Thing>> => {
    const page = await read(offset)
    if (offset > 0) return page
    all = all.slice(5)
    return page
  }
  const found = await readPages({ read: shrinking })
  assert.equal(new Set(found.map(({ id }) => id)).size, found.length)
})

test('a page that fails ends the list, and no further pages are asked for', async () => {
  const { read, seen } = service(things(10_000))
  const failing = async (offset: number): Promise<Page<Thing>> => {
    if (offset === 300) throw new Error('broken')
    return read(offset)
  }
  await assert.rejects(readPages({ read: failing }), /broken/)
  await new Promise((resolve) => setTimeout(resolve, 5))
  assert.ok(seen.requests < 20, `${seen.requests} requests`)
})
