import { readdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, dirname, isAbsolute, join } from 'node:path'
import { configFileOf, type Ssh } from './program'
import { readBytes } from './replaceFile'

const MOST_FILES = 50

/** The keyword (lower case) and the arguments of a line of an ssh configuration; undefined for blank and comment lines. */
export function wordsOf(line: string): { readonly keyword: string; readonly values: readonly string[] } | undefined {
  const [, keyword, rest = ''] = /^[ \t]*([A-Za-z0-9]+)(?:[ \t]*=[ \t]*|[ \t]+)(.*?)[ \t\r\n]*$/.exec(line) ?? []
  if (keyword === undefined) return undefined
  const values = [...rest.matchAll(/"([^"]*)"|([^ \t"]+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
  const comment = values.findIndex((value) => value.startsWith('#'))
  return { keyword: keyword.toLowerCase(), values: comment < 0 ? values : values.slice(0, comment) }
}

/** The names behind `Host` in the user's configuration and in what it includes, without patterns. */
export async function configuredAliases(ssh: Ssh): Promise<readonly string[]> {
  const seen = new Set<string>()
  const aliases = new Set<string>()
  const visit = async (path: string): Promise<void> => {
    if (seen.has(path) || seen.size >= MOST_FILES) return
    seen.add(path)
    const text = await readBytes(path).catch(() => undefined)
    for (const line of (text ?? '').split('\n')) {
      const words = wordsOf(line)
      if (words?.keyword === 'host') for (const alias of words.values) if (!/[*?!]/.test(alias)) aliases.add(alias)
      if (words?.keyword !== 'include') continue
      for (const value of words.values) for (const file of await included(ssh, value)) await visit(file)
    }
  }
  await visit(configFileOf(ssh))
  return [...aliases]
}

/** The files of an `Include`; patterns are followed in the last part of the path, where people use them. */
async function included(ssh: Ssh, value: string): Promise<readonly string[]> {
  const home = value.replace(/^~(?=[/\\])/, homedir())
  const path = isAbsolute(home) ? home : join(ssh.folder, home)
  const pattern = basename(path)
  if (!/[*?]/.test(pattern)) return [path]
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.')
  const names = await readdir(dirname(path)).catch(() => [])
  return names.filter((name) => new RegExp(`^${source}$`).test(name)).map((name) => join(dirname(path), name))
}
