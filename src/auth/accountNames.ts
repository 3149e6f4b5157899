import type { SecretStorage } from 'vscode'
import * as z from 'zod/mini'
import { parsed } from './parsed'

const Names = z.catch(z.array(z.string()), [])

/** Where the names of the accounts are kept. */
export const NAMES = 'accounts'
/** What stands before an account's name in the key of its credentials. */
export const ACCOUNT = 'account:'

/**
 * The list of the accounts' names. SecretStorage knows no more than single values, so two windows that write the list
 * at once lose one name: each therefore puts back what it has seen and what is still stored.
 */
export class AccountNames {
  readonly #secrets: SecretStorage
  readonly #seen = new Set<string>()

  constructor(secrets: SecretStorage) {
    this.#secrets = secrets
  }

  /** Those for which something is stored. */
  async all(): Promise<readonly string[]> {
    return this.#stored(await this.#listed())
  }

  /** True where the name was in the list when last looked at, or has been added to it. */
  has(account: string): boolean {
    return this.#seen.has(account)
  }

  /** Adds a name, and those that have been lost. */
  async add(...accounts: readonly string[]): Promise<void> {
    const listed = await this.#listed()
    const lost = await this.#stored([...this.#seen].filter((name) => !listed.includes(name)))
    const all = new Set([...listed, ...lost, ...accounts])
    for (const name of accounts) this.#seen.add(name)
    if (all.size > listed.length) await this.#write([...all])
  }

  async remove(account: string): Promise<void> {
    const listed = await this.#listed()
    this.#seen.delete(account)
    await this.#write(listed.filter((name) => name !== account))
  }

  async #listed(): Promise<readonly string[]> {
    const names = parsed(Names, await this.#secrets.get(NAMES)) ?? []
    for (const name of names) this.#seen.add(name)
    return names
  }

  async #stored(names: readonly string[]): Promise<readonly string[]> {
    const values = await Promise.all(names.map((name) => this.#secrets.get(ACCOUNT + name)))
    return names.filter((_, at) => values[at] !== undefined)
  }

  async #write(names: readonly string[]): Promise<void> {
    await this.#secrets.store(NAMES, JSON.stringify(names))
  }
}
