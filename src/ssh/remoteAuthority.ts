import * as z from 'zod/mini'

/** How a Remote-SSH window names its host. */
export type WindowHost =
  | { readonly kind: 'alias'; readonly alias: string }
  | { readonly kind: 'address'; readonly hostName: string; readonly user: string; readonly port: number }

const PREFIX = 'ssh-remote+'

/** The authority of a window's URIs; an address with user and port is JSON in hexadecimal, as these extensions expect. */
export function authorityOf(host: WindowHost): string {
  if (host.kind === 'alias') return PREFIX + host.alias
  const { hostName, user, port } = host
  return PREFIX + Buffer.from(JSON.stringify({ hostName, user, port })).toString('hex')
}

const Encoded = z.object({ hostName: z.string() })

/** The alias or host name behind an authority, also of a container on that host; undefined for other kinds of windows. */
export function hostOfAuthority(authority: string): string | undefined {
  const [, raw] = /(?:^|@)ssh-remote\+(.*)$/.exec(authority) ?? []
  if (raw === undefined) return undefined
  const host = decoded(raw)
  if (!/^(?:[0-9a-f]{2})+$/i.test(host)) return nameOf(host)
  try {
    return Encoded.parse(JSON.parse(Buffer.from(host, 'hex').toString('utf8'))).hostName
  } catch {
    return host
  }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/** Without the user before it and the port behind it. */
function nameOf(host: string): string {
  const name = host.replace(/^[^@]*@/, '')
  const [, inBrackets, plain] = /^(?:\[([^\]]+)\]|([^:]+))(?::\d+)?$/.exec(name) ?? []
  return inBrackets ?? plain ?? name
}

/** What was open in a window. */
export interface LastPlace {
  readonly kind: 'folder' | 'workspace'
  readonly path: string
}

const Place = z.object({ scheme: z.literal('vscode-remote'), authority: z.string(), path: z.string() })
const Recent = z.union([z.object({ folderUri: Place }), z.object({ workspace: z.object({ configPath: Place }) })])

/** The newest folder or workspace file that was opened with one of the authorities. */
export function lastPlace(recent: readonly unknown[], authorities: readonly string[]): LastPlace | undefined {
  for (const one of recent) {
    const read = Recent.safeParse(one)
    if (!read.success) continue
    const isFolder = 'folderUri' in read.data
    const { authority, path } = 'folderUri' in read.data ? read.data.folderUri : read.data.workspace.configPath
    if (authorities.includes(authority) && !/[\r\n\0]/.test(path))
      return { kind: isFolder ? 'folder' : 'workspace', path }
  }
  return undefined
}
