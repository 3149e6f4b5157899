import { commands, l10n, window } from 'vscode'
import type { App } from '../app'
import type { OsChange } from '../model/osChange'
import { JumpFailed } from '../ssh/jump'
import { commandId } from './ids'
import { LONGEST_WAIT_MS, pauseMs, silentText } from './sshGreeting'
import { atServer, type Route, routeTo } from './sshLogin'
import { machineOf } from './sshMachine'
import { jumpText } from './sshProblem'

/** Milliseconds that the announcement of an end waits for what SSH says. */
const SOON_MS = 4_000

/** No SSH server greeted for as long as one waits; the text says where. */
interface Silence {
  readonly text: string
}

/**
 * What looking for a server's SSH came to; a failure is that of a jump host, behind which nobody can look unasked.
 * `nothing` where it is not asked for any more.
 */
type Seen = 'greeting' | 'nothing' | JumpFailed | Silence

/**
 * Announces the end of a change with the ways into the server. Connect is among them only when its SSH server greets:
 * a system that has just been installed needs a while for that, and then Connect is offered by a word of its own. Where
 * a jump host lets nobody look, it is offered with a word on that. `announce` is given what to add to its own words.
 */
export async function offerWaysIn(
  app: App,
  change: OsChange,
  place: string,
  announce: (ways: readonly string[], word: string) => Thenable<string | undefined>,
): Promise<string | undefined> {
  const project = app.projects.findPlace(change.project)?.project
  // Nobody can log in to a sample.
  if (!project || project.isSample) return announce([], '')
  const stop = new AbortController()
  app.own({ dispose: () => stop.abort() })
  const looking = lookForSsh(app, change, stop.signal)
  const soon = await Promise.race([looking, app.clock.delay(SOON_MS).then(() => undefined)])
  const forget = l10n.t('Forget Old Host Key…')
  const connect = l10n.t('Connect')
  const go = async (answer: string | undefined): Promise<string | undefined> => {
    const argument = { project: project.name, serverId: change.serverId }
    if (answer === connect) await commands.executeCommand(commandId('connect'), argument)
    if (answer === forget) await commands.executeCommand(commandId('forgetHostKey'), argument)
    return answer
  }
  if (soon === 'greeting') return go(await announce([connect, forget], ''))
  if (soon instanceof JumpFailed) return go(await announce([connect, forget], unseenText(place, soon)))
  if (soon !== undefined) return go(await announce([forget], ''))
  void looking.then(async (seen) => {
    const text = laterText(place, seen)
    if (text !== undefined) await go(await window.showInformationMessage(text, connect, forget))
  })
  return go(await announce([forget], l10n.t('You will be told when its SSH answers.')))
}

/** What is told after the end itself was: also that the waiting has ended. */
export function laterText(place: string, seen: Seen): string | undefined {
  if (seen === 'nothing') return undefined
  if (typeof seen === 'object' && 'text' in seen) return seen.text
  return seen === 'greeting' ? l10n.t('{0} answers on SSH again.', place) : unseenText(place, seen)
}

const unseenText = (place: string, failure: JumpFailed): string =>
  `${l10n.t('Whether {0} answers on SSH could not be seen.', place)} ${jumpText(failure)}`

/**
 * Looks until an SSH server greets at an address of the server, a jump host lets nobody pass without questions, the time
 * is over or the OS is changed again. Behind a jump host that takes the user's key or agent, as Connect does.
 */
export async function lookForSsh(app: App, change: OsChange, signal: AbortSignal): Promise<Seen> {
  const route = await routeOf(app, change)
  if (route === undefined) return 'greeting'
  const until = app.clock.now() + LONGEST_WAIT_MS
  while (!signal.aborted && app.clock.now() < until) {
    const newer = app.osChanges.find(change.project, change.serverId)
    if (newer && newer.id !== change.id) return 'nothing'
    const seen = await seenAt(app, route, signal)
    if (seen !== 'nothing') return seen
    await app.clock.delay(pauseMs(route), signal).catch(() => undefined)
  }
  return signal.aborted ? 'nothing' : { text: silentText(route) }
}

async function seenAt(app: App, route: Route, signal: AbortSignal): Promise<'greeting' | 'nothing' | JumpFailed> {
  try {
    return (await atServer(machineOf(app), route, async () => 'greeting' as const, signal)) ?? 'nothing'
  } catch (error) {
    if (error instanceof JumpFailed) return error
    // Without an ssh that can be started: Connect says so.
    app.log.info(`no look at ${route.server.id}: ${String(error)}`)
    return 'greeting'
  }
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
