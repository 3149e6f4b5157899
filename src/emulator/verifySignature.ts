import { canonicalRequest, sdkDate, signature, stringToSign } from '../api/signer'
import { notAuthentic, type Refusal } from './refusal'

/** What arrived, as a signature covers it. */
export interface SignedRequest {
  readonly method: string
  readonly url: URL
  readonly headers: Headers
  /** Lower-case hex SHA-256 of the body's bytes. */
  readonly payloadHash: string
}

/** The parts of an Authorization header. */
export interface Authorization {
  readonly accessKey: string
  readonly signedHeaders: readonly string[]
  readonly signature: string
}

const WINDOW_MS = 15 * 60_000
const PATTERN = /^SDK-HMAC-SHA256\s+Access=([^,\s]+)\s*,\s*SignedHeaders=([^,\s]+)\s*,\s*Signature=([0-9a-f]+)\s*$/i

/** Reads an Authorization header, tolerant of blanks around its commas; `undefined` when it is another kind. */
export function parseAuthorization(header: string): Authorization | undefined {
  const [, accessKey, names, value] = PATTERN.exec(header.trim()) ?? []
  if (!accessKey || !names || !value) return undefined
  return { accessKey, signedHeaders: names.toLowerCase().split(';'), signature: value.toLowerCase() }
}

/** What is wrong with a signature made with `secretKey`, or nothing (guide to signing API requests). */
export function signatureProblem(
  request: SignedRequest,
  authorization: Authorization,
  secretKey: string,
  serverTime: number,
): Refusal | undefined {
  const headers: Record<string, string> = {}
  for (const name of authorization.signedHeaders) {
    const value = name === 'host' ? (request.headers.get(name) ?? request.url.host) : request.headers.get(name)
    if (value === null) return notAuthentic(`verify aksk signature fail, signed header ${name} not found`)
    headers[name] = value
  }
  const { host, 'x-sdk-date': date } = headers
  if (host === undefined || date === undefined) {
    return notAuthentic('verify aksk signature fail, host and x-sdk-date must be signed')
  }
  const stale = dateProblem(date, serverTime)
  if (stale) return stale
  const payloadHash = request.headers.get('x-sdk-content-sha256') ?? request.payloadHash
  const canonical = canonicalRequest({ method: request.method, url: request.url, headers }, payloadHash)
  if (signature(secretKey, stringToSign(date, canonical)) === authorization.signature) return undefined
  return notAuthentic(`verify aksk signature fail, canonicalRequest:${canonical.replaceAll('\n', '|')}`)
}

function dateProblem(date: string, serverTime: number): Refusal | undefined {
  // The date has whole seconds, so the window is measured in them: 15:00 passes, 15:01 does not.
  const off = Math.abs(timeOf(sdkDate(serverTime)) - timeOf(date))
  if (off <= WINDOW_MS) return undefined
  const times = `signature time:${date},server time:${sdkDate(serverTime)}`
  return notAuthentic(`calc aksk signature fail:signature expired, ${times}`)
}

function timeOf(date: string): number {
  const [, year, month, day, hour, minute, second] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(date) ?? []
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
}
