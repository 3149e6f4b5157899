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
}

/** Pages in flight at once, after the first has told how many there are. */
const AT_ONCE = 8
const MOST_PAGES = 1100

/**
 * Reads a list to its end: the first page tells how many records there are, the others are fetched side by side.
 * Records are told apart by id, so that a list that shifts while it is read brings none twice.
 */
export async function readPages<T extends { readonly id: string }>({ read, onPage }: Reading<T>): Promise<T[]> {
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
  if (first.received === 0 || first.received >= (first.total ?? Number.POSITIVE_INFINITY)) return [...found.values()]
  if (first.total === undefined) await oneByOne(read, take, first.received)
  else if (!(await sideBySide(read, take, first.received, first.total))) await byPageNumber(read, take, found, first)
  return [...found.values()]
}

type Read<T> = Reading<T>['read']
type Take<T> = (page: Page<T>) => number

/** Without a total there is no telling where to go on but by what was received; no new id means the end. */
async function oneByOne<T>(read: Read<T>, take: Take<T>, start: number): Promise<void> {
  let offset = start
  for (let pages = 1; pages < MOST_PAGES; pages++) {
    const page = await read(offset)
    offset += page.received
    if (take(page) === 0 || offset >= (page.total ?? Number.POSITIVE_INFINITY)) return
  }
}

/** False where the second page brought nothing although the total said more: `offset` is no record offset here. */
async function sideBySide<T>(read: Read<T>, take: Take<T>, size: number, total: number): Promise<boolean> {
  const offsets = Array.from({ length: Math.min(Math.ceil(total / size), MOST_PAGES) - 1 }, (_, at) => (at + 1) * size)
  let isPastEnd = false
  let isSecondNew = false
  const work = async (): Promise<void> => {
    for (let offset = offsets.shift(); offset !== undefined && !isPastEnd; offset = offsets.shift()) {
      const page = await read(offset).catch((error: unknown) => {
        isPastEnd = true
        throw error
      })
      if (take(page) === 0) isPastEnd = true
      else if (offset === size) isSecondNew = true
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, offsets.length) }, work))
  return isSecondNew
}

/** Sibling lists of ModelArts print `offset` as the number of a page (devservers.md 5): then 1 follows 0. */
async function byPageNumber<T extends { readonly id: string }>(
  read: Read<T>,
  take: Take<T>,
  found: ReadonlyMap<string, T>,
  { total = 0 }: Page<T>,
): Promise<void> {
  for (let number = 1; number < MOST_PAGES && found.size < total; number++) {
    const page = await read(number)
    // Of a record offset of 1, all but the last record would be known.
    if (page.items.some(({ id }) => found.has(id)) || take(page) === 0) return
  }
}
