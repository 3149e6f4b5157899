import type { SecretStorage } from 'vscode'
import * as z from 'zod/mini'
import { type Clock, systemClock } from '../base/clock'
import type { Disposable, Event } from '../base/emitter'
import { Emitter } from '../base/emitter'
import { Credentials } from './credentials'
import { Guard } from './guard'
import { type TokenRecord, type TokenShelf, Tokens } from './tokens'

/** What was typed and is not kept: good for a moment only. */
export interface Entered {
  readonly password: string
  readonly passcode?: string | undefined
}

/** What the connections of one account have in common, for as long as its credentials are the same. */
export interface Session {
  readonly guard: Guard
  /** Of an IAM user. */
  readonly tokens: Tokens
  /** What was typed a moment ago and is not kept. */
  readonly entered: () => Entered | undefined
}

const AccountNames = z.catch(z.array(z.string()), [])
const Shelved = z.record(z.string(), z.object({ value: z.string(), expiresAt: z.number() }))
const INDEX = 'accounts'
const ACCOUNT = 'account:'
const TOKENS = 'tokens:'
/** A password that is not kept serves for what the user is doing, one passcode for the tokens of all projects. */
const PASSWORD_MS = 10 * 60_000
const PASSCODE_MS = 60_000

/** Named sets of credentials in SecretStorage, one JSON value each, and the tokens got with them. */
export class Accounts implements Disposable {
  readonly #secrets: SecretStorage
  readonly #clock: Clock
  readonly #changed = new Emitter<string>()
  readonly #renewed = new Emitter<string>()
  readonly #listener: Disposable
  readonly #sessions = new Map<string, Session>()
  readonly #entered = new Map<string, Entered & { readonly at: number }>()

  /** An account's credentials were stored, replaced or removed, in this window or another. */
  readonly onDidChange: Event<string> = this.#changed.event
  /** Tokens of an account were renewed, in this window or another. */
  readonly onDidRenew: Event<string> = this.#renewed.event

  constructor(secrets: SecretStorage, clock: Clock = systemClock) {
    this.#secrets = secrets
    this.#clock = clock
    this.#listener = secrets.onDidChange(({ key }) => {
      if (key.startsWith(TOKENS)) this.#renewed.fire(key.slice(TOKENS.length))
      if (!key.startsWith(ACCOUNT)) return
      const account = key.slice(ACCOUNT.length)
      this.#sessions.delete(account)
      this.#changed.fire(account)
    })
  }

  /** Undefined where nobody is signed in, or where what is stored cannot be read. */
  async get(account: string): Promise<Credentials | undefined> {
    return parsed(Credentials, await this.#secrets.get(ACCOUNT + account))
  }

  /** Names of the accounts that have credentials. */
  async names(): Promise<readonly string[]> {
    return parsed(AccountNames, await this.#secrets.get(INDEX)) ?? []
  }

  /** Keeps credentials in place of the account's former ones, and the tokens that came with trying them. */
  async put(account: string, credentials: Credentials, entered?: Entered, tokens: TokenRecord = {}): Promise<void> {
    this.#sessions.delete(account)
    this.#entered.delete(account)
    if (entered) this.#entered.set(account, { ...entered, at: this.#clock.now() })
    await this.#secrets.store(TOKENS + account, JSON.stringify(tokens))
    await this.#secrets.store(ACCOUNT + account, JSON.stringify(credentials))
    const names = await this.names()
    if (!names.includes(account)) await this.#secrets.store(INDEX, JSON.stringify([...names, account]))
  }

  /** Makes an account's credentials and tokens known under another name too. */
  async copy(account: string, name: string): Promise<void> {
    const credentials = await this.get(account)
    if (!credentials) return
    const tokens = await this.#shelf(account, () => false).read()
    await this.put(name, credentials, this.#typed(account), tokens)
  }

  /** Forgets everything secret about an account. */
  async remove(account: string): Promise<void> {
    this.#sessions.delete(account)
    this.#entered.delete(account)
    await this.#secrets.delete(TOKENS + account)
    await this.#secrets.delete(ACCOUNT + account)
    const names = await this.names()
    await this.#secrets.store(INDEX, JSON.stringify(names.filter((name) => name !== account)))
  }

  /** What the connections of an account share until its credentials change. */
  session(account: string): Session {
    const known = this.#sessions.get(account)
    if (known) return known
    const session: Session = {
      guard: new Guard(this.#clock),
      tokens: new Tokens(this.#shelf(account, () => this.#sessions.get(account) === session)),
      entered: () => this.#typed(account),
    }
    this.#sessions.set(account, session)
    return session
  }

  dispose(): void {
    this.#listener.dispose()
    this.#changed.dispose()
    this.#renewed.dispose()
  }

  #typed(account: string): Entered | undefined {
    const entered = this.#entered.get(account)
    const age = this.#clock.now() - (entered?.at ?? 0)
    if (!entered || age > PASSWORD_MS) {
      this.#entered.delete(account)
      return undefined
    }
    return { password: entered.password, passcode: age > PASSCODE_MS ? undefined : entered.passcode }
  }

  /** Tokens that come after their credentials were replaced are not kept. */
  #shelf(account: string, isCurrent: () => boolean): TokenShelf {
    return {
      read: async () => parsed(Shelved, await this.#secrets.get(TOKENS + account)) ?? {},
      write: async (tokens) => {
        if (isCurrent()) await this.#secrets.store(TOKENS + account, JSON.stringify(tokens))
      },
    }
  }
}

function parsed<T extends z.ZodMiniType>(schema: T, text: string | undefined): z.output<T> | undefined {
  if (text === undefined) return undefined
  try {
    return schema.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}
