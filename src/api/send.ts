import type { Clock } from '../base/clock'
import { AnswerError, ApiError, apiErrorOf, NetworkError, type NetworkErrorKind, requestIdIn, unlinked } from './errors'

/** Carries a request and brings the answer: the global fetch, or the emulator. */
export type Send = (request: Request) => Promise<Response>

/** An answer read to its end. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** How requests travel; one for each connection. */
export interface Travel {
  readonly send: Send
  readonly clock: Clock
  /** A number in [0, 1) that spreads retries. */
  readonly random: () => number
}

/** Milliseconds until a read that has not been answered in full is given up. */
export const READ_TIMEOUT_MS = 30_000
/** The same for a write; what became of it is then unknown. */
export const WRITE_TIMEOUT_MS = 60_000

const RETRY_MS = [500, 1500, 4000] as const
const LONGEST_RETRY_AFTER_MS = 30_000

/**
 * Sends a request made afresh for each try, knowing how the last one failed, and reads its answer to the end. Only reads
 * (GET) are tried again, on network errors, 429 and 502–504. Throws ApiError, NetworkError, or the signal's reason.
 */
export async function exchange(
  travel: Travel,
  make: (last: unknown) => Request | Promise<Request>,
  signal?: AbortSignal,
): Promise<Answer> {
  let last: unknown
  try {
    for (let tries = 0; ; tries++) {
      const request = await make(last)
      try {
        return await once(travel, request, signal)
      } catch (error) {
        const pause = RETRY_MS[tries]
        if (signal?.aborted || request.method !== 'GET' || pause === undefined || !mayPass(error)) throw error
        last = error
        await travel.clock.delay(pauseMs(error, pause, travel.random()), signal)
      }
    }
  } catch (error) {
    // Where time runs out, what went wrong before says more.
    throw error === signal?.reason && error instanceof NetworkError ? (last ?? error) : error
  }
}

function pauseMs(error: unknown, pause: number, random: number): number {
  const asked = error instanceof ApiError ? error.retryAfterMs : undefined
  return asked ?? pause * (0.5 + random)
}

function mayPass(error: unknown): boolean {
  if (error instanceof ApiError) {
    const wait = error.retryAfterMs ?? 0
    return (error.status === 429 || [502, 503, 504].includes(error.status)) && wait <= LONGEST_RETRY_AFTER_MS
  }
  return error instanceof NetworkError && error.kind !== 'tls'
}

async function once(travel: Travel, request: Request, signal: AbortSignal | undefined): Promise<Answer> {
  signal?.throwIfAborted()
  const { host } = new URL(request.url)
  const limit = new AbortController()
  const stop = (): void => limit.abort(signal?.reason)
  signal?.addEventListener('abort', stop, { once: true })
  const finished = new AbortController()
  const timeoutMs = request.method === 'GET' ? READ_TIMEOUT_MS : WRITE_TIMEOUT_MS
  const outOfTime = travel.clock.delay(timeoutMs, finished.signal).then(() => {
    limit.abort(new NetworkError('timeout', host, `no answer within ${timeoutMs / 1000} s`))
  })
  outOfTime.catch(() => undefined)
  try {
    return await orAborted(limit.signal, read(travel, new Request(request, { signal: limit.signal })))
  } catch (error) {
    if (limit.signal.aborted) throw limit.signal.reason
    throw error instanceof ApiError || error instanceof NetworkError ? error : networkError(error, host)
  } finally {
    finished.abort()
    signal?.removeEventListener('abort', stop)
  }
}

/** Older parts of ModelArts refuse with a success's status. */
const REFUSAL = /^\s*\{\s*"(error_(code|msg)":\s*"[^"]|is_success":\s*false)/

async function read(travel: Travel, request: Request): Promise<Answer> {
  const response = await travel.send(request)
  const text = await response.text()
  if (response.status >= 400 || REFUSAL.test(text)) throw apiErrorOf(response, text, travel.clock.now())
  return { status: response.status, headers: response.headers, text }
}

/** Rejects once the signal says so: work that does not listen to it must not hang the caller. */
export function orAborted<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    work.then(resolve, reject)
    if (signal.aborted) reject(signal.reason)
  })
}

/** Says which kind of network failure lies behind what fetch throws. */
export function networkError(error: unknown, host: string): NetworkError {
  const codes = causes(error).map(({ code }) => code)
  const messages = causes(error).map(({ message }) => message)
  const detail = messages.at(-1) || String(error)
  return new NetworkError(kindOf(codes.join(' '), messages.join(' ')), host, detail, { cause: error })
}

/** `refused`, `dns` and `tls` are only said where the connection never stood, so that nothing was sent. */
function kindOf(codes: string, messages: string): NetworkErrorKind {
  const all = `${codes} ${messages}`
  if (/ECONNREFUSED|ERR_CONNECTION_(REFUSED|TIMED_OUT)|CONNECT_TIMEOUT/.test(all)) return 'refused'
  if (/connect E(HOSTUNREACH|NETUNREACH|TIMEDOUT)/.test(all)) return 'refused'
  if (/ENOTFOUND|EAI_AGAIN|ERR_NAME_NOT_RESOLVED/.test(all)) return 'dns'
  if (/CERT|SELF_SIGNED|UNABLE_TO_|WRONG_VERSION_NUMBER|HANDSHAKE_FAILURE/.test(codes)) return 'tls'
  if (/EPROTO.*wrong version number/.test(all) || /ERR_CERT_/.test(messages)) return 'tls'
  if (/TIMEOUT|ETIMEDOUT/.test(codes)) return 'timeout'
  return 'reset'
}

function causes(error: unknown): { readonly code: string; readonly message: string }[] {
  const found: { code: string; message: string }[] = []
  const below = (at: Error): unknown => (at instanceof AggregateError ? at.errors[0] : at.cause)
  for (let at = error; at instanceof Error && found.length < 8; at = below(at)) {
    found.push({ code: 'code' in at ? String(at.code) : '', message: at.message })
  }
  return found
}

/** Parses an answer's JSON; throws AnswerError for HTML, half a body and everything else that is none. */
export function jsonOf(answer: Answer, host: string): unknown {
  try {
    return JSON.parse(answer.text)
  } catch {
    const start = answer.text.trim().slice(0, 80).replace(/\s+/g, ' ')
    const what = start === '' ? 'an empty body' : `not JSON: “${unlinked(start)}”`
    throw new AnswerError(host, what, requestIdIn(answer.headers))
  }
}
