import type * as z from 'zod/mini'
import type { Authorize, Authorized } from './authorize'
import { AnswerError, ApiError, CredentialsError, NetworkError, PathError, requestIdIn } from './errors'
import { type Endpoints, endpointOf, isSafeEndpoint, otherHostOf, type ServiceName } from './regions'
import { type Answer, exchange, jsonOf, type Travel } from './send'
import { percentEncode, type Signable } from './signer'

/** Where requests of one project go and what proves who sends them. */
export interface Target {
  readonly region: string
  /** Absent for calls above projects (IAM). */
  readonly projectId?: string | undefined
  readonly endpoints?: Endpoints | undefined
  readonly authorize: Authorize
}

/** One request, before it is signed. */
export interface Operation extends Hooks {
  readonly service: ServiceName
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE'
  /** Segments of the path; each must be made of `A-Z a-z 0-9 - _ . ~`. */
  readonly path: readonly string[]
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly body?: unknown
  readonly signal?: AbortSignal | undefined
}

/** Who looks on while one request travels. */
export interface Hooks {
  /** Hears the service's id of the request, where its answer is a success. */
  readonly onRequestId?: ((id: string) => void) | undefined
  /** Asked when all is ready and the request is about to leave; where it throws, nothing is sent. */
  readonly beforeSend?: (() => Promise<void>) | undefined
}

/** Sends an operation and gives its answer as the schema reads it. Throws ApiError, NetworkError, AnswerError, PathError. */
export type Call = <T extends z.ZodMiniType>(operation: Operation, schema: T) => Promise<z.output<T>>

/**
 * Sends as the target's credentials say and travels as told. A read that they make good for (a renewed token, the
 * service's clock) is sent once more; a write never is.
 */
export function callWith(target: Target, travel: Travel): Call {
  return async (operation, schema) => {
    const url = urlOf(target, operation)
    const body = operation.body === undefined ? '' : JSON.stringify(operation.body)
    let last: Authorized | undefined
    const aim = aimer(target, operation, url)
    const make = async (failed: unknown): Promise<Request> => {
      aim(failed)
      last = undefined
      last = await target.authorize(signableOf(target, operation, url, body), operation.signal)
      await operation.beforeSend?.()
      return requestOf(operation, url, body, last.headers)
    }
    const attempt = (): Promise<Answer> =>
      exchange(travel, make, operation.signal).catch((error: unknown) => {
        if (last && error instanceof ApiError) error.proof = last.proof
        throw error
      })
    const answer = await attempt().catch(async (error: unknown) => {
      const isBetter = last?.refused(error)
      if (operation.method === 'GET' && (await isBetter)) return attempt()
      isBetter?.catch(() => undefined)
      throw error
    })
    const requestId = requestIdIn(answer.headers)
    if (requestId) operation.onRequestId?.(requestId)
    const result = schema.safeParse(jsonOf(answer, url.host))
    if (result.success) return result.data
    const issue = result.error.issues[0]
    const where = issue ? `${issue.path.join('.') || 'body'}: ${issue.message}` : 'unknown shape'
    throw new AnswerError(url.host, where, requestId)
  }
}

function urlOf(target: Target, operation: Operation): URL {
  const base = endpointOf(operation.service, target.region, target.endpoints)
  if (!isSafeEndpoint(base)) throw new PathError(base)
  for (const segment of operation.path) {
    if (!/^[\w.~-]+$/.test(segment) || /^\.+$/.test(segment)) throw new PathError(segment)
  }
  const query = Object.entries(operation.query ?? {})
    .flatMap(([key, value]) => (value === undefined ? [] : [`${percentEncode(key)}=${percentEncode(String(value))}`]))
    .join('&')
  return new URL(`${base}/${operation.path.join('/')}${query && `?${query}`}`)
}

/** Where the documents disagree about a host, the other one is tried once when theirs is unknown: only reads get that far. */
function aimer({ region, endpoints }: Target, { service }: Operation, url: URL): (failed: unknown) => void {
  const usual = url.host
  let other = otherHostOf(service, region, endpoints)
  return (failed) => {
    if (!(failed instanceof NetworkError && failed.kind === 'dns')) return
    url.host = other ?? usual
    other = undefined
  }
}

function signableOf(target: Target, operation: Operation, url: URL, body: string): Signable {
  const headers: Record<string, string> = body === '' ? {} : { 'content-type': 'application/json' }
  if (target.projectId) headers['x-project-id'] = target.projectId
  return { method: operation.method, url, headers, body }
}

function requestOf(operation: Operation, url: URL, body: string, headers: Authorized['headers']): Request {
  // A redirect is not followed, so that credentials stay with their host. It also keeps VS Code from Electron's fetch
  // (`http.electronFetch`), whose network stack sends a POST a second time where a kept connection breaks under it.
  const init: RequestInit = { method: operation.method, headers: headersOf(headers), redirect: 'manual' }
  return new Request(url, body === '' ? init : { ...init, body })
}

/** What is no header value is named in full by the platform's error, and these are secrets. */
function headersOf(headers: Authorized['headers']): Headers {
  try {
    return new Headers(headers)
  } catch {
    throw new CredentialsError('malformed')
  }
}
