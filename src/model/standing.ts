import { diagnose } from '../api/diagnosis'
import { LOCK_MS } from '../auth/guard'
import type { Connection } from './connection'
import type { Health } from './devServers'

/** From here on a clock that is off is worth a word, in milliseconds; the service tolerates 15 minutes. */
const NOTABLE_SKEW_MS = 2 * 60_000
/** Credentials that end within this time are said to, in milliseconds. */
const SOON_MS = 60 * 60_000

/** How a project stands at this moment: its health, and what the time makes of it. */
export type Standing =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'notSignedIn' }
  | {
      readonly kind: 'verified'
      readonly agoMs: number
      /** Service's time minus ours, where that is notable; requests make up for it. */
      readonly skewMs: number | undefined
      /** Until credentials that nothing renews end, where that is soon. */
      readonly endsInMs: number | undefined
    }
  | {
      readonly kind: 'problem'
      readonly error: unknown
      /** Until a locked key is let in again. */
      readonly lockedForMs: number | undefined
    }

/** Reads a health at a time. */
export function standingOf(health: Health, connection: Connection | undefined, now: number): Standing {
  switch (health.kind) {
    case 'unknown':
    case 'notSignedIn':
      return health
    case 'verified': {
      const skewMs = connection?.clockSkewMs() ?? 0
      const endsInMs = connection?.expiresAt === undefined ? undefined : connection.expiresAt - now - skewMs
      return {
        kind: 'verified',
        agoMs: now - health.at,
        skewMs: Math.abs(skewMs) >= NOTABLE_SKEW_MS ? skewMs : undefined,
        endsInMs: endsInMs !== undefined && endsInMs <= SOON_MS ? endsInMs : undefined,
      }
    }
    case 'problem': {
      const { error, at } = health
      const isLocked = diagnose(error) === 'lockedOut'
      return { kind: 'problem', error, lockedForMs: isLocked ? Math.max(0, at + LOCK_MS - now) : undefined }
    }
  }
}
