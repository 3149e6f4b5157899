/** The service answered, and the answer is a refusal or a failure (HTTP status 400 and above). */
export class ApiError extends Error {
  override readonly name = 'ApiError'
  /** What the request was proved with, where a refusal then means something of its own. */
  proof: 'temporaryKeys' | 'password' | undefined

  constructor(
    readonly status: number,
    /** `ModelArts.6404`, `APIGW.0301`, a Keystone number …; empty where the body named none. */
    readonly code: string,
    message: string,
    /** The service's `X-Request-Id`, for the vendor's support. */
    readonly requestId: string | undefined,
    /** Milliseconds that `Retry-After` asks to wait. */
    readonly retryAfterMs?: number | undefined,
    /** Server's time minus ours in milliseconds, from the `Date` header. */
    readonly clockSkewMs?: number | undefined,
  ) {
    super(message)
  }
}

/** Why no usable answer came. `notSent` kinds are certain: the service has not seen the request. */
export type NetworkErrorKind = 'timeout' | 'refused' | 'dns' | 'tls' | 'reset'

/** No answer came from the network. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError'

  constructor(
    readonly kind: NetworkErrorKind,
    readonly host: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
  }
}

/** A success came whose body is not what the service documents: HTML of a proxy, half a body, another shape. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError'

  constructor(
    readonly host: string,
    message: string,
    readonly requestId: string | undefined,
  ) {
    super(message)
  }
}

/** An id or name that would change the meaning of a path. */
export class PathError extends Error {
  override readonly name = 'PathError'

  constructor(readonly segment: string) {
    super(`not usable in a path: ${JSON.stringify(segment.slice(0, 80))}`)
  }
}

/** Nothing was sent: what proves who sends it has run out, or has to be typed again. */
export class CredentialsError extends Error {
  override readonly name = 'CredentialsError'

  constructor(readonly kind: 'expired' | 'passwordNeeded' | 'malformed') {
    super(CREDENTIALS[kind])
  }
}

const CREDENTIALS = {
  expired: 'the credentials have expired',
  passwordNeeded: 'the password has to be given again',
  malformed: 'the credentials cannot stand in a header',
} as const

/** Nothing was sent, for a reason of this computer; `about` says of what, or of whom. */
export class UnsentError extends Error {
  override readonly name = 'UnsentError'

  constructor(
    /** `late`: too much time passed before it could leave. `damaged`: an earlier note of the same cannot be read. */
    readonly kind: 'notSignedIn' | 'late' | 'damaged',
    readonly about: string,
  ) {
    super(`not sent (${kind}): ${about}`)
  }
}

/** The HTTP status of a refusal; undefined for every other error. */
export const statusOf = (error: unknown): number | undefined => (error instanceof ApiError ? error.status : undefined)

/** The service's id of a request that failed, where it told one. */
export const requestIdOf = (error: unknown): string | undefined =>
  error instanceof ApiError || error instanceof AnswerError ? error.requestId : undefined

/** Notifications turn `[text](command:…)` into a link; what a service says must not become one. */
export const unlinked = (said: string): string => said.replaceAll('](', '] (')

/** The service's id of a request, for its support. */
export const requestIdIn = (headers: Headers): string | undefined => {
  const id = headers.get('x-request-id')
  return id ? unlinked(id) : undefined
}

/** True where a write may have reached the service although no clear answer came back. */
export function isOutcomeUnknown(error: unknown): boolean {
  // A refusal with a success's status may be one of a part of what was asked.
  if (error instanceof ApiError) return error.status >= 500 || error.status === 408 || error.status < 400
  if (error instanceof NetworkError) return error.kind === 'timeout' || error.kind === 'reset'
  return !(error instanceof CredentialsError || error instanceof PathError || error instanceof UnsentError)
}

/** True where an instance is gone for certain (400 with 6404 was seen on the real service; 404 of the gateway is not it). */
export function isNotFound(error: unknown): boolean {
  if (!(error instanceof ApiError)) return false
  if (error.status === 404) return !/^(API(GW|G|C)\.|$)/.test(error.code)
  return error.status === 400 && /^ModelArts\.(6404|6309)$/.test(error.code)
}

/** Reads each of the error shapes that the cloud's services send; anything else keeps the status alone. */
export function apiErrorOf(response: Response, text: string, now: number): ApiError {
  const body = looseBody(text)
  const headers = response.headers
  const requestId = requestIdIn(headers) ?? (body.requestId && unlinked(body.requestId))
  return new ApiError(
    response.status,
    unlinked(body.code ?? ''),
    unlinked(hideSecrets(body.message ?? (response.statusText || `HTTP ${response.status}`))),
    requestId,
    retryAfterMs(headers.get('retry-after'), now),
    clockSkewMs(headers.get('date'), now),
  )
}

/** Server's time minus ours in milliseconds, to the second; undefined where the header is absent or unreadable. */
export function clockSkewMs(date: string | null, now: number): number | undefined {
  const at = date === null ? Number.NaN : Date.parse(date)
  return Number.isNaN(at) ? undefined : at - now
}

interface LooseBody {
  readonly code?: string | undefined
  readonly message?: string | undefined
  readonly requestId?: string | undefined
}

function looseBody(text: string): LooseBody {
  const body = record(json(text))
  if (!body) return {}
  const nested = record(body['error']) ?? Object.values(body).map(record).find(Boolean) ?? {}
  return {
    code: first(body['error_code'], nested['code'], nested['error_code'], body['code']),
    message: first(body['error_msg'], body['error_message'], nested['message'], nested['error_msg'], body['message']),
    requestId: first(body['request_id']),
  }
}

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

const record = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined

const first = (...values: readonly unknown[]): string | undefined => {
  const value = values.find((v) => (typeof v === 'string' && v !== '') || typeof v === 'number')
  return value === undefined ? undefined : String(value)
}

/** The gateway's messages echo the canonical request, security token included, and whole access keys. */
const hideSecrets = (message: string): string =>
  message
    .replace(/(x-(?:security|auth)-token:)\s*[^|\s]+/gi, '$1***')
    .replace(/(\b(?:ak|AK)[ :])([A-Z0-9]{4})[A-Z0-9]+([A-Z0-9]{4})\b/g, '$1$2••••$3')

function retryAfterMs(value: string | null, now: number): number | undefined {
  if (value === null) return undefined
  const seconds = Number(value)
  const ms = Number.isNaN(seconds) ? Date.parse(value) - now : seconds * 1000
  return Number.isNaN(ms) ? undefined : Math.max(0, ms)
}
