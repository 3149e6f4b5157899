import type { DevServer } from '../api/schemas'
import type { OsChange } from './osChange'
import type { PastChange } from './osHistory'
import type { Settled } from './settled'

/** The end of a change, told once over all windows. */
export interface Settlement {
  readonly change: OsChange
  readonly outcome: Settled
  readonly server: DevServer | undefined
}

/** How the request itself ended: `unknown` where it may or may not have reached the service. */
export type Begun =
  | { readonly kind: 'accepted'; readonly change: OsChange }
  | { readonly kind: 'unknown'; readonly change: OsChange; readonly error: unknown }
  | { readonly kind: 'alreadyInFlight' }

/** Carries a request that is not one of the server's own; hears its ids. */
export type Deliver = (onRequestId: (id: string) => void) => Promise<DevServer | undefined>

/** What may be left out. */
export interface Surroundings {
  /** Keeps what has ended. */
  readonly history?: {
    readonly add: (past: PastChange) => Promise<void>
    readonly usualMs: (flavor: string | undefined) => Promise<number | undefined>
  }
  /** How long a change may take before somebody is told that it takes long, in milliseconds. */
  readonly limitMs?: () => number
}
