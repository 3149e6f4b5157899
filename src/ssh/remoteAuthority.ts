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

/** The alias or host name behind an authority; undefined for other kinds of windows. */
export function hostOfAuthority(authority: string): string | undefined {
  if (!authority.startsWith(PREFIX)) return undefined
  const host = decodeURIComponent(authority.slice(PREFIX.length))
  if (!/^(?:[0-9a-f]{2})+$/i.test(host)) return host.replace(/^[^@]*@/, '')
  try {
    return Encoded.parse(JSON.parse(Buffer.from(host, 'hex').toString('utf8'))).hostName
  } catch {
    return host
  }
}

const Folder = z.object({
  folderUri: z.object({ scheme: z.literal('vscode-remote'), authority: z.string(), path: z.string() }),
})

/** The newest folder that was opened with this authority. */
export function lastFolder(recent: readonly unknown[], authority: string): string | undefined {
  for (const one of recent) {
    const folder = Folder.safeParse(one)
    if (folder.success && folder.data.folderUri.authority === authority && !/[\r\n\0]/.test(folder.data.folderUri.path))
      return folder.data.folderUri.path
  }
  return undefined
}
