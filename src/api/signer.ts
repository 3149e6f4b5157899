import { createHash, createHmac } from 'node:crypto'

/** What signs a request: permanent keys, or temporary ones with their security token. */
export interface SigningKeys {
  readonly accessKey: string
  readonly secretKey: string
  readonly securityToken?: string | undefined
}

/** The parts of a request that a signature covers; `path` and `query` as they go on the wire. */
export interface Signable {
  readonly method: string
  readonly url: URL
  /** The headers to be signed, lower-case names; `host` and `x-sdk-date` are added by `sign`. */
  readonly headers: Readonly<Record<string, string>>
  /** The exact text that is sent; empty for none. */
  readonly body: string
}

const ALGORITHM = 'SDK-HMAC-SHA256'

/** Percent-encodes all but A-Z a-z 0-9 - _ . ~ (API Request Signing Guide, "Constructing a Standard Request"). */
export function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** `YYYYMMDDTHHMMSSZ` of a time in milliseconds since the epoch. */
export function sdkDate(now: number): string {
  return `${new Date(now).toISOString().replace(/[-:]/g, '').slice(0, 15)}Z`
}

/** Path with each segment encoded once and a slash at the end, which the wire path does not have. */
export function canonicalUri(url: URL): string {
  const path = url.pathname
    .split('/')
    .map((segment) => percentEncode(decode(segment)))
    .join('/')
  return path.endsWith('/') ? path : `${path}/`
}

/** Query sorted by key, then value (by code unit), each encoded once. */
export function canonicalQuery(url: URL): string {
  return queryPairs(url)
    .map(([key, value]) => ({ key, value }))
    .sort((a, b) => compare(a.key, b.key) || compare(a.value, b.value))
    .map(({ key, value }) => `${percentEncode(key)}=${percentEncode(value)}`)
    .join('&')
}

/** Lower-case names, trimmed values, sorted, one line each. */
export function canonicalHeaders(headers: Readonly<Record<string, string>>): string {
  return names(headers)
    .map((name) => `${name}:${(headers[name] ?? '').trim()}\n`)
    .join('')
}

/** Names of the signed headers joined with semicolons. */
export function signedHeaders(headers: Readonly<Record<string, string>>): string {
  return names(headers).join(';')
}

/** Lower-case hex SHA-256 of UTF-8 text. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex')
}

/** The canonical request; `payloadHash` is the hex SHA-256 of the body's bytes. */
export function canonicalRequest(request: Omit<Signable, 'body'>, payloadHash: string): string {
  return [
    request.method.toUpperCase(),
    canonicalUri(request.url),
    canonicalQuery(request.url),
    canonicalHeaders(request.headers),
    signedHeaders(request.headers),
    payloadHash,
  ].join('\n')
}

/** The text that is signed, from the date header's value and the canonical request. */
export function stringToSign(date: string, canonical: string): string {
  return `${ALGORITHM}\n${date}\n${sha256(canonical)}`
}

/** Lower-case hex HMAC-SHA256 with the secret key as it is: no derivation, unlike AWS. */
export function signature(secretKey: string, text: string): string {
  return createHmac('sha256', secretKey).update(text, 'utf8').digest('hex')
}

/** All headers of the signed request but `host`, which the HTTP stack sends by itself. */
export function sign(request: Signable, keys: SigningKeys, now: number): Record<string, string> {
  const date = sdkDate(now)
  const { host: _host, ...given } = request.headers
  const sent: Record<string, string> = { ...given, 'x-sdk-date': date }
  if (keys.securityToken) sent['x-security-token'] = keys.securityToken
  const signed = { ...sent, host: request.url.host }
  const text = stringToSign(date, canonicalRequest({ ...request, headers: signed }, sha256(request.body)))
  const value = signature(keys.secretKey, text)
  sent['authorization'] =
    `${ALGORITHM} Access=${keys.accessKey}, SignedHeaders=${signedHeaders(signed)}, Signature=${value}`
  return sent
}

const names = (headers: Readonly<Record<string, string>>): string[] => Object.keys(headers).sort(compare)

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

function queryPairs(url: URL): readonly (readonly [string, string])[] {
  if (url.search.length < 2) return []
  return url.search
    .slice(1)
    .split('&')
    .map((pair) => {
      const at = pair.indexOf('=')
      return at < 0 ? [decode(pair), ''] : [decode(pair.slice(0, at)), decode(pair.slice(at + 1))]
    })
}
