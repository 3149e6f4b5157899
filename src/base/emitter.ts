/** Something that can be let go of. */
export interface Disposable {
  dispose(): void
}

/** A subscription to happenings of one kind. */
export type Event<T> = (listener: (value: T) => void) => Disposable

/** A source of happenings; has the shape of VS Code's, so that either can listen to the other. */
export class Emitter<T> implements Disposable {
  readonly #listeners = new Set<(value: T) => void>()

  readonly event: Event<T> = (listener) => {
    const own = (value: T): void => listener(value)
    this.#listeners.add(own)
    return { dispose: () => this.#listeners.delete(own) }
  }

  fire(value: T): void {
    for (const listener of [...this.#listeners]) listener(value)
  }

  dispose(): void {
    this.#listeners.clear()
  }
}
