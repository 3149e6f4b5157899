import { randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { copyFile, link, open, rename, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'

/** Writes a whole file that only one caller, of all windows, can make; false where it is there already. */
export async function createOnce(file: string, value: unknown): Promise<boolean> {
  // Written elsewhere first: being killed in the middle must not leave half a file under the name that counts.
  const whole = await writeBeside(file, value)
  try {
    await linkTo(whole, file)
    await keepNames(dirname(file))
    return true
  } catch (error) {
    if (isTaken(error)) return false
    throw error
  } finally {
    await unlink(whole).catch(() => undefined)
  }
}

/** Writes a file whole, in place of what it held. */
export async function replaceFile(file: string, value: unknown): Promise<void> {
  await rename(await writeBeside(file, value), file)
  await keepNames(dirname(file))
}

/** Has the names in a folder on the disk too; a computer that loses its power could forget them. Not all systems can. */
export async function keepNames(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined)
  await handle?.sync().catch(() => undefined)
  await handle?.close()
}

async function linkTo(whole: string, file: string): Promise<void> {
  await link(whole, file).catch((error: unknown) => {
    // Not all file systems know links.
    if (!isTaken(error)) return copyFile(whole, file, constants.COPYFILE_EXCL)
    throw error
  })
}

const isTaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EEXIST'

async function writeBeside(file: string, value: unknown): Promise<string> {
  const name = `${file}.${randomUUID()}`
  const handle = await open(name, 'wx', 0o600)
  try {
    await handle.writeFile(JSON.stringify(value))
    await handle.sync()
  } finally {
    await handle.close()
  }
  return name
}
