import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import { link, readFile, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { createOnce } from './exclusiveFile'
import { isThere, WindowOwner, windowOwner } from './windowOwner'

/** Which window carries a plan out: a file beside the plan that only one window can make, and that dies with it. */
export class OsPlanOwners {
  readonly #folder: string
  readonly #pid: number
  readonly #window = randomUUID()
  readonly #mine = new Set<string>()

  constructor(folder: string, pid = process.pid) {
    this.#folder = folder
    this.#pid = pid
  }

  /** Makes the plan this window's own; false where another window has it. By force also then: that one finds out. */
  async take(id: string, isForced = false): Promise<boolean> {
    const mine = windowOwner(this.#window, this.#pid)
    // Twice: an owner that has died is taken away first.
    for (let tries = 0; tries < 2; tries++) {
      if (await createOnce(this.#file(id), mine)) {
        this.#mine.add(id)
        return true
      }
      const owner = await this.#read(id)
      if (owner?.window === this.#window) return true
      if (owner && !isForced && isThere(owner, this.#pid)) return false
      await this.#takeAway(id, owner)
    }
    return false
  }

  /** True where another window that is still there has the plan. */
  async isElsewhere(id: string): Promise<boolean> {
    const owner = await this.#read(id)
    return owner !== undefined && owner.window !== this.#window && isThere(owner, this.#pid)
  }

  /** True while nobody has taken the plan from this window. */
  async isMine(id: string): Promise<boolean> {
    return (await this.#read(id))?.window === this.#window
  }

  async release(id: string): Promise<void> {
    if (!this.#mine.delete(id)) return
    if (await this.isMine(id)) await unlink(this.#file(id)).catch(() => undefined)
  }

  /** The window closes: what it has not finished is anybody's. */
  dispose(): void {
    for (const id of this.#mine) rmSync(this.#file(id), { force: true })
  }

  /** What was read may have been replaced by the file of a window that is there; that one goes back. */
  async #takeAway(id: string, seen: WindowOwner | undefined): Promise<void> {
    const away = `${this.#file(id)}.${randomUUID()}`
    const isAway = await rename(this.#file(id), away).then(
      () => true,
      () => false,
    )
    if (!isAway) return
    const taken = await read(away)
    if (taken?.window !== seen?.window) await link(away, this.#file(id)).catch(() => undefined)
    await unlink(away).catch(() => undefined)
  }

  #read(id: string): Promise<WindowOwner | undefined> {
    return read(this.#file(id))
  }

  #file(id: string): string {
    return join(this.#folder, `${id}.owner`)
  }
}

async function read(file: string): Promise<WindowOwner | undefined> {
  try {
    return WindowOwner.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    return undefined
  }
}
