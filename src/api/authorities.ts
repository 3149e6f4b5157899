import { X509Certificate } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { request as open } from 'node:https'
import { rootCertificates } from 'node:tls'
import { withHome } from '../base/paths'
import { type CaFileProblem, type Trust, TrustError } from './trust'

// Why not an undici Agent with these certificates as `dispatcher` of the global fetch: VS Code takes such an agent apart
// and builds one of its own from it, goes past the proxy with it where `http.proxySupport` is `on`, and it weighs a
// sixth of the package. It patches `https` for proxies and their passwords just as it patches fetch.

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g

const known = new Map<string, { readonly stamp: string; readonly ca: readonly string[] }>()

/** The well-known authorities and those of the file, read again when it changes. Throws TrustError. */
export async function authoritiesOf(trust: Trust): Promise<readonly string[]> {
  const path = withHome(trust.caFile ?? '')
  const unusable = (problem: CaFileProblem, error?: unknown): TrustError =>
    new TrustError('', problem === 'unreadable' ? String(error) : '', trust, problem, { cause: error })
  try {
    const { mtimeMs, size, ino } = await stat(path)
    const stamp = `${mtimeMs} ${size} ${ino}`
    const before = known.get(path)
    if (before?.stamp === stamp) return before.ca
    const certificates = (await readFile(path, 'latin1')).match(CERTIFICATE) ?? []
    if (certificates.length === 0 || !certificates.every(isCertificate)) throw unusable('notPem')
    const ca = [...rootCertificates, ...certificates]
    known.set(path, { stamp, ca })
    return ca
  } catch (error) {
    if (error instanceof TrustError) throw error
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT'
    throw unusable(isMissing ? 'missing' : 'unreadable', error)
  }
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined
  } catch {
    return false
  }
}

/** Sends a request over TLS to a service that these authorities vouch for. Throws what the network throws. */
export async function sendTo(request: Request, ca: readonly string[]): Promise<Response> {
  const { method, signal, url } = request
  const headers = Object.fromEntries(request.headers)
  const body = Buffer.from(await request.arrayBuffer())
  const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = open(url, { method, headers, ca: [...ca], signal }, resolve)
    outgoing.on('error', reject)
    outgoing.end(body)
  })
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  const { statusCode: status = 0, statusMessage: statusText = '' } = incoming
  const text = [204, 205, 304].includes(status) ? null : Buffer.concat(chunks)
  return new Response(text, { status, statusText, headers: headersOf(incoming.rawHeaders) })
}

function headersOf(raw: readonly string[]): Headers {
  const headers = new Headers()
  for (let at = 0; at < raw.length; at += 2) headers.append(raw[at] ?? '', raw[at + 1] ?? '')
  return headers
}
