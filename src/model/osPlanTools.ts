import type { Clock } from '../base/clock'
import type { DevServers } from './devServers'
import type { OsChanges } from './osChanges'
import type { PastChange } from './osHistory'
import type { OsPlan } from './osPlan'
import type { OsPlanJournal } from './osPlanJournal'

/** What plans are carried out with. */
export interface PlanTools {
  readonly journal: OsPlanJournal
  readonly osChanges: OsChanges
  /** The ends of changes, whichever window told them. */
  readonly history: { readonly all: () => Promise<readonly PastChange[]> }
  readonly clock: Clock
  readonly servers: (place: OsPlan['project']) => DevServers | undefined
  /** An error in the service's words, for the report. */
  readonly explain: (error: unknown) => string
}
