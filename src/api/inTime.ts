import type { Clock } from '../base/clock'
import { NetworkError } from './errors'
import { orAborted } from './send'

/**
 * Gives work that many milliseconds, also where it does not listen to its signal. Throws what the work throws,
 * NetworkError when its time is over, or the reason of the signal that is given.
 */
export async function inTime<T>(
  clock: Clock,
  ms: number,
  work: (signal: AbortSignal) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const limit = new AbortController()
  const own = signal ? AbortSignal.any([signal, limit.signal]) : limit.signal
  const ended = new AbortController()
  const late = (): void => limit.abort(new NetworkError('timeout', '', `no answer within ${ms / 1000} s`))
  clock.delay(ms, ended.signal).then(late, () => undefined)
  const running = work(own)
  try {
    return await orAborted(own, running)
  } catch (error) {
    if (error !== limit.signal.reason) throw error
    // What the work has met with, where it listens, says more than that its time is over.
    return await Promise.race([running, new Promise<never>((_, reject) => setImmediate(reject, error))])
  } finally {
    ended.abort()
  }
}
