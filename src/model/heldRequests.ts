import { randomUUID } from 'node:crypto'
import type { ChangeOsRequest } from '../api/devServers'
import { requestOf } from './intent'
import type { OsChange } from './osChange'
import { isThere, type WindowOwner, windowOwner } from './windowOwner'

/** What follows a stop and has secrets: kept in this window and nowhere else, and no longer than until it is sent. */
export class HeldRequests {
  readonly #all = new Map<string, ChangeOsRequest>()
  readonly #window = randomUUID()
  readonly #pid: number

  constructor(pid = process.pid) {
    this.#pid = pid
  }

  /** This window, as the one that holds what it is given. */
  holder(): WindowOwner {
    return windowOwner(this.#window, this.#pid)
  }

  /** Keeps a request of which the journal holds only a part. */
  keep({ id, stop }: OsChange, request: ChangeOsRequest): void {
    if (stop?.holder) this.#all.set(id, request)
  }

  /** What follows the stop of a change; where this window does not know it, whether another one still may. */
  of(change: OsChange): ChangeOsRequest | 'elsewhere' | 'lost' {
    const known = this.#all.get(change.id) ?? requestOf(change)
    if (known) return known
    const holder = change.stop?.holder
    // Notes of earlier versions name nobody.
    return holder === undefined || isThere(holder, this.#pid) ? 'elsewhere' : 'lost'
  }

  drop(id: string): void {
    this.#all.delete(id)
  }

  /** Forgets what others have brought to its end. */
  keepOnly(isInFlight: (id: string) => boolean): void {
    for (const id of this.#all.keys()) if (!isInFlight(id)) this.#all.delete(id)
  }
}
