import { homedir, hostname } from 'node:os'
import { ExtensionKind, env, extensions, l10n, UIKind } from 'vscode'
import type { App } from '../app'
import { type Ssh, usualSsh } from '../ssh/program'

/** The machine whose ssh the extension uses, and what can be done from there. */
export interface Machine {
  readonly ssh: Ssh
  /** Where things happen, in words; undefined in a window of the user's own computer, where nobody wonders. */
  readonly where: string | undefined
  /** A Remote-SSH window can be opened: it starts from the user's computer, with that computer's ssh. */
  readonly canOpenWindow: boolean
  /** Terminals open on the other side of a remote window, with another ssh and other keys than the extension's. */
  readonly terminalIsElsewhere: boolean
}

const ID = 'modelarts-devservers.modelarts-devservers'

/** The machine that the extension runs on. */
export function machineOf(app: App): Machine {
  const { program = 'ssh', configFile } = app.settings.remoteSsh()
  const home = homedir()
  const ssh: Ssh = {
    ...usualSsh(home),
    program: expanded(program, home),
    ...(configFile && { configFile: expanded(configFile, home) }),
  }
  const isWeb = env.uiKind === UIKind.Web
  const isRemote = env.remoteName !== undefined
  const runsHere = !isWeb && (!isRemote || extensions.getExtension(ID)?.extensionKind === ExtensionKind.UI)
  return {
    ssh,
    where: whereText(runsHere, isRemote),
    canOpenWindow: runsHere,
    terminalIsElsewhere: runsHere && isRemote,
  }
}

/** In a remote window people wonder whose ssh is meant, and a key removed from another machine's file helps nobody. */
function whereText(runsHere: boolean, isRemote: boolean): string | undefined {
  if (!runsHere) return l10n.t('on {0}, where the extension runs', hostname())
  return isRemote ? l10n.t('on your own computer, not on the machine of this remote window') : undefined
}

const expanded = (path: string, home: string): string => path.replace(/^~(?=[/\\])/, home)
