import { readdir } from 'node:fs/promises'
import { join, parse } from 'node:path'

/** The paths that a pattern of glob(7) stands for, by name; a path without a pattern stands for itself, there or not. */
export async function pathsLike(pattern: string): Promise<readonly string[]> {
  const { root } = parse(pattern)
  let found: readonly string[] = [root]
  for (const part of pattern.slice(root.length).split(SEPARATOR)) {
    if (!/[*?[]/.test(part)) found = found.map((folder) => join(folder, part))
    else found = (await Promise.all(found.map((folder) => entriesLike(folder, part)))).flat()
  }
  return found
}

const SEPARATOR = process.platform === 'win32' ? /[\\/]+/ : /\/+/

async function entriesLike(folder: string, part: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => [])
  const pattern = new RegExp(`^${sourceOf(part)}$`, 's')
  // A dot at the beginning is matched by a dot alone.
  const isShown = (name: string): boolean => !name.startsWith('.') || part.startsWith('.')
  return names
    .filter((name) => isShown(name) && pattern.test(name))
    .sort()
    .map((name) => join(folder, name))
}

function sourceOf(part: string): string {
  const tokens = part.matchAll(/\[(!?)(\]?[^\]]*)\]|\\(.)|(.)/gs)
  return [...tokens]
    .map(([, not, set, quoted, plain]) => {
      if (set !== undefined) return `[${not ? '^' : ''}${set.replace(/[\\\]^[]/g, '\\$&')}]`
      if (plain === '*') return '.*'
      return plain === '?' ? '.' : (quoted ?? plain ?? '').replace(/[.+*?^${}()|[\]\\]/g, '\\$&')
    })
    .join('')
}
