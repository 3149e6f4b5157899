import { randomBytes } from 'node:crypto'
import {
  chmod,
  chown,
  copyFile,
  constants as fsConstants,
  lstat,
  open,
  readFile,
  realpath,
  rename,
  rm,
  stat,
} from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

/** The file was altered by somebody else between reading and writing; nothing was written. */
export class FileChanged extends Error {
  override readonly name = 'FileChanged'

  constructor(readonly path: string) {
    super(`${path} was changed in the meantime`)
  }
}

/** Something else than a plain file stands there: a symlink to nothing, a device, a folder. Nothing was written. */
export class NoPlainFile extends Error {
  override readonly name = 'NoPlainFile'

  constructor(
    readonly path: string,
    readonly found: 'danglingLink' | 'other',
  ) {
    super(`${path}: ${found}`)
  }
}

const MOST_TRIES = 20

/** Bytes as text, one character each, so that nothing is lost on the way back. */
export const readBytes = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'latin1')
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/** Where a file really is; the path itself for a file that does not exist. Throws NoPlainFile for a symlink to nothing. */
export async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path)
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error
    if (await lstat(path).catch(() => undefined)) throw new NoPlainFile(path, 'danglingLink')
    return path
  }
}

/** What stands behind a path, symlinks followed. */
export async function kindOf(path: string): Promise<'file' | 'nothing' | 'other'> {
  try {
    return (await stat(await realPathOf(path))).isFile() ? 'file' : 'other'
  } catch (error) {
    return codeOf(error) === 'ENOENT' ? 'nothing' : 'other'
  }
}

/** The bytes of a plain file; undefined for all that ssh reads nothing from either: no file, a device, no right to. */
export async function readIfPlain(path: string): Promise<string | undefined> {
  if ((await kindOf(path)) !== 'file') return undefined
  return readBytes(path).catch((error: unknown) => {
    if (codeOf(error) === 'EACCES') return undefined
    throw error
  })
}

/** Changes a file again and again until nobody was quicker. */
export async function untilUnchanged<T>(change: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await change()
    } catch (error) {
      if (!(error instanceof FileChanged) || tries >= MOST_TRIES) throw error
    }
  }
}

/**
 * Puts other bytes (Latin-1 text) into a file, whole or not at all. A symlink stays one, mode and owner stay; a new
 * file is readable by its owner only, and so is every one that `isPrivate`. `before` is what the caller has read,
 * undefined for no file. Throws FileChanged, NoPlainFile.
 */
export async function replaceFile(
  path: string,
  before: string | undefined,
  after: string,
  isPrivate = false,
): Promise<void> {
  const real = await realPathOf(path)
  if ((await kindOf(real)) === 'other') throw new NoPlainFile(path, 'other')
  const old = before === undefined ? undefined : await stat(real)
  const fresh = join(dirname(real), `.${randomBytes(6).toString('hex')}.new`)
  const file = await open(fresh, 'wx', 0o600)
  try {
    try {
      await file.writeFile(after, 'latin1')
      await file.sync()
    } finally {
      await file.close()
    }
    if (old) await likeBefore(fresh, isPrivate ? { ...old, mode: 0o600 } : old)
    await oneAtATime(real, async () => {
      if ((await readBytes(real)) !== before) throw new FileChanged(path)
      await rename(fresh, real)
    })
  } catch (error) {
    await rm(fresh, { force: true })
    throw error
  }
}

const PAUSE_MS = 10
/** Milliseconds after which who holds a file must have died: comparing and renaming takes a few. */
const DEAD_MS = 1_000

/** Of several windows, one at a time compares and swaps: what the others then see is what it wrote. */
async function oneAtATime(real: string, work: () => Promise<void>): Promise<void> {
  const lock = join(dirname(real), `.${basename(real)}.devservers-lock`)
  for (let waited = 0; !(await isMade(lock, waited < DEAD_MS)); waited += PAUSE_MS) {
    if (waited >= DEAD_MS) await rm(lock, { force: true })
    else await delay(PAUSE_MS)
  }
  try {
    await work()
  } finally {
    await rm(lock, { force: true })
  }
}

async function isMade(lock: string, canWait: boolean): Promise<boolean> {
  try {
    await (await open(lock, 'wx', 0o600)).close()
    return true
  } catch (error) {
    const code = codeOf(error)
    // So Windows calls a file that is just going.
    if (code === 'EEXIST' || (canWait && code === 'EPERM')) return false
    throw error
  }
}

async function likeBefore(fresh: string, old: { mode: number; uid: number; gid: number }): Promise<void> {
  const now = await stat(fresh)
  if (now.uid !== old.uid || now.gid !== old.gid) await chown(fresh, old.uid, old.gid).catch(() => undefined)
  await chmod(fresh, old.mode & 0o7777)
}

/** Copies a file to a new one beside it, never over another; returns the copy's path. */
export async function backUp(path: string, stamp: string): Promise<string> {
  const real = await realPathOf(path)
  for (let copies = 0; ; copies++) {
    const copy = `${real}.before-${stamp}${copies === 0 ? '' : `-${copies}`}`
    try {
      await copyFile(real, copy, fsConstants.COPYFILE_EXCL)
      await chmod(copy, (await stat(real)).mode & 0o7777)
      return copy
    } catch (error) {
      if (codeOf(error) !== 'EEXIST' || copies > 99) throw error
    }
  }
}

/** The system's name for what went wrong. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error ? String(error.code) : undefined
