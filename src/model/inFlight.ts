import { Emitter } from '../base/emitter'
import { mergedWith, type OsChange } from './osChange'
import { isSamePlace, type Project } from './project'

/** What one window knows of the changes that have no end yet; the journal knows the rest. */
export class InFlight {
  readonly #changed = new Emitter<OsChange>()
  #all: readonly OsChange[] = []

  /** A change came, was seen anew, or left. */
  readonly onDidChange = this.#changed.event

  get all(): readonly OsChange[] {
    return this.#all
  }

  /** The change as known by now. */
  byId(id: string): OsChange | undefined {
    return this.#all.find((change) => change.id === id)
  }

  /** The changes of a project's servers, or of one of them. */
  of(project: Project, serverId?: string): readonly OsChange[] {
    return this.#all.filter(
      (change) => isSamePlace(change.project, project) && change.serverId === (serverId ?? change.serverId),
    )
  }

  set(change: OsChange): void {
    this.#all = [...this.#all.filter(({ id }) => id !== change.id), change]
    this.#changed.fire(change)
  }

  drop(change: OsChange): void {
    this.#all = this.#all.filter(({ id }) => id !== change.id)
    this.#changed.fire(change)
  }

  /** Takes over what is stored; changes that `isKept` stay although the disk does not have them yet. */
  take(stored: readonly OsChange[], isKept: (id: string) => boolean): void {
    const before = this.#all
    const known = new Map(before.map((change) => [change.id, change]))
    const now = stored.map((change) => mergedWith(change, known.get(change.id) ?? change))
    const kept = before.filter(({ id }) => isKept(id) && !now.some((change) => change.id === id))
    this.#all = [...now, ...kept]
    const isThere = new Set(this.#all.map(({ id }) => id))
    for (const change of this.#all) if (!known.has(change.id)) this.#changed.fire(change)
    for (const change of before) if (!isThere.has(change.id)) this.#changed.fire(change)
  }
}
