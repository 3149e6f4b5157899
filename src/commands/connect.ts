import { commands, l10n, window } from 'vscode'
import type { App } from '../app'
import { hostKeyState } from '../ssh/trust'
import { statusText } from '../texts/status'
import { knownHosts } from './connectedWindow'
import { loginTo, openTerminal, tellWhere } from './connectWithTerminal'
import { commandId } from './ids'
import { windowsFolder } from './noteWindow'
import { canOpenRemoteWindow, openRemoteWindow } from './remoteWindow'
import { whenGreeting } from './sshGreeting'
import { includedHost } from './sshInclude'
import { keyFor } from './sshKey'
import { type Route, routeTo } from './sshLogin'
import { type Machine, machineOf } from './sshMachine'
import { type Target, targetOf } from './target'

/** Opens a window on a server with Remote-SSH or what is installed in its place; a terminal where there is none. */
export async function connectServer(app: App, args: readonly unknown[]): Promise<void> {
  const target = await targetOf(app, args)
  if (!target) return
  const { servers, server } = target
  if (server.status !== 'RUNNING') {
    const place = `${server.name} (${servers.project.name})`
    throw new Error(l10n.t('{0} is not running; it is: {1}.', place, statusText(server.status)))
  }
  const machine = machineOf(app)
  const route = await routeTo(app, target)
  const key = await keyFor(app, machine, route)
  if (!key) return
  const found = await whenGreeting<Greeted>(
    app,
    machine,
    route,
    async ({ host }, from, signal) => ({
      host,
      state: await hostKeyState(machine.ssh, { host, port: route.port }, from, signal),
    }),
    (address) => ({ host: address?.host ?? '', state: 'unknown' }),
  )
  if (!found) return
  if (found.state === 'changed' && !(await mayGoOn(target, route))) return
  const login = { ...loginTo(route, found.host), identityFile: key.identityFile }
  if (await canOpenRemoteWindow(machine)) {
    const host = await includedHost(app, machine, route, login)
    if (!host) return
    const names = knownHosts(app, servers.project, server.id)
    return openRemoteWindow({
      ssh: machine.ssh,
      host,
      login,
      place: route.place,
      names,
      windowsFolder: windowsFolder(app.storage),
    })
  }
  tellWhyTerminal(machine, route)
  openTerminal(machine, server, login)
  if (machine.terminalIsElsewhere) tellWhere(machine, route)
}

interface Greeted {
  readonly host: string
  readonly state: 'unknown' | 'known' | 'changed'
}

/** A changed host key makes Remote-SSH fail with words nobody understands; checking stays on, so this comes first. */
async function mayGoOn({ servers, server }: Target, { place }: Route): Promise<boolean> {
  const forget = l10n.t('Forget Old Host Key…')
  const anyway = l10n.t('Connect Anyway')
  const text = l10n.t('{0} offers another host key than the one your ssh knows.', place)
  const detail = l10n.t(
    'That is expected after its OS was changed or reinstalled. If it was not, somebody may be answering in its place: do not connect.',
  )
  const answer = await window.showWarningMessage(text, { modal: true, detail }, forget, anyway)
  if (answer === forget) {
    const argument = { project: servers.project.name, serverId: server.id }
    await commands.executeCommand(commandId('forgetHostKey'), argument)
  }
  return answer === anyway
}

function tellWhyTerminal({ canOpenWindow, where }: Machine, { place }: Route): void {
  if (!canOpenWindow) {
    const text = l10n.t(
      'A Remote-SSH window can only be opened from VS Code on your own computer. A terminal to {0} opens {1}.',
      place,
      where ?? '',
    )
    void window.showInformationMessage(text)
    return
  }
  const text = l10n.t('A terminal to {0} opens, because no Remote-SSH extension is installed.', place)
  const install = l10n.t('Find Remote-SSH')
  void window.showInformationMessage(text, install).then((answer) => {
    if (answer === install) void commands.executeCommand('workbench.extensions.search', 'remote ssh')
  })
}
