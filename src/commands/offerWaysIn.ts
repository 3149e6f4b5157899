import { commands, l10n, window } from 'vscode'
import type { App } from '../app'
import type { OsChange } from '../model/osChange'
import { answering } from '../ssh/address'
import { commandId } from './ids'
import { LONGEST_WAIT_MS, PAUSE_MS } from './sshGreeting'
import { type Route, routeTo } from './sshLogin'

/** Milliseconds that the announcement of an end waits for what SSH says. */
const SOON_MS = 4_000

/**
 * Announces the end of a change with the ways into the server. Connect is among them only when its SSH server greets:
 * a system that has just been installed needs a while for that, and then Connect is offered by a word of its own.
 */
export async function offerWaysIn(
  app: App,
  change: OsChange,
  place: string,
  announce: (ways: readonly string[], isYetToCome: boolean) => Thenable<string | undefined>,
): Promise<string | undefined> {
  const project = app.projects.findPlace(change.project)?.project
  // Nobody can log in to a sample.
  if (!project || project.isSample) return announce([], false)
  const stop = new AbortController()
  app.own({ dispose: () => stop.abort() })
  const looking = greets(app, change, stop.signal)
  const isUp = await Promise.race([looking, app.clock.delay(SOON_MS).then(() => false)])
  const forget = l10n.t('Forget Old Host Key…')
  const connect = l10n.t('Connect')
  const go = async (answer: string | undefined): Promise<string | undefined> => {
    const argument = { project: project.name, serverId: change.serverId }
    if (answer === connect) await commands.executeCommand(commandId('connect'), argument)
    if (answer === forget) await commands.executeCommand(commandId('forgetHostKey'), argument)
    return answer
  }
  if (!isUp)
    void looking.then(async (later) => {
      if (later)
        await go(await window.showInformationMessage(l10n.t('{0} answers on SSH again.', place), connect, forget))
    })
  return go(await announce(isUp ? [connect, forget] : [forget], !isUp))
}

/**
 * Resolves with true once an SSH server greets at an address of the server; false where none does in time or the OS is
 * changed again. Nobody's key is used for that: behind a jump host, pressing Connect waits.
 */
async function greets(app: App, change: OsChange, signal: AbortSignal): Promise<boolean> {
  const route = await routeOf(app, change)
  if (route === undefined || route.jumpHost !== undefined) return true
  const until = app.clock.now() + LONGEST_WAIT_MS
  while (!signal.aborted && app.clock.now() < until) {
    const newer = app.osChanges.find(change.project, change.serverId)
    if (newer && newer.id !== change.id) return false
    if (await answering(route.addresses, route.port, signal)) return true
    await app.clock.delay(PAUSE_MS, signal).catch(() => undefined)
  }
  return false
}

/** Undefined where there is none: Connect says why. */
async function routeOf(app: App, { project, serverId }: OsChange): Promise<Route | undefined> {
  try {
    const servers = app.projects.findPlace(project)
    const server = servers?.get(serverId)
    return servers && server && (await routeTo(app, { servers, server }))
  } catch (error) {
    app.log.info(`no way to ${serverId} yet: ${String(error)}`)
    return undefined
  }
}
