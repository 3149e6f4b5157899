import { type FileHandle, open, unlink } from 'node:fs/promises'

/** A file that is ours alone, made before the key is, so that a key never arrives without a place to go. */
export interface PrivateKeyFile {
  readonly write: (privateKey: string) => Promise<void>
  /** Takes the empty file away again. */
  readonly discard: () => Promise<void>
}

/** Makes the file, readable by its owner only; undefined where something is there already: nothing is overwritten. */
export async function reservePrivateKeyFile(path: string): Promise<PrivateKeyFile | undefined> {
  const file = await create(path)
  if (!file) return undefined
  return {
    write: async (privateKey) => {
      try {
        await file.writeFile(privateKey.endsWith('\n') ? privateKey : `${privateKey}\n`)
        await file.sync()
      } finally {
        await file.close()
      }
    },
    discard: async () => {
      await file.close()
      await unlink(path)
    },
  }
}

async function create(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'wx', 0o600)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return undefined
    throw error
  }
}
