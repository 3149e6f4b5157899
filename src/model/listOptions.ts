import type { Memento } from 'vscode'
import * as z from 'zod/mini'
import { Emitter } from '../base/emitter'

export const SORTS = ['name', 'status', 'created'] as const
export const GROUPS = ['none', 'status', 'flavor', 'supernode'] as const

/** How a project's list is shown. */
export const ListOptions = z.catch(
  z.object({
    filter: z.catch(z.string(), ''),
    sort: z.catch(z.enum(SORTS), 'name'),
    group: z.catch(z.enum(GROUPS), 'supernode'),
  }),
  // Nothing stored; or, under a name such as `constructor`, what every object has.
  { filter: '', sort: 'name', group: 'supernode' },
)
export type ListOptions = z.infer<typeof ListOptions>

const OPTIONS = 'lists'
const COLLAPSED = 'collapsedRows'
const MOST_COLLAPSED = 500

/** How each project's list is shown and which rows are closed, kept over reloads; holds names and texts only. */
export class Lists {
  readonly #memento: Memento
  readonly #changed = new Emitter<string>()

  /** The name of the project whose list is to be shown otherwise. */
  readonly onDidChange = this.#changed.event

  constructor(memento: Memento) {
    this.#memento = memento
  }

  of(project: string): ListOptions {
    return ListOptions.parse(this.#all()[project])
  }

  async set(project: string, change: Partial<ListOptions>): Promise<void> {
    const next = ListOptions.parse({ ...this.of(project), ...change })
    await this.#memento.update(OPTIONS, { ...this.#all(), [project]: next })
    this.#changed.fire(project)
  }

  isCollapsed(row: string): boolean {
    return this.#collapsed().includes(row)
  }

  async setCollapsed(row: string, isCollapsed: boolean): Promise<void> {
    const others = this.#collapsed().filter((known) => known !== row)
    await this.#memento.update(COLLAPSED, (isCollapsed ? [...others, row] : others).slice(-MOST_COLLAPSED))
  }

  #all(): Readonly<Record<string, unknown>> {
    return z.catch(z.record(z.string(), z.unknown()), {}).parse(this.#memento.get(OPTIONS))
  }

  #collapsed(): readonly string[] {
    return z.catch(z.array(z.string()), []).parse(this.#memento.get(COLLAPSED))
  }
}
