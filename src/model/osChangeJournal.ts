import { mkdir, open, readdir, readFile, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { OsChange } from './osChange'

/**
 * The changes of OS that have no end yet, one file each, shared by all windows of this user. Files and not VS Code's
 * memento, because an intent must be on the disk before its request leaves, because creating a file exclusively keeps a
 * second window from changing the same server, and because removing one tells a single winner who announces the end.
 */
export class OsChangeJournal {
  readonly #folder: string

  /** The folder is made when first needed. */
  constructor(folder: string) {
    this.#folder = folder
  }

  /** Everything in flight; a file that cannot be read is left alone. */
  async all(): Promise<readonly OsChange[]> {
    const files = await readdir(this.#folder).catch(() => [])
    const changes = await Promise.all(
      files.filter((file) => file.endsWith('.json')).map((file) => read(join(this.#folder, file))),
    )
    return changes.filter((change) => change !== undefined)
  }

  /** Writes a new intent; false where a change of that server is in flight already, here or in another window. */
  async add(change: OsChange): Promise<boolean> {
    await mkdir(this.#folder, { recursive: true })
    try {
      await write(this.#fileOf(change), change, 'wx')
      return true
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
      throw error
    }
  }

  /** Writes what is known by now, unless the change was settled elsewhere in the meantime. */
  async put(change: OsChange): Promise<void> {
    const file = this.#fileOf(change)
    if ((await read(file))?.id !== change.id) return
    const next = `${file}.${process.pid}`
    await write(next, change, 'w')
    await rename(next, file)
  }

  /** Takes a change out; true for the one caller, of all windows, that did it. */
  async remove(change: OsChange): Promise<boolean> {
    const file = this.#fileOf(change)
    if ((await read(file))?.id !== change.id) return false
    return unlink(file).then(
      () => true,
      () => false,
    )
  }

  #fileOf({ project, serverId }: OsChange): string {
    const name = [project.region, project.projectId, serverId].map(encodeURIComponent).join('_')
    return join(this.#folder, `${name}.json`)
  }
}

async function write(file: string, change: OsChange, flags: 'w' | 'wx'): Promise<void> {
  const handle = await open(file, flags, 0o600)
  try {
    await handle.writeFile(JSON.stringify(change))
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function read(file: string): Promise<OsChange | undefined> {
  try {
    return OsChange.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    return undefined
  }
}
