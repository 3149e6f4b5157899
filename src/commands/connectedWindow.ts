import { l10n, window, workspace } from 'vscode'
import * as z from 'zod/mini'
import type { DevServer } from '../api/schemas'
import type { App } from '../app'
import type { Project } from '../model/project'
import { hostOfAuthority } from '../ssh/remoteAuthority'

const KEY = 'ssh.hosts'
const Known = z.catch(z.record(z.string(), z.array(z.string())), {})

const keyOf = ({ region, projectId }: Project, serverId: string): string => `${region}/${projectId}/${serverId}`

/** Remembers under which names windows are opened on a server. */
export async function rememberHosts(app: App, project: Project, serverId: string, hosts: readonly string[]) {
  const known = Known.parse(app.memory.get(KEY) ?? {})
  const key = keyOf(project, serverId)
  const all = [...new Set([...hosts, ...(known[key] ?? [])])].slice(0, 10)
  await app.memory.update(KEY, { ...known, [key]: all })
}

/** True where this window works on the server, as far as its folders tell. */
export function isConnectedHere(app: App, project: Project, server: DevServer): boolean {
  const known = Known.parse(app.memory.get(KEY) ?? {})[keyOf(project, server.id)] ?? []
  const hosts = new Set([server.address, ...known])
  return (workspace.workspaceFolders ?? []).some(({ uri }) => {
    const host = uri.scheme === 'vscode-remote' ? hostOfAuthority(uri.authority) : undefined
    return host !== undefined && hosts.has(host)
  })
}

/** Warns where this window works on the server whose system disk is about to be erased; false when the user stays. */
export async function mayLoseWindow(app: App, project: Project, server: DevServer): Promise<boolean> {
  if (!isConnectedHere(app, project, server)) return true
  const goOn = l10n.t('Go On')
  const text = l10n.t('This window is connected to {0} ({1}).', server.name, project.name)
  const detail = l10n.t(
    'Its connection breaks, and what is open here and lies on the system disk will be gone. Save elsewhere first.',
  )
  return (await window.showWarningMessage(text, { modal: true, detail }, goOn)) === goOn
}
