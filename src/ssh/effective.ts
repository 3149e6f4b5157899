import { homedir, userInfo } from 'node:os'
import { join } from 'node:path'
import { configArguments, configFileOf, ProgramStuck, runProgram, type Ssh } from './program'

/** What `ssh` would do for a destination, all configuration applied. */
export interface Effective {
  readonly hostName: string
  readonly port: number
  readonly user: string
  readonly hostKeyAlias: string | undefined
  readonly hashKnownHosts: boolean
  /** Absolute paths, the one that ssh adds to first; they need not exist. */
  readonly userKnownHostsFiles: readonly string[]
  readonly globalKnownHostsFiles: readonly string[]
  /** The way there: a ProxyJump, else a ProxyCommand; undefined for the direct one. */
  readonly way: string | undefined
  readonly identityFiles: readonly string[]
  /** The socket of the agent that is asked for keys; `none` for no agent, undefined for the usual one. */
  readonly identityAgent: string | undefined
}

/** `ssh` cannot read the user's configuration. */
export class ConfigBroken extends Error {
  override readonly name = 'ConfigBroken'

  constructor(
    /** What ssh printed first. */
    readonly said: string,
    readonly path: string,
    /** Counts from 1. */
    readonly line: number | undefined,
  ) {
    super(said)
  }
}

/** Asks `ssh -G`; `host` must have been checked. Throws ConfigBroken, ProgramMissing, ProgramStuck. */
export async function effectiveFor(
  ssh: Ssh,
  host: string,
  extra: readonly string[] = [],
  signal?: AbortSignal,
): Promise<Effective> {
  const args = ['-G', ...configArguments(ssh), ...extra, '--', host]
  const { code, stdout, stderr } = await runProgram(ssh.program, args, { signal })
  // It runs what `Match exec` names, which may take its time: nothing is wrong with the file then.
  if (code === undefined) throw new ProgramStuck(`${ssh.program} -G ${host}`)
  if (code !== 0) throw brokenConfig(stderr, configFileOf(ssh))
  return effectiveOf(stdout, host)
}

function brokenConfig(stderr: string, fallback: string): ConfigBroken {
  const said = (stderr.trim().split('\n')[0] ?? '').trim()
  const [, path, line] = /^(.+?):? line (\d+)/.exec(said) ?? /^Bad owner or permissions on (.+)$/.exec(said) ?? []
  return new ConfigBroken(said.slice(0, 300), path ?? fallback, line === undefined ? undefined : Number(line))
}

/** Reads what `ssh -G` prints. */
export function effectiveOf(printed: string, host: string): Effective {
  const values = new Map<string, string[]>()
  for (const line of printed.split(/\r?\n/)) {
    const [, key, value] = /^(\S+) (.*)$/.exec(line) ?? []
    if (key !== undefined && value !== undefined) values.set(key, [...(values.get(key) ?? []), value])
  }
  const first = (key: string): string | undefined => values.get(key)?.[0]
  const place = { hostName: first('hostname') ?? host, port: Number(first('port') ?? 22), user: first('user') ?? '' }
  const alias = first('hostkeyalias')
  const hostKeyAlias = alias === 'none' ? undefined : alias
  const tokens = { ...place, host, hostKeyAlias }
  const files = (key: string): readonly string[] =>
    pathsOf(first(key) ?? '')
      .filter((file) => file !== 'none')
      .map((file) => expanded(file, tokens))
  return {
    ...place,
    hostKeyAlias,
    way: [first('proxyjump'), first('proxycommand')].find((one) => one !== undefined && one !== 'none'),
    hashKnownHosts: first('hashknownhosts') === 'yes',
    userKnownHostsFiles: files('userknownhostsfile'),
    globalKnownHostsFiles: files('globalknownhostsfile'),
    identityAgent: agentOf(first('identityagent'), tokens),
    identityFiles: (values.get('identityfile') ?? []).map((file) => expanded(file, tokens)),
  }
}

/** Paths are printed with blanks between and without quotes: a word that begins no path belongs to the one before. */
const pathsOf = (text: string): readonly string[] =>
  text.split(/ (?=[/~%$]|[A-Za-z]:[\\/]|\\\\|__PROGRAMDATA__|none(?: |$))/).filter((path) => path !== '')

/** `SSH_AUTH_SOCK` is the usual one, `$NAME` another variable that holds the path (ssh_config(5), IdentityAgent). */
function agentOf(value: string | undefined, tokens: Tokens): string | undefined {
  if (value === undefined || value === 'none') return value
  const [, name] = /^\$(\w+)$/.exec(value) ?? []
  if (value === 'SSH_AUTH_SOCK' || name !== undefined) return process.env[name ?? value]
  return expanded(value, tokens)
}

const expandedHome = (path: string): string => path.replace(/^~(?=[/\\]|$)/, homedir())

interface Tokens {
  readonly host: string
  readonly hostName: string
  readonly port: number
  readonly user: string
  readonly hostKeyAlias: string | undefined
}

/** `~`, `%`-tokens and `${…}` as ssh_config(5) has them; some versions of ssh print them as they were written. */
function expanded(path: string, { host, hostName, port, user, hostKeyAlias }: Tokens): string {
  const values: Readonly<Record<string, string>> = {
    '%': '%',
    d: homedir(),
    h: hostName,
    i: String(process.getuid?.() ?? ''),
    k: hostKeyAlias ?? host,
    n: host,
    p: String(port),
    r: user,
    u: userInfo().username,
  }
  const full = expandedHome(path)
    // How ssh of Windows names the folder of all users.
    .replace(/^__PROGRAMDATA__/, process.env['ProgramData'] ?? 'C:\\ProgramData')
    .replace(/%(.)/g, (token, letter: string) => values[letter] ?? token)
    .replace(/\$\{(\w+)\}/g, (text, name: string) => process.env[name] ?? text)
  return /^([/\\]|[A-Za-z]:)/.test(full) ? full : join(process.cwd(), full)
}
