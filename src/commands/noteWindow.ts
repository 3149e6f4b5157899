import { join } from 'node:path'
import { type ExtensionContext, workspace } from 'vscode'
import { claimOpening, noteWindow } from '../ssh/openWindows'
import { hostOfAuthority } from '../ssh/remoteAuthority'

const KEY = 'window.hosts'

/** Where windows note which servers they work on. */
export const windowsFolder = (storage: string): string => join(storage, 'windows')

/** Lets all windows know which servers this one works on, until it is closed; a window of this computer notes nothing. */
export async function noteThisWindow(context: ExtensionContext): Promise<void> {
  const folder = windowsFolder(context.globalStorageUri.fsPath)
  const hosts = hostsOfFolders()
  if (hosts.length === 0) hosts.push(...(await hostsOfOpener(context, folder)))
  if (hosts.length > 0) context.subscriptions.push(noteWindow(folder, hosts))
}

function hostsOfFolders(): string[] {
  const uris = [...(workspace.workspaceFolders ?? []).map(({ uri }) => uri), workspace.workspaceFile]
  const remote = uris.filter((uri) => uri?.scheme === 'vscode-remote')
  const hosts = remote.map((uri) => hostOfAuthority(uri?.authority ?? ''))
  return [...new Set(hosts.filter((host) => host !== undefined))]
}

/** An extension is not told the host of a window without a folder: whoever opened it left word. */
async function hostsOfOpener({ workspaceState }: ExtensionContext, folder: string): Promise<readonly string[]> {
  const known = workspaceState.get<readonly string[]>(KEY) ?? []
  if (known.length > 0) return known
  const hosts = await claimOpening(folder, Date.now())
  if (hosts.length > 0) await workspaceState.update(KEY, hosts)
  return hosts
}
