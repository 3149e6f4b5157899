import * as z from 'zod/mini'
import { orAborted } from '../api/send'
import type { Token } from '../api/token'

/** Renewed this many milliseconds before they end, so that no change begins with a token about to run out. */
const AHEAD_MS = 10 * 60_000
/** With less than this left a token is not used while another is on its way. */
const BARELY_MS = 60_000

/** Tokens by what they are good for: a project id, or empty for the account. */
export const TokenRecord = z.record(z.string(), z.object({ value: z.string(), expiresAt: z.number() }))
export type TokenRecord = Readonly<Record<string, Token>>

/** Where tokens outlive a reload and are shared with other windows. */
export interface TokenShelf {
  readonly read: () => Promise<TokenRecord>
  readonly write: (tokens: TokenRecord) => Promise<void>
}

/** A shelf for tokens of credentials that are not stored (yet). */
export function memoryShelf(): TokenShelf {
  let tokens: TokenRecord = {}
  return {
    read: async () => tokens,
    write: async (next) => {
      tokens = next
    },
  }
}

/** What a token is wanted for. */
export interface Wanted {
  readonly now: number
  /** Asks the service for one. */
  readonly issue: (signal: AbortSignal) => Promise<Token>
  /** One that was turned down is not given again. */
  readonly refused?: string | undefined
  /** Ends the waiting; the request is given up when nobody waits for it any more. */
  readonly signal?: AbortSignal | undefined
}

interface Renewal {
  readonly token: Promise<Token>
  readonly life: AbortController
  waiting: number
}

/** The tokens of one account's user, each renewed by one request however many wait for it. */
export class Tokens {
  readonly #shelf: TokenShelf
  readonly #renewals = new Map<string, Renewal>()
  #known: TokenRecord = {}

  constructor(shelf: TokenShelf) {
    this.#shelf = shelf
  }

  /** When the token for this ends, in milliseconds since the epoch; undefined while there is none. */
  endOf(scope: string): number | undefined {
    return this.#known[scope]?.expiresAt
  }

  /** A token that is good for a while. Throws what `issue` throws, or the signal's reason. */
  async take(scope: string, wanted: Wanted): Promise<string> {
    const { signal } = wanted
    signal?.throwIfAborted()
    const known = this.#known[scope]
    if (known && lastsFor(AHEAD_MS, known, wanted)) return known.value
    const renewal = this.#renewals.get(scope) ?? this.#begin(scope, wanted)
    if (known && lastsFor(BARELY_MS, known, wanted)) {
      // Renewing ahead of time holds nobody up, and may fail.
      renewal.waiting++
      renewal.token.catch(() => undefined)
      return known.value
    }
    try {
      return (await waited(renewal, signal)).value
    } catch (error) {
      const last = this.#known[scope]
      if (last && lastsFor(0, last, wanted) && !signal?.aborted) return last.value
      throw error
    }
  }

  #begin(scope: string, wanted: Wanted): Renewal {
    const life = new AbortController()
    const forget = (): void => {
      if (this.#renewals.get(scope) === renewal) this.#renewals.delete(scope)
    }
    const token = this.#renew(scope, wanted, life.signal).finally(forget)
    const renewal: Renewal = { token, life, waiting: 0 }
    life.signal.addEventListener('abort', forget, { once: true })
    this.#renewals.set(scope, renewal)
    return renewal
  }

  async #renew(scope: string, wanted: Wanted, signal: AbortSignal): Promise<Token> {
    const shelved = await this.#shelf.read()
    this.#known = { ...this.#known, ...shelved }
    const other = shelved[scope]
    if (other && lastsFor(AHEAD_MS, other, wanted)) return other
    const token = await wanted.issue(signal)
    const alive = Object.entries({ ...this.#known, [scope]: token }).filter(([, own]) => own.expiresAt > wanted.now)
    this.#known = Object.fromEntries(alive)
    await this.#shelf.write(this.#known)
    return token
  }
}

const lastsFor = (ms: number, token: Token, { now, refused }: Wanted): boolean =>
  token.value !== refused && token.expiresAt - now > ms

/** Waits for a renewal as long as the signal allows; the last one to leave ends it. */
async function waited(renewal: Renewal, signal: AbortSignal | undefined): Promise<Token> {
  renewal.waiting++
  const stop = (): void => {
    if (--renewal.waiting === 0) renewal.life.abort(signal?.reason)
  }
  signal?.addEventListener('abort', stop, { once: true })
  try {
    return await (signal ? orAborted(signal, renewal.token) : renewal.token)
  } finally {
    signal?.removeEventListener('abort', stop)
  }
}
