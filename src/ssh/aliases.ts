import { homedir, userInfo } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { pathsLike } from './glob'
import { configFileOf, type Ssh } from './program'
import { readBytes } from './replaceFile'

/** As deep as ssh itself follows (READCONF_MAX_DEPTH). */
const DEEPEST = 16

/** The keyword (lower case) and the arguments of a line of an ssh configuration; undefined for blank and comment lines. */
export function wordsOf(line: string): { readonly keyword: string; readonly values: readonly string[] } | undefined {
  const [, keyword, rest = ''] = /^[ \t]*([A-Za-z0-9]+)(?:[ \t]*=[ \t]*|[ \t]+)(.*?)[ \t\r\n]*$/.exec(line) ?? []
  if (keyword === undefined) return undefined
  const values = [...rest.matchAll(/"([^"]*)"|([^ \t"]+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '')
  const comment = values.findIndex((value) => value.startsWith('#'))
  return { keyword: keyword.toLowerCase(), values: comment < 0 ? values : values.slice(0, comment) }
}

/** The names behind `Host` in the configurations that ssh reads and in what they include, without patterns. */
export async function configuredAliases(ssh: Ssh, system = systemConfigOf(ssh)): Promise<readonly string[]> {
  const seen = new Set<string>()
  const aliases = new Set<string>()
  const visit = async (path: string, folder: string, depth: number): Promise<void> => {
    if (seen.has(path) || depth > DEEPEST) return
    seen.add(path)
    const text = await readBytes(path).catch(() => undefined)
    for (const line of (text ?? '').split('\n')) {
      const words = wordsOf(line)
      if (words?.keyword === 'host') for (const alias of words.values) if (!/[*?!]/.test(alias)) aliases.add(alias)
      if (words?.keyword !== 'include') continue
      for (const value of words.values)
        for (const file of await pathsLike(pathOf(value, folder))) await visit(file, folder, depth + 1)
    }
  }
  await visit(configFileOf(ssh), ssh.folder, 0)
  if (system !== undefined) await visit(system, dirname(system), 0)
  return [...aliases]
}

/** The configuration of all users, which ssh reads too unless it is given a file. */
function systemConfigOf({ configFile }: Ssh): string | undefined {
  if (configFile !== undefined) return undefined
  if (process.platform !== 'win32') return '/etc/ssh/ssh_config'
  return join(process.env['ProgramData'] ?? 'C:\\ProgramData', 'ssh', 'ssh_config')
}

/** What an `Include` names: `~`, variables and the tokens that need no host are read as ssh reads them. */
function pathOf(value: string, folder: string): string {
  const tokens: Readonly<Record<string, string>> = { '%': '%', d: homedir(), u: userInfo().username }
  const full = value
    .replace(/^~(?=[/\\]|$)/, homedir())
    .replace(/\$\{(\w+)\}/g, (text, name: string) => process.env[name] ?? text)
    .replace(/%(.)/g, (text, letter: string) => tokens[letter] ?? text)
  return isAbsolute(full) ? full : join(folder, full)
}
