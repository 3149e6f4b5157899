import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { copyFile, link, mkdir, open, readdir, readFile, rename, unlink } from 'node:fs/promises'
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

  /**
   * Writes a new intent; false where a change of that server is in flight already, here or in another window. Throws
   * where that cannot be told because the other entry is damaged.
   */
  async add(change: OsChange): Promise<boolean> {
    await mkdir(this.#folder, { recursive: true })
    const file = this.#fileOf(change)
    // Written elsewhere first: half an entry would keep the server from ever being changed again.
    const whole = await write(file, change)
    try {
      await create(whole, file)
      return true
    } catch (error) {
      if (!isTaken(error)) throw error
      if (await read(file)) return false
      throw new Error(`cannot read ${file}`)
    } finally {
      await unlink(whole).catch(() => undefined)
    }
  }

  /** Writes what is known by now, unless the change was settled elsewhere in the meantime. */
  async put(change: OsChange): Promise<void> {
    const file = this.#fileOf(change)
    if ((await read(file))?.id === change.id) await rename(await write(file, change), file)
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

/** Gives a whole entry the name that only one can have. */
async function create(whole: string, file: string): Promise<void> {
  await link(whole, file).catch((error: unknown) => {
    // Not all file systems know links.
    if (!isTaken(error)) return copyFile(whole, file, constants.COPYFILE_EXCL)
    throw error
  })
}

const isTaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EEXIST'

/** Writes a change beside its file, down to the disk; gives the name. */
async function write(file: string, change: OsChange): Promise<string> {
  const name = `${file}.${randomUUID()}`
  const handle = await open(name, 'wx', 0o600)
  try {
    await handle.writeFile(JSON.stringify(change))
    await handle.sync()
  } finally {
    await handle.close()
  }
  return name
}

async function read(file: string): Promise<OsChange | undefined> {
  try {
    return OsChange.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch {
    return undefined
  }
}
