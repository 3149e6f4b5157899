import { newId } from './ids'

/** A request as it was answered; never its body. */
export interface LoggedRequest {
  readonly method: string
  /** With the query. */
  readonly path: string
  /** 0 until it is answered, or when the answer was intercepted by a broken connection. */
  readonly status: number
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly requestId: string
}

/** An answer in place of the service's own, for the next `times` requests that match. */
export interface Interception {
  readonly method?: string
  /** Matched against path and query. */
  readonly path?: RegExp
  /** Default 1. */
  readonly times?: number
  /** The service does its work, and then its answer is lost. */
  readonly applied?: boolean
  /** May reject, as a broken connection does, or never settle. */
  readonly answer: (request: Request) => Response | Promise<Response>
}

/** A JSON answer as the service would word it, for interceptions: `429`, `5xx`, HTML and the like. */
export function answerOf(status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): Response {
  const isText = typeof body === 'string'
  return new Response(isText ? body : JSON.stringify(body), {
    status,
    headers: { 'content-type': isText ? 'text/html' : 'application/json', 'x-request-id': newId(), ...headers },
  })
}

/** 429 of the gateway. */
export function throttled(retryAfterSeconds?: number): Response {
  const body = { error_code: 'APIGW.0308', error_msg: 'The throttling threshold has been reached.' }
  return answerOf(429, body, retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) })
}

type Entry = { -readonly [Field in keyof LoggedRequest]: LoggedRequest[Field] }

const LOG_LENGTH = 10_000

/** Notes a request as it arrives; the oldest are forgotten. */
export function log(requests: LoggedRequest[], { method, url }: Request, at: number, requestId: string): Entry {
  const { pathname, search } = new URL(url)
  const entry = { method, path: pathname + search, status: 0, at, requestId }
  requests.push(entry)
  if (requests.length > LOG_LENGTH) requests.splice(0, LOG_LENGTH / 10)
  return entry
}

/** The service's own answer, or the one an interception gives in its place. */
export async function intercepted(
  interceptions: Interception[],
  request: Request,
  entry: Entry,
  work: () => Promise<Response>,
): Promise<Response> {
  const interception = take(interceptions, entry)
  if (!interception || interception.applied) {
    const response = await work()
    entry.status = response.status
    if (!interception) return response
  }
  const response = await unlessAborted(interception.answer(request), request.signal)
  if (!interception.applied) entry.status = response.status
  return response
}

function take(interceptions: Interception[], { method, path }: Entry): Interception | undefined {
  const index = interceptions.findIndex((own) => (own.method ?? method) === method && (own.path?.test(path) ?? true))
  const found = interceptions[index]
  if (!found) return undefined
  const { times = 1 } = found
  if (times > 1) interceptions[index] = { ...found, times: times - 1 }
  else interceptions.splice(index, 1)
  return found
}

/** An interception may never settle; its caller may still give up. */
function unlessAborted(response: Response | Promise<Response>, signal: AbortSignal): Promise<Response> {
  return new Promise((resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
    Promise.resolve(response).then(resolve, reject)
  })
}
