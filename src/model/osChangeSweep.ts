import { stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'

/** What nobody has finished to write, or to take out, by then is nobody's, in milliseconds. */
const LEFT_MS = 60 * 60_000

/** What a window that died while it wrote has left beside the file that counts. */
const isHalfMade = (name: string): boolean => /\.(json|known|claim-\d+)\.[\da-f-]{36}$/.test(name)

/**
 * Takes out what windows that died have left behind in the folder of changes in flight: half-made files, and what was
 * known of changes that are there no more. `prefixes` begin the names of what belongs to the intents that can be read.
 */
export async function sweep(folder: string, files: readonly string[], prefixes: readonly string[]): Promise<void> {
  // What is known of an intent that cannot be read may still be needed.
  const areAllRead = files.filter((name) => name.endsWith('.json')).length <= prefixes.length
  const isNobodys = (name: string): boolean =>
    areAllRead && name.startsWith('~') && !prefixes.some((prefix) => name.startsWith(prefix))
  const left = files.filter((name) => isHalfMade(name) || isNobodys(name)).map((name) => join(folder, name))
  await Promise.all(left.map((file) => takeOut(file).catch(() => undefined)))
}

async function takeOut(file: string): Promise<void> {
  if (Date.now() - (await stat(file)).mtimeMs > LEFT_MS) await unlink(file)
}
