import type { Clock } from '../base/clock'
import { clockSkewMs } from './errors'
import type { Send } from './send'

/** Below this the `Date` header, which counts whole seconds and travels, says nothing about the clock. */
export const NEGLIGIBLE_MS = 30_000

/** The time that the service has, as far as its answers have told. */
export interface ServerTime {
  /** Milliseconds since the epoch; what signatures and expiries are measured with. */
  readonly now: () => number
  /** Service's time minus ours in milliseconds; 0 while it is negligible or unknown. */
  readonly skewMs: () => number
  /** Carries requests as `send` does and learns from the `Date` header of each answer. */
  readonly listening: (send: Send) => Send
}

/** Follows the service's clock, starting from this computer's. */
export function serverTime(clock: Clock): ServerTime {
  let skewMs = 0
  return {
    now: () => clock.now() + skewMs,
    skewMs: () => skewMs,
    listening: (send) => async (request) => {
      const response = await send(request)
      const heard = clockSkewMs(response.headers.get('date'), clock.now())
      if (heard !== undefined) skewMs = Math.abs(heard) < NEGLIGIBLE_MS ? 0 : heard
      return response
    },
  }
}
