import { commands, l10n, window } from 'vscode'
import { DevServerStatus } from '../api/schemas'
import type { App } from '../app'
import type { OsChange } from '../model/osChange'
import type { Settlement } from '../model/osChanges'
import { durationText, statusText } from '../texts/status'
import { commandId } from './ids'
import { projectName } from './watch'

/** Tells the end of a change, once. */
export async function announceSettled(app: App, { change, outcome, server }: Settlement): Promise<void> {
  app.watches.get(change.id)?.()
  // Whichever window comes to this end, the one that carries out the plan tells it.
  if (change.planId) return
  const place = `${change.serverName} (${projectName(app, change)})`
  const took = durationText(app.clock.now() - change.intendedAt)
  const showLog = l10n.t('Show Log')
  app.log.info(`change of OS of ${change.serverId}: ${JSON.stringify(outcome)} after ${took}`)
  if (outcome.kind === 'succeeded') {
    const image = server?.image?.name ?? change.image.name
    const show = l10n.t('Show Server')
    const text = l10n.t('{0} now runs {1}. The change of OS took {2}.', place, image, took)
    const { offerWaysIn } = await import('./offerWaysIn')
    const answer = await offerWaysIn(app, change, place, (ways, isYetToCome) => {
      const later = isYetToCome ? ` ${l10n.t('You will be told when its SSH answers.')}` : ''
      return window.showInformationMessage(text + later, ...ways, show)
    })
    if (answer === show) await revealServer(app, change)
    return
  }
  const again = l10n.t('Try Again…')
  const buttons = outcome.kind === 'gone' ? [showLog] : [again, showLog]
  const answer = await window.showErrorMessage(failureText(place, change, outcome), ...buttons)
  if (answer === showLog) await commands.executeCommand(commandId('showLog'))
  if (answer !== again) return
  const project = app.projects.findPlace(change.project)?.project.name
  const { image, keyPairName } = change
  const before = { imageId: image.id, imageName: image.name, keyPairName, changeId: change.id }
  const command = commandId(change.action === 'reinstallos' ? 'reinstallOs' : 'changeOs')
  await commands.executeCommand(command, { kind: 'server', project, id: change.serverId, ...before })
}

async function revealServer(app: App, change: OsChange): Promise<void> {
  const servers = app.projects.findPlace(change.project)
  if (!servers?.get(change.serverId)) return
  await app.view.reveal(app.tree.row(servers.project.name, change.serverId), { select: true, focus: true })
}

type Failure = Exclude<Settlement['outcome'], { kind: 'succeeded' }>

function failureText(place: string, change: OsChange, outcome: Failure): string {
  switch (outcome.kind) {
    case 'failed': {
      const status = statusText(DevServerStatus.parse(outcome.status))
      if (outcome.reason === 'otherImage')
        return l10n.t('{0} runs another image than {1} after the change of OS.', place, change.image.name)
      if (outcome.reason === 'stopped')
        return l10n.t('{0} was stopped after the change of OS, instead of running {1}.', place, change.image.name)
      return l10n.t('The change of OS of {0} to {1} failed; the service says: {2}.', place, change.image.name, status)
    }
    case 'notStarted':
      return l10n.t('The change of OS of {0} was never begun: the server is as it was before.', place)
    case 'gone':
      return l10n.t('{0} no longer exists; its change of OS is not watched any more.', place)
    case 'stopFailed':
      return l10n.t(
        '{0} was to be stopped for its change of OS, but did not stop; it is: {1}. Nothing was erased.',
        place,
        statusText(DevServerStatus.parse(outcome.status)),
      )
    case 'notContinued':
      return notContinuedText(place, change, outcome.reason)
    case 'refused':
      return l10n.t('{0} was stopped, but its change of OS was refused: {1}. Nothing was erased.', place, outcome.said)
    case 'undetermined':
      return l10n.t(
        'It cannot be told whether the change of OS of {0} took place. Look at the server in the console.',
        place,
      )
  }
}

function notContinuedText(place: string, change: OsChange, reason: 'secrets' | 'tooLate' | 'changed'): string {
  switch (reason) {
    case 'secrets':
      return l10n.t(
        '{0} was stopped, and nothing was erased: the window that held the password or the user data of the change was closed.',
        place,
      )
    case 'tooLate':
      return l10n.t(
        '{0} was stopped, and nothing was erased: too much time had passed since you confirmed {1}.',
        place,
        change.image.name,
      )
    case 'changed':
      return l10n.t('{0} was stopped, and nothing was erased: it was changed in the meantime.', place)
  }
}
