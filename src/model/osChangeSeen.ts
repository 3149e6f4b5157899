import * as z from 'zod/mini'
import type { DevServer } from '../api/schemas'

/** How a server looked from a reading on. */
export const Seen = z.object({ at: z.number(), status: z.string(), imageName: z.optional(z.string()) })
export type Seen = z.infer<typeof Seen>

/** What is remembered of one change; a server that goes to and fro must not fill the disk. */
const MOST = 30

/** Adds a reading where it differs from the one before; the same list where it does not. */
export function withSeen(seen: readonly Seen[] = [], { status, image }: DevServer, at: number): Seen[] {
  const imageName = image?.name ?? image?.id
  return joined(seen, [{ at, status, ...(imageName && { imageName }) }])
}

/** What two windows have seen, in its order. */
export function joined(a: readonly Seen[] = [], b: readonly Seen[] = []): Seen[] {
  const all = [...a, ...b].sort((one, other) => one.at - other.at)
  const news = all.filter((one, at) => {
    const before = all[at - 1]
    return before?.status !== one.status || before.imageName !== one.imageName
  })
  return news.length === a.length ? (a as Seen[]) : news.slice(-MOST)
}
