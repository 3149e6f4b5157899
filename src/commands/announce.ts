import { commands, l10n, window } from 'vscode'
import type { App } from '../app'
import { keyOf, type OsChange } from '../model/osChange'
import type { Settlement } from '../model/osChanges'
import { failureText } from '../texts/failure'
import { durationText } from '../texts/status'
import { commandId } from './ids'
import { projectName } from './watch'

/** Tells the end of a change, once; resolves when it can be seen. What is answered to it is done afterwards. */
export async function announceSettled(app: App, settlement: Settlement): Promise<void> {
  const { change, outcome, server, isWatched } = settlement
  // Whichever window comes to this end, the one that carries out the plan tells it.
  if (change.planId) return
  if (change.supernode) return tellTogether(app, change, change.supernode)
  const place = `${change.serverName} (${projectName(app, change)})`
  const took = durationText(app.clock.now() - change.intendedAt)
  app.log.info(`change of OS of ${change.serverId}: ${JSON.stringify(outcome)} after ${took}`)
  const failed = (error: unknown): void => app.log.error(`${change.serverId}: ${String(error)}`)
  if (outcome.kind !== 'succeeded') {
    tellFailure(app, settlement, failureText(place, change, outcome)).catch(failed)
    return
  }
  const image = server?.image?.name ?? (change.image.name || l10n.t('its image'))
  const text = successText(change, isWatched, place, image, took)
  await new Promise<void>((shown) => tellSuccess(app, change, place, text, shown).catch(failed).finally(shown))
}

/** A supernode's servers are told together, with the last of them. */
async function tellTogether(app: App, change: OsChange, supernode: NonNullable<OsChange['supernode']>): Promise<void> {
  if (app.osChanges.inFlight.some((one) => keyOf(one) === keyOf(change))) return
  await (await import('./supernodeEnd')).announceSupernode(app, change, supernode)
}

async function tellSuccess(app: App, change: OsChange, place: string, text: string, shown: () => void): Promise<void> {
  const details = l10n.t('Details')
  const { offerWaysIn } = await import('./offerWaysIn')
  const answer = await offerWaysIn(app, change, place, (ways, word) => {
    const answered = window.showInformationMessage(`${text} ${word}`.trimEnd(), ...ways, details)
    shown()
    return answered
  })
  if (answer === details) await commands.executeCommand(commandId('showPastChange'), { changeId: change.id })
}

/** How long it took is only known where somebody looked. */
function successText(change: OsChange, isWatched: boolean, place: string, image: string, took: string): string {
  if (change.action === 'reinstallos') return l10n.t('{0} runs {1} again, installed afresh.', place, image)
  return isWatched
    ? l10n.t('{0} now runs {1}. The change of OS took {2}.', place, image, took)
    : l10n.t('{0} now runs {1}.', place, image)
}

async function tellFailure(app: App, { change, outcome }: Settlement, text: string): Promise<void> {
  const again = l10n.t('Try Again…')
  const copy = l10n.t('Copy Diagnostics')
  const details = l10n.t('Details')
  const buttons = outcome.kind === 'gone' ? [copy, details] : [again, copy, details]
  const answer = await window.showErrorMessage(text, ...buttons)
  if (answer === copy) await commands.executeCommand(commandId('copyDiagnostics'), { changeId: change.id })
  if (answer === details) await commands.executeCommand(commandId('showPastChange'), { changeId: change.id })
  if (answer === again) await tryAgain(app, change)
}

async function tryAgain(app: App, change: OsChange): Promise<void> {
  const project = app.projects.findPlace(change.project)?.project.name
  const { image, keyPairName } = change
  const before = { imageId: image.id, imageName: image.name, keyPairName, changeId: change.id }
  const command = commandId(change.action === 'reinstallos' ? 'reinstallOs' : 'changeOs')
  await commands.executeCommand(command, { kind: 'server', project, id: change.serverId, ...before })
}
