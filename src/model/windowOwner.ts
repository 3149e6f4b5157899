import { hostname, uptime } from 'node:os'
import * as z from 'zod/mini'
import { isAlive } from '../base/isAlive'

/** A window that has something which no other has. */
export const WindowOwner = z.object({ window: z.string(), pid: z.number(), host: z.string(), at: z.number() })
export type WindowOwner = z.infer<typeof WindowOwner>

/** This window, from now on. */
export const windowOwner = (window: string, pid: number): WindowOwner => ({
  window,
  pid,
  host: hostname(),
  at: Date.now(),
})

/** A computer that was started later, or the process that asks and is another window by now, has no owner in it. */
export function isThere({ pid, host, at }: WindowOwner, asking: number): boolean {
  if (host !== hostname()) return true
  return pid !== asking && at > Date.now() - uptime() * 1000 && isAlive(pid)
}
