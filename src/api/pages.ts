/** One page of a list, as the service gave it. */
export interface Page<T> {
  readonly items: readonly T[]
  /** Records on the page, readable or not. */
  readonly received: number
  /** Records in all, where the service says so. */
  readonly total: number | undefined
}

/** What a list is read with. */
export interface Reading<T> {
  /** Reads the page that begins at a record. */
  readonly read: (offset: number) => Promise<Page<T>>
  /** Hears the records that were not known before, as they arrive. */
  readonly onPage?: ((fresh: readonly T[]) => void) | undefined
  /** Pages in flight at once, after the first has told how many there are. */
  readonly atOnce?: number
}

const AT_ONCE = 8
const MOST_PAGES = 1100

/**
 * Reads a list to its end: the first page tells how many records there are, the others are fetched side by side.
 * Records are told apart by id, so that a list that shifts while it is read brings none twice.
 */
export async function readPages<T extends { readonly id: string }>({
  read,
  onPage,
  atOnce = AT_ONCE,
}: Reading<T>): Promise<T[]> {
  const found = new Map<string, T>()
  /** Takes a page over; says how many of its records were new. */
  const take = ({ items }: Page<T>): number => {
    const fresh = items.filter(({ id }) => !found.has(id))
    // A record that moved to the next page meanwhile is taken as it was read last.
    for (const item of items) found.set(item.id, item)
    if (fresh.length > 0) onPage?.(fresh)
    return fresh.length
  }
  const first = await read(0)
  take(first)
  const { received, total = -1 } = first
  if (received === 0 || received === total) return [...found.values()]
  // Less than there is on the page already is no total.
  if (total < received) await oneByOne({ read, take, found, atOnce }, received)
  else await allOf({ read, take, found, atOnce }, received, total)
  return [...found.values()]
}

/** A list that is being read. */
interface Begun<T> {
  readonly read: Reading<T>['read']
  readonly take: (page: Page<T>) => number
  readonly found: ReadonlyMap<string, T>
  readonly atOnce: number
}

/** Without a total there is no telling where to go on but by what was received; no new id means the end. */
async function oneByOne<T>({ read, take }: Begun<T>, start: number): Promise<void> {
  let offset = start
  for (let pages = 1; pages < MOST_PAGES; pages++) {
    const page = await read(offset)
    offset += page.received
    const fresh = take(page)
    if (isBeyond(page, fresh)) return
  }
}

/** True for an empty page, and for one of known records only; one whose records cannot be read says nothing. */
const isBeyond = ({ items, received }: Page<unknown>, fresh: number): boolean =>
  received === 0 || (items.length > 0 && fresh === 0)

/** Reads what follows the first page. Whether `offset` is a record or a page is known by what is still missing then. */
async function allOf<T extends { readonly id: string }>(list: Begun<T>, size: number, total: number): Promise<void> {
  const { read, take, found } = list
  const numbers = Array.from({ length: Math.min(Math.ceil(total / size), MOST_PAGES) }, (_, at) => at)
  const [, ...later] = numbers
  const byRecord = later.map((number) => number * size)
  await sideBySide(list, byRecord, (page) => isBeyond(page, take(page)))
  if (found.size >= total) return
  // Sibling lists of ModelArts print `offset` as the number of a page (ModelArts API: listing DevServers): then 1 follows 0.
  const second = await read(1)
  // Of a record offset of 1, all but the last record would be known.
  if (second.items.some(({ id }) => found.has(id)) || isBeyond(second, take(second))) return
  // A page may be known by now: its number was that of a record.
  await sideBySide(list, later.slice(1), (page) => {
    take(page)
    return page.received === 0
  })
}

/** Reads the pages a few at a time, until one is the end. */
async function sideBySide<T>(
  { read, atOnce }: Begun<T>,
  offsets: readonly number[],
  isEnd: (page: Page<T>) => boolean,
): Promise<void> {
  const queue = [...offsets]
  let isPastEnd = false
  const work = async (): Promise<void> => {
    for (let offset = queue.shift(); offset !== undefined && !isPastEnd; offset = queue.shift()) {
      const page = await read(offset).catch((error: unknown) => {
        isPastEnd = true
        throw error
      })
      if (isEnd(page)) isPastEnd = true
    }
  }
  await Promise.all(Array.from({ length: Math.min(atOnce, queue.length) }, work))
}
