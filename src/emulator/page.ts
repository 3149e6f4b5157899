import { badParameter, type Call } from './call'

const MAX_LIMIT = 1024
const MAX_OFFSET = 2_147_483_647

/** The envelope of ModelArts lists; `offset` counts records (ModelArts API: listing DevServers). */
export function page<T>(call: Call, records: readonly T[], defaultLimit = 10): { data: readonly T[] } & PageInfo {
  const limit = integer(call, 'limit', defaultLimit, 1, MAX_LIMIT)
  const offset = integer(call, 'offset', 0, 0, MAX_OFFSET)
  return envelope(records.slice(offset, offset + limit), records.length, limit, offset)
}

/** Everything as one page. */
export function wholePage<T>(records: readonly T[]): { data: readonly T[] } & PageInfo {
  return envelope(records, records.length, Math.max(records.length, 1), 0)
}

interface PageInfo {
  readonly current: number
  readonly pages: number
  readonly size: number
  readonly total: number
}

function envelope<T>(
  data: readonly T[],
  total: number,
  size: number,
  offset: number,
): { data: readonly T[] } & PageInfo {
  return { current: Math.floor(offset / size) + 1, data, pages: Math.ceil(total / size), size, total }
}

function integer(call: Call, name: string, otherwise: number, min: number, max: number): number {
  const text = call.url.searchParams.get(name)
  if (text === null) return otherwise
  const value = /^\d{1,10}$/.test(text) ? Number(text) : Number.NaN
  if (value >= min && value <= max) return value
  throw badParameter(call, `Parameter '${name}' must be an integer from ${min} to ${max}.`)
}

/** The two sort parameters of lists of servers, checked; `compare` sorts ascending. */
export function sorted<T>(
  call: Call,
  records: readonly T[],
  times: Readonly<Record<string, (record: T) => number>>,
): T[] {
  const key = call.url.searchParams.get('sort_key') ?? 'createTime'
  const time = times[key]
  if (!time) throw badParameter(call, `Parameter 'sort_key' must be one of ${Object.keys(times).join(', ')}.`)
  const direction = call.url.searchParams.get('sort_dir') ?? 'ASC'
  if (direction !== 'ASC' && direction !== 'DESC') throw badParameter(call, "Parameter 'sort_dir' must be ASC or DESC.")
  const sign = direction === 'ASC' ? 1 : -1
  return [...records].sort((a, b) => sign * (time(a) - time(b)))
}
