import type { Token } from '../api/token'

/** Renewed this many milliseconds before they end, so that no change begins with a token about to run out. */
const AHEAD_MS = 10 * 60_000

/** Tokens by what they are good for: a project id, or empty for the account. */
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

/** The tokens of one account's user, each renewed by one request however many wait for it. */
export class Tokens {
  readonly #shelf: TokenShelf
  readonly #renewals = new Map<string, Promise<Token>>()
  #known: TokenRecord = {}

  constructor(shelf: TokenShelf) {
    this.#shelf = shelf
  }

  /** A token that is good for a while; one that was `refused` is not given again. Throws what `issue` throws. */
  async take(scope: string, now: number, issue: () => Promise<Token>, refused?: string): Promise<string> {
    const known = this.#known[scope]
    const isGood = (token: Token | undefined): token is Token =>
      token !== undefined && token.value !== refused && token.expiresAt - now > AHEAD_MS
    if (isGood(known)) return known.value
    let renewal = this.#renewals.get(scope)
    if (!renewal) {
      renewal = this.#renew(scope, isGood, issue).finally(() => this.#renewals.delete(scope))
      this.#renewals.set(scope, renewal)
    }
    try {
      return (await renewal).value
    } catch (error) {
      // Renewing ahead of time may fail while the old one still does.
      const last = this.#known[scope]
      if (last && last.value !== refused && last.expiresAt > now) return last.value
      throw error
    }
  }

  async #renew(scope: string, isGood: (token?: Token) => token is Token, issue: () => Promise<Token>): Promise<Token> {
    const shelved = await this.#shelf.read()
    this.#known = { ...this.#known, ...shelved }
    const other = shelved[scope]
    if (isGood(other)) return other
    const token = await issue()
    this.#known = { ...this.#known, [scope]: token }
    await this.#shelf.write(this.#known)
    return token
  }
}
