import { request as open } from 'node:https'
import { checkServerIdentity, TLSSocket } from 'node:tls'
import { unlinked } from './errors'
import type { RefusedCertificate } from './trust'

/** A look takes no longer than this many milliseconds: the refusal itself is known already. */
const LOOK_MS = 5_000

/**
 * The certificate that a service shows, where these authorities (the usual ones if none are given) do not take it.
 * Greets the service by TLS and hangs up: nothing of HTTP is sent.
 */
export function lookAt(url: string, ca: readonly string[] | undefined): Promise<RefusedCertificate | undefined> {
  return new Promise((resolve) => {
    // Goes the way of the request, proxies included. Its head would leave with the first write, which never comes.
    const options = { rejectUnauthorized: false, signal: AbortSignal.timeout(LOOK_MS), ...(ca && { ca: [...ca] }) }
    const greeting = open(url, options)
    greeting.on('error', () => resolve(undefined))
    greeting.on('socket', (socket) => {
      const look = (): void => {
        resolve(socket instanceof TLSSocket ? refusedOf(socket, new URL(url).hostname) : undefined)
        greeting.destroy()
      }
      if (socket instanceof TLSSocket && socket.getPeerX509Certificate()) look()
      else socket.once('secureConnect', look)
    })
  })
}

function refusedOf(socket: TLSSocket, hostname: string): RefusedCertificate | undefined {
  const certificate = socket.getPeerX509Certificate()
  const identity = checkServerIdentity(hostname.replace(/^\[|\]$/g, ''), socket.getPeerCertificate())
  const why = String(socket.authorizationError ?? identity ?? '')
  if (!certificate || why === '') return undefined
  return {
    subject: inLine(certificate.subject),
    issuer: inLine(certificate.issuer),
    from: Date.parse(certificate.validFrom),
    to: Date.parse(certificate.validTo),
    fingerprint: certificate.fingerprint256,
    names: inLine(certificate.subjectAltName),
    reason: /EXPIRED|NOT_YET/.test(why) ? 'time' : /ALTNAME/.test(why) ? 'name' : 'issuer',
  }
}

/** What a stranger wrote into a certificate, on one line and not too long. */
const inLine = (text: string | undefined): string =>
  unlinked((text ?? '').trim().replace(/\s*\n\s*/g, ', ')).slice(0, 200)
