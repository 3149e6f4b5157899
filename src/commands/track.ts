import { l10n, StatusBarAlignment, type StatusBarItem, window } from 'vscode'
import type { App } from '../app'
import type { Disposable } from '../base/emitter'
import type { OsChange } from '../model/osChange'
import { changingText } from '../texts/server'
import { durationText, elapsedText } from '../texts/status'
import { SERVERS_VIEW } from './ids'
import { projectName } from './watch'

/** Shows changes of OS while they are in flight, whichever window began them, and says what keeps them from being watched. */
export function trackOsChanges(app: App): Disposable {
  const statusBar = statusBarOf(app)
  const lost = new Set<string>()
  const subscriptions = [
    statusBar,
    app.osChanges.onDidChange((change) => {
      statusBar.draw()
      // Another window may have begun it: should that one die, this one has watched.
      if (app.osChanges.inFlight.some(({ id }) => id === change.id)) app.projects.findPlace(change.project)?.wake()
      else app.watches.get(change.id)?.()
    }),
    app.projects.onDidChangeList(() => {
      statusBar.draw()
      for (const change of app.osChanges.inFlight) tellIfLost(app, change, lost)
    }),
    app.osChanges.onDidExceedLimit((change) => tellLate(app, change)),
  ]
  return { dispose: () => subscriptions.forEach((subscription) => void subscription.dispose()) }
}

/** There only while something is in flight. */
function statusBarOf(app: App): Disposable & { readonly draw: () => void } {
  let item: StatusBarItem | undefined
  const draw = (): void => {
    const { inFlight } = app.osChanges
    const shown = inFlight.filter(({ project }) => app.projects.findPlace(project))
    const [first] = shown
    if (!first) {
      item?.dispose()
      item = undefined
      return
    }
    item ??= window.createStatusBarItem('osChanges', StatusBarAlignment.Left)
    const what = shown.length === 1 ? changingText(first) : l10n.t('Changing OS: {0}', shown.length)
    item.name = l10n.t('Changes of OS')
    item.text = `$(sync~spin) ${what}`
    item.tooltip = shown.map((change) => lineOf(app, change)).join('\n')
    item.command = `${SERVERS_VIEW}.focus`
    item.show()
  }
  return { draw, dispose: () => item?.dispose() }
}

const lineOf = (app: App, change: OsChange): string =>
  `${change.serverName} (${projectName(app, change)}): ${elapsedText(change, app.clock.now())}`

/** Without its project nobody can look at a change; nobody is told twice. */
function tellIfLost(app: App, change: OsChange, lost: Set<string>): void {
  if (app.projects.findPlace(change.project)) {
    lost.delete(change.id)
    return
  }
  if (lost.has(change.id)) return
  lost.add(change.id)
  const close = app.watches.get(change.id)
  close?.()
  // The sample servers are nobody's, and go on changing by themselves.
  if (!close || change.project.name.startsWith('sample-')) return
  void window.showWarningMessage(
    l10n.t(
      'The change of OS of {0} goes on, but nobody watches it: the project {1} is no longer configured. Add it again to learn how it ends.',
      change.serverName,
      change.project.name,
    ),
  )
}

function tellLate(app: App, change: OsChange): void {
  void window.showWarningMessage(
    l10n.t(
      '{0} ({1}) is still changing its OS after {2}. It keeps being watched, slowly, and you will be told how it ends.',
      change.serverName,
      projectName(app, change),
      durationText(app.clock.now() - change.intendedAt),
    ),
  )
}
