import { commands, l10n, window } from 'vscode'
import { type DevServer, isTransitional } from '../api/schemas'
import type { OsChange } from '../model/osChange'
import { refusedPlace } from '../model/refusedPlace'
import { sentenceOf } from '../texts/problem'
import { statusText } from '../texts/status'
import type { Answered, Job } from './changeOsAttempt'
import { commandId } from './ids'

type Attempt = (job: Job, now: Answered) => Promise<unknown>

/** Says that nothing was begun, and why; the user, and nobody else, may try again, with the old answers. */
export function tellRefused(job: Job, now: Answered, error: unknown, attempt: Attempt): void {
  const { app, servers, action } = job
  const { server } = now
  app.log.error(`change of OS of ${server.id} was not begun: ${error instanceof Error ? error.message : String(error)}`)
  const text = sentenceOf(error)
  const again = l10n.t('Try Again…')
  const showLog = l10n.t('Show Log')
  const told = l10n.t('{0} ({1}): nothing was changed. {2}', server.name, servers.project.name, text)
  void window.showErrorMessage(told, again, showLog).then(async (pressed) => {
    if (pressed === showLog) await commands.executeCommand(commandId('showLog'))
    if (pressed !== again) return
    await attempt(withoutCancel(job), { ...now, isFull: false, problem: { at: refusedPlace(error, action), text } })
  })
}

/** Says why it cannot be now; what was answered is kept until it can. */
export function tellLater(job: Job, now: Answered, text: string, attempt: Attempt): void {
  const again = l10n.t('Try Again…')
  void window.showWarningMessage(text, again).then(async (pressed) => {
    if (pressed === again) await attempt(withoutCancel(job), { ...now, problem: undefined })
  })
}

/** Says that the server is being changed already; where that may last for ever, the user need not wait for it. */
export async function tellPresent(job: Job, now: Answered, change: OsChange, attempt: Attempt): Promise<void> {
  const { app, servers } = job
  const text = l10n.t('The OS of {0} ({1}) is being changed already.', now.server.name, servers.project.name)
  const stop = l10n.t('Stop Waiting for It')
  const isStuck = app.osChanges.isStuck(change)
  const pressed = await window.showInformationMessage(text, ...(isStuck ? [stop] : []))
  if (pressed === stop && (await app.osChanges.giveUp(change))) await attempt(withoutCancel(job), now)
}

/** Whoever asked first has got an answer; from here on it is the user's. */
const withoutCancel = ({ app, servers, action }: Job): Job => ({ app, servers, action })

/** There is nothing left to change. */
export const goneText = ({ servers }: Job, { name }: DevServer): string =>
  l10n.t('{0} is no longer there (project {1}).', name, servers.project.name)

/** Why the OS of a server cannot be changed in the status it has, and whether waiting helps. */
export function notNowText({ servers }: Job, { name, status }: DevServer): string {
  const place = [name, servers.project.name, statusText(status)] as const
  return isTransitional(status) || status === 'UNKNOWN'
    ? l10n.t('The OS of {0} ({1}) cannot be changed while its status is “{2}”. Wait, then try again.', ...place)
    : l10n.t(
        'The OS of {0} ({1}) cannot be changed while its status is “{2}”. Start it or synchronise its status first, or look at it in the console.',
        ...place,
      )
}
