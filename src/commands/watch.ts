import { l10n, ProgressLocation, window } from 'vscode'
import type { App } from '../app'
import { Poller } from '../base/poller'
import { isStopping, keyOf, type OsChange } from '../model/osChange'
import { problemOf } from '../texts/problem'
import { changingText } from '../texts/server'
import { elapsedText } from '../texts/status'
import { commandId } from './ids'

const REDRAW_MS = 5_000

/** Shows the one progress notification of a change until it ends or the user stops watching. */
export function watchOsChange(app: App, change: OsChange): void {
  const key = keyOf(change)
  if (app.watches.has(key)) return
  const title = changingText(change)
  void window.withProgress({ location: ProgressLocation.Notification, title }, (progress) => {
    const tell = async (): Promise<void> => {
      const known = app.osChanges.find(change.project, change.serverId) ?? change
      const elapsed = elapsedText(change, app.clock.now())
      // The links come early: a toast shows one line until it is opened.
      const message = [
        elapsed,
        links(change),
        change.supernode ? doneText(app, change.supernode) : stageText(known),
        ...standstill(app, change),
        projectName(app, change),
      ].join(' · ')
      progress.report({ message })
    }
    const ticking = new Poller(app.clock, tell, () => REDRAW_MS)
    void ticking.now()
    return new Promise<void>((resolve) => {
      app.watches.set(key, () => {
        ticking.dispose()
        app.watches.delete(key)
        resolve()
      })
    })
  })
}

/** The project's name of today. */
export const projectName = ({ projects }: App, { project }: OsChange): string =>
  projects.findPlace(project)?.project.name ?? project.name

/** Why nobody looks at the moment. */
function standstill({ projects }: App, { project }: OsChange): string[] {
  const health = projects.findPlace(project)?.health
  if (health?.kind === 'notSignedIn') return [l10n.t('not signed in: sign in to go on watching')]
  return health?.kind === 'problem' ? [problemOf(health.error).short] : []
}

function stageText(change: OsChange): string {
  if (change.seenAt !== undefined) return l10n.t('under way')
  if (isStopping(change)) return l10n.t('stopping it first')
  return change.isAccepted ? l10n.t('accepted') : l10n.t('not confirmed yet')
}

/** How many of a supernode's servers have come to their end. */
function doneText({ osChanges }: App, { changeId, size }: NonNullable<OsChange['supernode']>): string {
  const left = osChanges.inFlight.filter((change) => keyOf(change) === changeId).length
  return l10n.t('{0} of {1} servers done', size - left, size)
}

function links(change: OsChange): string {
  const argument = encodeURIComponent(JSON.stringify([keyOf(change)]))
  const watching = `[${l10n.t('Stop Watching')}](command:${commandId('stopWatching')}?${argument})`
  return `${watching} · [${l10n.t('Show Log')}](command:${commandId('showLog')})`
}

/** Closes a progress notification; the change itself goes on. */
export async function stopWatching(app: App, args: readonly unknown[]): Promise<void> {
  const ids = typeof args[0] === 'string' ? [args[0]] : [...app.watches.keys()]
  for (const id of ids) app.watches.get(id)?.()
  if (ids.length > 0)
    void window.showInformationMessage(l10n.t('The change of OS itself goes on; its row shows how far it is.'))
}
