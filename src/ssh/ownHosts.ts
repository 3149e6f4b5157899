import { hopsOf, hopText, isHost, isPort, isUser } from '../base/hosts'

/** One server in the file of our own. */
export interface OwnHost {
  /** What stands for the same server, whatever it is called: region, project and id. */
  readonly key: string
  readonly alias: string
  readonly hostName: string
  readonly user: string
  readonly port: number
  readonly identityFile?: string | undefined
  /** `[user@]host[:port]`, several with commas between. */
  readonly jumpHost?: string | undefined
}

/** The file of our own has a line that we did not write. */
export class OwnHostsBroken extends Error {
  override readonly name = 'OwnHostsBroken'

  constructor(
    readonly path: string,
    /** Counts from 1. */
    readonly line: number,
  ) {
    super(`${path}, line ${line}: not written by this extension`)
  }
}

const HEADER =
  '# Hosts of the VS Code extension ModelArts DevServers, which writes this file anew; your own belong elsewhere.\n'
const MARKER = /^# devserver (\S+)$/
const INSIDE = /^ {2}(HostName|User|Port|IdentityFile|IdentitiesOnly|ProxyJump) \S/

interface Block {
  readonly key: string
  readonly alias: string
  readonly text: string
}

/** The file with this server's block new or replaced, all others as they were but those of `isGone`. Throws OwnHostsBroken. */
export function withHost(
  text: string | undefined,
  host: OwnHost,
  path: string,
  isGone: (key: string) => boolean = () => false,
): string {
  const others = blocksOf(text ?? '', path).filter(({ key }) => key !== host.key && !isGone(key))
  return [HEADER, ...others.map((block) => block.text), blockText(host)].join('\n')
}

/** A name for a server that ssh, Remote-SSH and people can use; another server's name is never taken. */
export function aliasFor(text: string | undefined, key: string, name: string, project: string, path: string): string {
  const slug = (part: string): string =>
    part
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 60)
  const id = slug(key.split('/').at(-1) ?? key)
  const alias = [slug(name) || `devserver-${id}`, slug(project)].filter(Boolean).join('.')
  const isTaken = blocksOf(text ?? '', path).some((block) => block.alias === alias && block.key !== key)
  return isTaken ? `${alias}-${id}` : alias
}

function blocksOf(text: string, path: string): readonly Block[] {
  const blocks: Block[] = []
  let open: { key: string; alias: string; text: string } | undefined
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const key = MARKER.exec(line)?.[1]
    const alias = /^Host (\S+)$/.exec(line)?.[1]
    if (key !== undefined) {
      open = { key, alias: '', text: `${line}\n` }
      blocks.push(open)
    } else if (open && alias !== undefined && open.alias === '') {
      open.alias = alias
      open.text += `${line}\n`
    } else if (open?.alias && INSIDE.test(line)) open.text += `${line}\n`
    else if (line !== '' && `${line}\n` !== HEADER) throw new OwnHostsBroken(path, index + 1)
  }
  return blocks
}

function blockText(host: OwnHost): string {
  const { key, alias, hostName, user, port, identityFile, jumpHost } = host
  const hops = jumpHost === undefined ? [] : hopsOf(jumpHost)
  const isUsable = /^\S+$/.test(key) && isHost(alias) && isHost(hostName) && isUser(user) && isPort(port) && hops
  if (!isUsable) throw new RangeError(`not usable in an ssh configuration: ${JSON.stringify(host).slice(0, 200)}`)
  const lines = [`# devserver ${key}`, `Host ${alias}`, `  HostName ${hostName}`, `  User ${user}`, `  Port ${port}`]
  if (identityFile !== undefined) lines.push(`  IdentityFile ${quotedPath(identityFile)}`, '  IdentitiesOnly yes')
  if (hops.length > 0) lines.push(`  ProxyJump ${hops.map(hopText).join(',')}`)
  return `${lines.join('\n')}\n`
}

/** A path for ssh_config(5); it can hold everything but quotes, line ends and what ssh would expand. */
export function quotedPath(path: string): string {
  if (!isQuotable(path)) throw new RangeError(`not usable in an ssh configuration: ${JSON.stringify(path)}`)
  return `"${path.replaceAll('%', '%%')}"`
}

/** True for a path that can be written into a configuration of ssh. */
export const isQuotable = (path: string): boolean =>
  path !== '' && !/["\r\n\0]|\$\{/.test(path) && (!path.includes('\\') || /^([A-Za-z]:|\\\\)/.test(path))
