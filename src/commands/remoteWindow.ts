import { commands, extensions, Uri } from 'vscode'
import * as z from 'zod/mini'
import { configArguments, runProgram } from '../ssh/program'
import { authorityOf, lastFolder, type WindowHost } from '../ssh/remoteAuthority'
import type { Machine } from './sshMachine'

/** Extensions that make `ssh-remote+host` work: Microsoft's, the open one and its relatives. */
const COMPATIBLE = [
  'ms-vscode-remote.remote-ssh',
  'jeanp413.open-remote-ssh',
  'anysphere.remote-ssh',
  'anysphere.open-remote-ssh',
  'codeium.windsurf-remote-openssh',
]
/** Microsoft's published command, which Cursor has too. The others' commands take no host; VS Code's own does. */
const MICROSOFT_COMMAND = 'opensshremotes.openEmptyWindow'
const OTHER_COMMAND = 'openremotessh.openEmptyWindow'

/** True where a Remote-SSH window can be opened from this window. */
export async function canOpenRemoteWindow({ canOpenWindow }: Machine): Promise<boolean> {
  if (!canOpenWindow) return false
  if (COMPATIBLE.some((id) => extensions.getExtension(id))) return true
  const all = await commands.getCommands(true)
  return all.includes(MICROSOFT_COMMAND) || all.includes(OTHER_COMMAND)
}

/** Opens a new window on the host, at the folder last used there if it still exists. */
export async function openRemoteWindow({ ssh }: Machine, host: WindowHost): Promise<void> {
  const authority = authorityOf(host)
  const folder = lastFolder(await recent(), authority)
  if (folder !== undefined && host.kind === 'alias') {
    const quoted = `'${folder.replaceAll("'", `'\\''`)}'`
    const options = ['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=8', '-o', 'StrictHostKeyChecking=yes']
    const args = [...configArguments(ssh), ...options, '--', host.alias, `test -d ${quoted}`]
    const { code } = await runProgram(ssh.program, args, { timeoutMs: 15_000 })
    if (code === 0) {
      const uri = Uri.from({ scheme: 'vscode-remote', authority, path: folder })
      await commands.executeCommand('vscode.openFolder', uri, { forceNewWindow: true })
      return
    }
  }
  const hasMicrosofts = (await commands.getCommands(true)).includes(MICROSOFT_COMMAND)
  if (hasMicrosofts && host.kind === 'alias') await commands.executeCommand(MICROSOFT_COMMAND, { host: host.alias })
  else await commands.executeCommand('vscode.newWindow', { remoteAuthority: authority, reuseWindow: false })
}

const Recent = z.object({ workspaces: z.array(z.unknown()) })

/** What VS Code opened lately, newest first; a courtesy that may be missing. */
async function recent(): Promise<readonly unknown[]> {
  try {
    return Recent.parse(await commands.executeCommand('_workbench.getRecentlyOpened')).workspaces
  } catch {
    return []
  }
}
