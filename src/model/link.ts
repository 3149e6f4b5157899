import type { Connection } from './connection'

/** The connection of one project, made when first needed and kept until credentials change. */
export class Link {
  readonly #connect: () => Promise<Connection | undefined>
  #connection: Connection | undefined
  #connecting: Promise<Connection | undefined> | undefined

  constructor(connect: () => Promise<Connection | undefined>) {
    this.#connect = connect
  }

  /** What there is by now. */
  get present(): Connection | undefined {
    return this.#connection
  }

  async get(): Promise<Connection | undefined> {
    if (this.#connection) return this.#connection
    this.#connecting ??= this.#connect()
    const connecting = this.#connecting
    try {
      const connection = await connecting
      // Credentials may have changed while this was being made with the old ones.
      if (this.#connecting !== connecting) return this.get()
      this.#connection = connection
      return connection
    } finally {
      if (this.#connecting === connecting) this.#connecting = undefined
    }
  }

  forget(): void {
    this.#connection = undefined
    this.#connecting = undefined
  }
}
