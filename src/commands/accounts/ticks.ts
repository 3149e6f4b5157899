/**
 * What is ticked in a list whose lines are replaced while the user ticks. VS Code tells late of every tick, also of those
 * that it was told itself, and in between that none is left: without this, one line's tick would be lost to the next line.
 */
export class Ticks {
  #ids: ReadonlySet<string> = new Set()
  /** What was shown and has not been told back. */
  #expected: ReadonlySet<string>[] = []
  #isTouched = false

  /** The user has ticked something, or taken a tick away. */
  get isTouched(): boolean {
    return this.#isTouched
  }

  has(id: string): boolean {
    return this.#ids.has(id)
  }

  /** These are ticked in the lines that are about to be shown. */
  show(ids: Iterable<string>): void {
    this.#ids = new Set(ids)
    this.#expected.push(this.#ids)
  }

  /** VS Code says what is ticked. */
  hear(ids: readonly string[]): void {
    const at = this.#expected.findIndex((shown) => shown.size === ids.length && ids.every((id) => shown.has(id)))
    const isBetween = ids.length === 0 && this.#expected.length > 0
    this.#expected.splice(0, at + 1)
    if (at >= 0 || isBetween) return
    this.#ids = new Set(ids)
    this.#isTouched = true
  }
}
