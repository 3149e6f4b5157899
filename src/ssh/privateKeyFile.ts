import { type FileHandle, open, unlink } from 'node:fs/promises'

/** A file that is ours alone, made before the key is, so that a key never arrives without a place to go. */
export interface PrivateKeyFile {
  readonly path: string
  /** Closes the file; one that could not be written in full is taken away again. */
  readonly write: (privateKey: string) => Promise<void>
  /** Takes the empty file away again. */
  readonly discard: () => Promise<void>
}

/** Makes the file, readable by its owner only; undefined where something is there already: nothing is overwritten. */
export async function reservePrivateKeyFile(path: string): Promise<PrivateKeyFile | undefined> {
  const file = await create(path)
  if (!file) return undefined
  const discard = async (): Promise<void> => {
    await file.close()
    await unlink(path)
  }
  return {
    path,
    write: async (privateKey) => {
      try {
        await file.writeFile(privateKey.endsWith('\n') ? privateKey : `${privateKey}\n`)
        await file.sync()
      } catch (error) {
        await discard().catch(() => undefined)
        throw error
      }
      await file.close()
    },
    discard,
  }
}

/**
 * Writes the only copy of a key; where that fails, to the next place that is named, until one takes it. Answers the path,
 * undefined when no other place is named.
 */
export async function writeSomewhere(
  privateKey: string,
  first: PrivateKeyFile,
  elsewhere: (failed: string, error: unknown) => Promise<PrivateKeyFile | undefined>,
): Promise<string | undefined> {
  for (let file: PrivateKeyFile | undefined = first; file; ) {
    try {
      await file.write(privateKey)
      return file.path
    } catch (error) {
      file = await elsewhere(file.path, error)
    }
  }
  return undefined
}

async function create(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'wx', 0o600)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return undefined
    throw error
  }
}
