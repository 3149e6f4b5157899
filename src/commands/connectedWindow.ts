import { type Disposable, l10n, window, workspace } from 'vscode'
import * as z from 'zod/mini'
import type { DevServer } from '../api/schemas'
import type { App } from '../app'
import type { Project } from '../model/project'
import { notedHosts, noteWindow } from '../ssh/openWindows'
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

/** The hosts that this window works on, as far as its folders tell. */
const hostsHere = (): readonly string[] =>
  (workspace.workspaceFolders ?? []).flatMap(({ uri }) => {
    const host = uri.scheme === 'vscode-remote' ? hostOfAuthority(uri.authority) : undefined
    return host === undefined ? [] : [host]
  })

/** Lets the other windows know which servers this one works on, until it is closed. */
export function noteThisWindow({ windowsFolder, log }: App): Disposable {
  const hosts = hostsHere()
  try {
    if (hosts.length > 0) return noteWindow(windowsFolder, hosts)
  } catch (error) {
    log.warn(`this window is not noted: ${String(error)}`)
  }
  return { dispose: () => undefined }
}

/** Warns where this or another window works on the server whose system disk is about to be erased; false when the user stays. */
export async function mayLoseWindow(app: App, project: Project, server: DevServer): Promise<boolean> {
  const known = Known.parse(app.memory.get(KEY) ?? {})[keyOf(project, server.id)] ?? []
  const isOurs = (host: string): boolean => host === server.address || known.includes(host)
  const isHere = hostsHere().some(isOurs)
  if (!isHere && !(await notedHosts(app.windowsFolder)).some(isOurs)) return true
  const goOn = l10n.t('Go On')
  const text = isHere
    ? l10n.t('This window is connected to {0} ({1}).', server.name, project.name)
    : l10n.t('Another window is connected to {0} ({1}).', server.name, project.name)
  const detail = l10n.t(
    'Its connection breaks, and what is open there and lies on the system disk will be gone. Save elsewhere first.',
  )
  return (await window.showWarningMessage(text, { modal: true, detail }, goOn)) === goOn
}
