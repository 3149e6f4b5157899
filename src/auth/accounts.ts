import { randomUUID } from 'node:crypto'
import type { SecretStorage } from 'vscode'
import * as z from 'zod/mini'
import { type ServerTime, serverTime } from '../api/serverTime'
import { type Clock, systemClock } from '../base/clock'
import type { Disposable, Event } from '../base/emitter'
import { Emitter } from '../base/emitter'
import { ACCOUNT, AccountNames, NAMES } from './accountNames'
import { Credentials } from './credentials'
import { Guard } from './guard'
import { parsed } from './parsed'
import { TokenRecord, type TokenShelf, Tokens } from './tokens'

/** What was typed and is not kept: good for a moment only. */
export interface Entered {
  readonly password: string
  readonly passcode?: string | undefined
}

/** What the connections of one account have in common, for as long as its credentials are the same. */
export interface Session {
  readonly guard: Guard
  /** The service's clock, so that one answer tells it to all projects. */
  readonly time: ServerTime
  /** Of an IAM user. */
  readonly tokens: Tokens
  /** What was typed a moment ago and is not kept. */
  readonly entered: () => Entered | undefined
}

/** An account's credentials, and what their connections share. */
export interface SignedIn {
  readonly credentials: Credentials
  readonly session: Session
}

/** Tokens got with the credentials of this stamp; those of others count for nothing. */
const Stamped = z.object({ stamp: z.catch(z.string(), ''), tokens: z.catch(TokenRecord, {}) })
const TOKENS = 'tokens:'
/** A password that is not kept serves for what the user is doing, one passcode for the tokens of all projects. */
const PASSWORD_MS = 10 * 60_000
const PASSCODE_MS = 60_000

/**
 * Named sets of credentials in SecretStorage, one JSON value each, and the tokens got with them. Each storing has a
 * stamp of its own, which ties tokens and what was typed to these credentials and makes even equal ones an event.
 */
export class Accounts implements Disposable {
  readonly #secrets: SecretStorage
  readonly #clock: Clock
  readonly #names: AccountNames
  readonly #changed = new Emitter<string>()
  readonly #namesChanged = new Emitter<void>()
  readonly #renewed = new Emitter<string>()
  readonly #listener: Disposable
  readonly #sessions = new Map<string, Session & { readonly stamp: string }>()
  readonly #entered = new Map<string, Entered & { readonly at: number; readonly stamp: string }>()

  #storing: PromiseLike<void> = Promise.resolve()

  /** An account's credentials were stored, replaced or removed, in this window or another. */
  readonly onDidChange: Event<string> = this.#changed.event
  /** There are other names than before. */
  readonly onDidChangeNames: Event<void> = this.#namesChanged.event
  /** Tokens of an account were renewed, in this window or another. */
  readonly onDidRenew: Event<string> = this.#renewed.event

  constructor(secrets: SecretStorage, clock: Clock = systemClock) {
    this.#secrets = secrets
    this.#clock = clock
    this.#names = new AccountNames(secrets)
    this.#listener = secrets.onDidChange(({ key }) => {
      if (key === NAMES) {
        this.#namesChanged.fire()
        void this.#names.add().catch(() => undefined)
      } else if (key.startsWith(TOKENS)) this.#renewed.fire(key.slice(TOKENS.length))
      else if (key.startsWith(ACCOUNT)) {
        void this.#forgetOld(key.slice(ACCOUNT.length)).catch(() => undefined)
        this.#changed.fire(key.slice(ACCOUNT.length))
      }
    })
  }

  /** Undefined where nobody is signed in, or where what is stored cannot be read. */
  async get(account: string): Promise<Credentials | undefined> {
    return parsed(Credentials, await this.#secrets.get(ACCOUNT + account))
  }

  /** The account's credentials as they are now, with what their connections share. */
  async signedIn(account: string): Promise<SignedIn | undefined> {
    const stored = await this.#secrets.get(ACCOUNT + account)
    const credentials = parsed(Credentials, stored)
    if (!credentials) return undefined
    if (!this.#names.has(account)) await this.#names.add(account)
    return { credentials, session: this.#session(account, stampOf(stored)) }
  }

  /** Names of the accounts for which something is stored. */
  names(): Promise<readonly string[]> {
    return this.#names.all()
  }

  /** Keeps credentials in place of the account's former ones, and the tokens that came with trying them. */
  async put(account: string, credentials: Credentials, entered?: Entered, tokens: TokenRecord = {}): Promise<void> {
    const stamp = randomUUID()
    this.#entered.delete(account)
    await this.#names.add(account)
    if (entered) this.#entered.set(account, { ...entered, stamp, at: this.#clock.now() })
    this.#storing = this.#secrets.store(ACCOUNT + account, JSON.stringify({ ...credentials, stamp, tokens }))
    await this.#storing
    await this.#clear(account)
    await this.#names.add(account)
  }

  /** Makes an account's credentials and tokens known under another name too. */
  async copy(account: string, name: string): Promise<void> {
    const stored = await this.#secrets.get(ACCOUNT + account)
    const credentials = parsed(Credentials, stored)
    if (!credentials) return
    const stamp = stampOf(stored)
    await this.put(name, credentials, this.#typed(account, stamp), await this.#shelf(account, stamp).read())
  }

  /** Forgets everything secret about an account. */
  async remove(account: string): Promise<void> {
    this.#sessions.delete(account)
    this.#entered.delete(account)
    // The name last: while it is there, what is left can be signed out of.
    await this.#secrets.delete(ACCOUNT + account)
    await this.#clear(account)
    await this.#names.remove(account)
  }

  dispose(): void {
    this.#listener.dispose()
    this.#changed.dispose()
    this.#namesChanged.dispose()
    this.#renewed.dispose()
  }

  #session(account: string, stamp: string): Session {
    const known = this.#sessions.get(account)
    if (known?.stamp === stamp) return known
    const session = {
      stamp,
      guard: new Guard(this.#clock),
      time: serverTime(this.#clock),
      tokens: new Tokens(this.#shelf(account, stamp)),
      entered: () => this.#typed(account, stamp),
    }
    this.#sessions.set(account, session)
    return session
  }

  #typed(account: string, stamp: string): Entered | undefined {
    const entered = this.#entered.get(account)
    if (entered?.stamp !== stamp) return undefined
    const age = this.#clock.now() - entered.at
    if (age > PASSWORD_MS) {
      this.#entered.delete(account)
      return undefined
    }
    return { password: entered.password, passcode: age > PASSCODE_MS ? undefined : entered.passcode }
  }

  /** Another window has put other credentials in the place of those that this one holds something of. */
  async #forgetOld(account: string): Promise<void> {
    const entered = this.#entered.get(account)
    // What is on its way to the store may be newer than what was heard of.
    await this.#storing
    const stamp = await this.#stampNow(account)
    if (entered?.stamp !== stamp && this.#entered.get(account) === entered) this.#entered.delete(account)
    if (this.#sessions.get(account)?.stamp !== stamp) this.#sessions.delete(account)
  }

  async #stampNow(account: string): Promise<string | undefined> {
    const stored = await this.#secrets.get(ACCOUNT + account)
    return stored === undefined ? undefined : stampOf(stored)
  }

  /** Takes away the tokens of other credentials than those that are stored. */
  async #clear(account: string): Promise<void> {
    const shelved = await this.#secrets.get(TOKENS + account)
    if (shelved !== undefined && stampOf(shelved) !== (await this.#stampNow(account)))
      await this.#secrets.delete(TOKENS + account)
  }

  /** Tokens that come after their credentials were replaced are not kept. */
  #shelf(account: string, stamp: string): TokenShelf {
    const tokensIn = async (key: string): Promise<TokenRecord> => {
      const stored = parsed(Stamped, await this.#secrets.get(key + account))
      return stored?.stamp === stamp ? stored.tokens : {}
    }
    return {
      read: async () => ({ ...(await tokensIn(ACCOUNT)), ...(await tokensIn(TOKENS)) }),
      write: async (tokens) => {
        if ((await this.#stampNow(account)) !== stamp) return
        await this.#secrets.store(TOKENS + account, JSON.stringify({ stamp, tokens }))
        await this.#clear(account)
      },
    }
  }
}

const stampOf = (stored: string | undefined): string => parsed(Stamped, stored)?.stamp ?? ''
