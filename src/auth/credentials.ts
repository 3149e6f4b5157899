import type { SecretStorage } from 'vscode'
import * as z from 'zod/mini'
import type { Disposable, Event } from '../base/emitter'
import { Emitter } from '../base/emitter'

const trimmed = z.string().check(z.trim())

/** What signs an account's requests; exists in SecretStorage, in memory, and nowhere else. */
export const Credentials = z.object({
  accessKey: trimmed.check(z.regex(/^[\w-]{4,128}$/)),
  secretKey: trimmed.check(z.minLength(1)),
  securityToken: z.optional(
    z.pipe(
      trimmed,
      z.transform((value) => value || undefined),
    ),
  ),
})
export type Credentials = z.infer<typeof Credentials>

const AccountNames = z.catch(z.array(z.string()), [])
const INDEX = 'accounts'
const keyOf = (account: string): string => `account:${account}`

/** Named sets of credentials in SecretStorage, one JSON value each. */
export class Accounts implements Disposable {
  readonly #secrets: SecretStorage
  readonly #changed = new Emitter<string>()
  readonly #listener: Disposable

  /** An account's credentials were stored, replaced or removed, in this window or another. */
  readonly onDidChange: Event<string> = this.#changed.event

  constructor(secrets: SecretStorage) {
    this.#secrets = secrets
    this.#listener = secrets.onDidChange(({ key }) => {
      if (key.startsWith(keyOf(''))) this.#changed.fire(key.slice(keyOf('').length))
    })
  }

  /** Undefined where nobody is signed in, or where what is stored cannot be read. */
  async get(account: string): Promise<Credentials | undefined> {
    return parsed(Credentials, await this.#secrets.get(keyOf(account)))
  }

  /** Names of the accounts that have credentials. */
  async names(): Promise<readonly string[]> {
    return parsed(AccountNames, await this.#secrets.get(INDEX)) ?? []
  }

  async put(account: string, credentials: Credentials): Promise<void> {
    await this.#secrets.store(keyOf(account), JSON.stringify(credentials))
    const names = await this.names()
    if (!names.includes(account)) await this.#secrets.store(INDEX, JSON.stringify([...names, account]))
  }

  async remove(account: string): Promise<void> {
    await this.#secrets.delete(keyOf(account))
    const names = await this.names()
    await this.#secrets.store(INDEX, JSON.stringify(names.filter((name) => name !== account)))
  }

  dispose(): void {
    this.#listener.dispose()
    this.#changed.dispose()
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

/** First and last four characters of an access key, the rest dots. */
export function masked(accessKey: string): string {
  return accessKey.length <= 8 ? '••••' : `${accessKey.slice(0, 4)}••••${accessKey.slice(-4)}`
}
