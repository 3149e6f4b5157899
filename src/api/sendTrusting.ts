import { networkError, type Send } from './send'
import { type Trust, TrustError } from './trust'

/**
 * Sends by the global fetch, or where there are authorities of one's own by way of them. Throws TrustError where the
 * certificate that was refused could be looked at, else what the network throws.
 */
export function sendTrusting(trust: Trust): Send {
  return async (request) => {
    const own = trust.caFile === undefined ? undefined : await import('./authorities')
    const ca = await own?.authoritiesOf(trust)
    const { host, protocol } = new URL(request.url)
    try {
      return await (own && ca && protocol === 'https:' ? own.sendTo(request, ca) : fetch(request))
    } catch (error) {
      const { kind, message } = networkError(error, host)
      if (kind !== 'tls') throw error
      const { lookAt } = await import('./certificate')
      const refused = await lookAt(request.url, ca)
      // Node's hint at an option of its own helps nobody in an editor.
      const said = message.replace(/; if the root CA is installed locally.*$/, '')
      throw refused ? new TrustError(host, said, trust, refused, { cause: error }) : error
    }
  }
}
