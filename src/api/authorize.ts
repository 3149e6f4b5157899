import { diagnose } from './diagnosis'
import { type ApiError, CredentialsError } from './errors'
import { NEGLIGIBLE_MS, type ServerTime } from './serverTime'
import { type Signable, type SigningKeys, sign } from './signer'

/** A request's headers, with what proves who sends it. */
export interface Authorized {
  readonly headers: Readonly<Record<string, string>>
  /** Hears why the request failed; true where another try goes out with something better. */
  readonly refused: (error: unknown) => Promise<boolean>
  readonly proof?: ApiError['proof']
}

/** Proves who sends a connection's requests. Throws CredentialsError where there is nothing to prove it with. */
export type Authorize = (request: Signable, signal?: AbortSignal) => Promise<Authorized>

/** Signs with keys, at the service's time; keys known to have expired are not sent at all. */
export function signWith(keys: SigningKeys & { readonly expiresAt?: number | undefined }, time: ServerTime): Authorize {
  return async (request) => {
    const skewMs = time.skewMs()
    if (keys.expiresAt !== undefined && time.now() >= keys.expiresAt) throw new CredentialsError('expired')
    return {
      headers: sign(request, keys, time.now()),
      refused: async (error) => diagnose(error) === 'clock' && Math.abs(time.skewMs() - skewMs) >= NEGLIGIBLE_MS,
      proof: keys.securityToken ? 'temporaryKeys' : undefined,
    }
  }
}

/** A source of tokens: `refused` is one that the service has turned down. */
export type TakeToken = (refused?: string, signal?: AbortSignal) => Promise<string>

/** Sends a token; after one refusal of it, another. */
export function tokenWith(take: TakeToken): Authorize {
  return async (request, signal) => {
    const token = await take(undefined, signal)
    return {
      headers: { ...request.headers, 'x-auth-token': token },
      refused: async (error) => {
        if (!['tokenExpired', 'credentialsRefused'].includes(diagnose(error))) return false
        return (await take(token, signal)) !== token
      },
    }
  }
}
