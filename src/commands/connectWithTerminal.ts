import { env, l10n, window } from 'vscode'
import type { DevServer } from '../api/schemas'
import type { App } from '../app'
import { type Login, shellLine, sshArguments, terminalProgram } from '../ssh/commandLine'
import { cancellable } from './cancellable'
import { whenGreeting } from './sshGreeting'
import { keyFor } from './sshKey'
import { atServer, type Route, routeTo } from './sshLogin'
import { type Machine, machineOf } from './sshMachine'
import { targetOf } from './target'

/** Opens a terminal in which `ssh` logs in to a server. */
export async function connectTerminal(app: App, args: readonly unknown[]): Promise<void> {
  const target = await targetOf(app, args)
  if (!target) return
  const machine = machineOf(app)
  const route = await routeTo(app, target)
  const key = await keyFor(app, machine, route)
  if (!key) return
  const host = await whenGreeting(
    app,
    machine,
    route,
    async (address) => address.host,
    (address) => address?.host,
  )
  if (host === undefined) return
  openTerminal(machine, target.server, { ...loginTo(route, host), identityFile: key.identityFile })
  tellWhere(machine, route)
}

/** Copies the command line that logs in to a server. */
export async function copyCommand(app: App, args: readonly unknown[]): Promise<void> {
  const target = await targetOf(app, args)
  if (!target) return
  const machine = machineOf(app)
  const route = await routeTo(app, target)
  const key = await keyFor(app, machine, route)
  if (!key) return
  // A command can be copied before the server answers: the best address that is known will do.
  const title = l10n.t('Looking for an address of {0} that answers', route.place)
  const answering = cancellable(title, (signal) => atServer(machine, route, async (address) => address.host, signal))
  const host = (await answering.catch(() => undefined)) ?? route.addresses[0]?.host ?? ''
  const words = ['ssh', ...sshArguments(machine.ssh, { ...loginTo(route, host), identityFile: key.identityFile })]
  await env.clipboard.writeText(shellLine(words))
  const said = l10n.t('Copied the SSH command for {0}', route.place)
  // The paths in it are those of one machine.
  if (machine.where === undefined) window.setStatusBarMessage(said, 5_000)
  else void window.showInformationMessage(l10n.t('{0}. It is meant for use {1}.', said, machine.where))
}

/** A login at one of the route's addresses. */
export const loginTo = ({ user, port, jumpHost }: Route, host: string): Login => ({ host, user, port, jumpHost })

/** Starts `ssh` in a terminal of this window. */
export function openTerminal(machine: Machine, server: DevServer, login: Login): void {
  const name = `ssh ${server.name.replace(/\p{C}/gu, '').slice(0, 60)}`
  if (machine.terminalIsElsewhere) {
    // The other side of a remote window has neither our configuration nor our keys, and nobody knows its shell.
    const words = ['ssh', ...sshArguments({ program: 'ssh', folder: '' }, { ...login, identityFile: undefined })]
    const terminal = window.createTerminal({ name })
    terminal.show()
    terminal.sendText(shellLine(words))
    return
  }
  const notice = l10n.t('ssh has ended. Press Enter to close this terminal.')
  const args = sshArguments(machine.ssh, login)
  window.createTerminal({ name, ...terminalProgram(machine.ssh.program, args, notice) }).show()
}

/** On which machine the terminal runs, where that is not plain. */
export function tellWhere(machine: Machine, { place }: Route): void {
  if (machine.terminalIsElsewhere) {
    const text = l10n.t(
      'The terminal to {0} runs on the machine of this remote window, with its ssh and its keys.',
      place,
    )
    void window.showInformationMessage(text)
  } else if (machine.where !== undefined) {
    void window.showInformationMessage(l10n.t('The terminal to {0} runs {1}.', place, machine.where))
  }
}
