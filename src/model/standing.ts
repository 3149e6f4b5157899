import { diagnose } from '../api/diagnosis'
import { LOCK_MS } from '../auth/guard'
import type { Connection } from './connection'
import type { Health } from './polling'

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
      readonly endsAs: Connection['endsAs']
    }
  | {
      readonly kind: 'problem'
      readonly error: unknown
      /** Until a locked key is let in again. */
      readonly lockedForMs: number | undefined
    }

/** Milliseconds until a locked key is let in again; undefined where it is not locked. */
export function lockedForMs(health: Health, connection: Connection | undefined, now: number): number | undefined {
  if (health.kind !== 'problem' || diagnose(health.error) !== 'lockedOut') return undefined
  return Math.max(0, (connection?.lockedUntil() ?? health.at + LOCK_MS) - now)
}

/** Reads a health at a time. */
export function standingOf(health: Health, connection: Connection | undefined, now: number): Standing {
  switch (health.kind) {
    case 'unknown':
    case 'notSignedIn':
      return health
    case 'verified': {
      const skewMs = connection?.clockSkewMs() ?? 0
      const endsAt = connection?.expiresAt()
      const endsInMs = endsAt === undefined ? undefined : endsAt - now - skewMs
      return {
        kind: 'verified',
        agoMs: now - health.at,
        skewMs: Math.abs(skewMs) >= NOTABLE_SKEW_MS ? skewMs : undefined,
        endsInMs: endsInMs !== undefined && endsInMs <= SOON_MS ? endsInMs : undefined,
        endsAs: connection?.endsAs ?? 'expired',
      }
    }
    case 'problem': {
      return { kind: 'problem', error: health.error, lockedForMs: lockedForMs(health, connection, now) }
    }
  }
}
