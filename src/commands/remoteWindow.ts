import { commands, extensions, l10n, Uri, window } from 'vscode'
import * as z from 'zod/mini'
import { type Login, sshArguments } from '../ssh/commandLine'
import { noteOpening } from '../ssh/openWindows'
import { runProgram, type Ssh } from '../ssh/program'
import { authorityOf, type LastPlace, lastPlace, type WindowHost } from '../ssh/remoteAuthority'
import { cancellable } from './cancellable'
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
const LOOK_MS = 15_000

/** True where a Remote-SSH window can be opened from this window. */
export async function canOpenRemoteWindow({ canOpenWindow }: Machine): Promise<boolean> {
  if (!canOpenWindow) return false
  if (COMPATIBLE.some((id) => extensions.getExtension(id))) return true
  const all = await commands.getCommands(true)
  return all.includes(MICROSOFT_COMMAND) || all.includes(OTHER_COMMAND)
}

/** A window to open on a server. */
export interface RemoteWindow {
  readonly ssh: Ssh
  readonly host: WindowHost
  /** How `ssh` itself logs in there, to look for the folder. */
  readonly login: Login
  /** The server and its project, for messages. */
  readonly place: string
  /** Every name under which windows were opened on this server. */
  readonly names: readonly string[]
  /** Where windows leave word for each other. */
  readonly windowsFolder: string
}

/** What opens windows; VS Code's commands but for tests. */
export type Execute = (command: string, ...args: unknown[]) => Thenable<unknown>

/** Opens a new window on the host, at the folder last used on that server if it still exists. */
export async function openRemoteWindow(
  wanted: RemoteWindow,
  execute: Execute = commands.executeCommand,
): Promise<void> {
  const { host, names, login, windowsFolder } = wanted
  const authority = authorityOf(host)
  const last = lastPlace(await recent(execute), authoritiesOf(wanted))
  const open = last && (await stillThere(wanted, last))
  if (open === undefined && last) return
  if (last && open) {
    const uri = Uri.from({ scheme: 'vscode-remote', authority, path: last.path })
    await execute('vscode.openFolder', uri, { forceNewWindow: true })
    return
  }
  const own = host.kind === 'alias' ? [host.alias] : []
  await noteOpening(windowsFolder, [...new Set([...own, login.host, ...names])], Date.now())
  const hasMicrosofts = (await commands.getCommands(true)).includes(MICROSOFT_COMMAND)
  if (hasMicrosofts && host.kind === 'alias') await execute(MICROSOFT_COMMAND, { host: host.alias })
  else await execute('vscode.newWindow', { remoteAuthority: authority, reuseWindow: false })
}

/** A server is the same under each of its names: it may have been renamed, or its address may have changed. */
const authoritiesOf = ({ host, names, login: { user, port } }: RemoteWindow): readonly string[] => [
  authorityOf(host),
  ...names.flatMap((name) => [
    authorityOf({ kind: 'alias', alias: name }),
    authorityOf({ kind: 'address', hostName: name, user, port }),
  ]),
]

/** True where what was open last is there, false where not; undefined when the user leaves. */
async function stillThere(wanted: RemoteWindow, last: LastPlace): Promise<boolean | undefined> {
  const title = l10n.t('Looking for {0} on {1}', last.path, wanted.place)
  const looked = await cancellable(title, async (signal) => ({ code: await exitCode(wanted, last, signal) }))
  if (!looked) return undefined
  if (looked.code === 0) return true
  if (looked.code === 1) return false
  // ssh could not log in without asking, so nothing is known.
  const open = l10n.t('Open {0}', last.path)
  const empty = l10n.t('Open Empty Window')
  const text = l10n.t('Whether {0} still exists on {1} could not be checked.', last.path, wanted.place)
  const answer = await window.showInformationMessage(text, open, empty)
  return answer === undefined ? undefined : answer === open
}

async function exitCode(
  { ssh, login }: RemoteWindow,
  { kind, path }: LastPlace,
  signal: AbortSignal,
): Promise<number | undefined> {
  const quoted = `'${path.replaceAll("'", `'\\''`)}'`
  const options = ['-o', 'BatchMode=yes', '-o', 'ConnectTimeout=8', '-o', 'StrictHostKeyChecking=yes']
  const look = `test -${kind === 'folder' ? 'd' : 'f'} ${quoted}`
  const { code } = await runProgram(ssh.program, [...options, ...sshArguments(ssh, login), look], {
    timeoutMs: LOOK_MS,
    signal,
  })
  return code
}

const Recent = z.object({ workspaces: z.array(z.unknown()) })

/** What VS Code opened lately, newest first; a courtesy that may be missing. */
async function recent(execute: Execute): Promise<readonly unknown[]> {
  try {
    return Recent.parse(await execute('_workbench.getRecentlyOpened')).workspaces
  } catch {
    return []
  }
}
