import { hopsOf, hopText, isHost, isPort, isUser } from '../base/hosts'
import { quotedPath } from './ownHosts'
import { configArguments, type Ssh } from './program'

/** How to log in to a server. */
export interface Login {
  readonly host: string
  readonly user: string
  readonly port: number
  readonly identityFile?: string | undefined
  readonly jumpHost?: string | undefined
}

/** The arguments of `ssh` for a login; throws RangeError for what ssh could take for something else. */
export function sshArguments(ssh: Ssh, { host, user, port, identityFile, jumpHost }: Login): readonly string[] {
  const hops = jumpHost === undefined ? [] : hopsOf(jumpHost)
  if (!isHost(host) || !isUser(user) || !isPort(port) || !hops)
    throw new RangeError(`not usable as an SSH address: ${JSON.stringify([user, host, port, jumpHost]).slice(0, 200)}`)
  return [
    ...configArguments(ssh),
    ...(port === 22 ? [] : ['-p', String(port)]),
    // Other keys of an agent would use up the attempts that a server allows.
    ...(identityFile === undefined ? [] : [...identityArguments(identityFile), '-o', 'IdentitiesOnly=yes']),
    ...(hops.length === 0 ? [] : ['-J', hops.map(hopText).join(',')]),
    `${user}@${host}`,
  ]
}

/** ssh reads tokens in a path after `-i`, but looks for the file before it does: one with `%` can only be given as an option. */
const identityArguments = (path: string): readonly string[] =>
  path.includes('%') ? ['-o', `IdentityFile=${quotedPath(path)}`] : ['-i', path]

/** Words as one line that a shell takes apart into the same words. */
export function shellLine(words: readonly string[], platform: NodeJS.Platform = process.platform): string {
  const isPlain = platform === 'win32' ? /^[\w@+=:./-]+$/ : /^[\w@%+=:,./-]+$/
  const quoted = platform === 'win32' ? quotedOnWindows : quotedInShell
  return words.map((word) => (isPlain.test(word) ? word : quoted(word))).join(' ')
}

const quotedInShell = (word: string): string => `'${word.replaceAll("'", `'\\''`)}'`

/** For PowerShell and cmd alike, as far as there is such a form: between double quotes PowerShell reads `$` and backticks. */
const quotedOnWindows = (word: string): string =>
  /[$`"\u201c-\u201e]/.test(word) ? `'${word.replace(/['\u2018-\u201b]/g, '$&$&')}'` : `"${word}"`

/**
 * A program for a terminal that keeps ssh's last words on screen until a key is pressed. The arguments are the shell's
 * positional parameters, never a part of its script.
 */
export function terminalProgram(
  program: string,
  args: readonly string[],
  notice: string,
  platform: NodeJS.Platform = process.platform,
): { readonly shellPath: string; readonly shellArgs: string[] } {
  if (platform === 'win32') return { shellPath: program, shellArgs: [...args] }
  const script =
    'notice=$1; shift; "$@"; code=$?; [ $code = 0 ] || { printf "\\n%s " "$notice"; read -r _; }; exit $code'
  return { shellPath: '/bin/sh', shellArgs: ['-c', script, 'sh', notice, program, ...args] }
}
