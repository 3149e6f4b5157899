import { l10n, StatusBarAlignment, type StatusBarItem, window } from 'vscode'
import type { App } from '../app'
import type { Disposable } from '../base/emitter'
import { keyOf, type OsChange } from '../model/osChange'
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
      else if (!app.osChanges.inFlight.some((one) => keyOf(one) === keyOf(change))) left(app, change)
    }),
    app.projects.onDidChangeList(() => {
      statusBar.draw()
      for (const change of app.osChanges.inFlight) tellIfLost(app, change, lost)
    }),
    app.osChanges.onDidExceedLimit((change) => tellLate(app, change)),
  ]
  return { dispose: () => subscriptions.forEach((subscription) => void subscription.dispose()) }
}

/** Nothing of it is in flight any more; of a supernode that is the moment to tell how it ended. */
function left(app: App, change: OsChange): void {
  app.watches.get(keyOf(change))?.()
  const { supernode } = change
  if (supernode)
    void import('./supernodeEnd').then(({ announceSupernode }) => announceSupernode(app, change, supernode))
}

/** There only while something is in flight. */
function statusBarOf(app: App): Disposable & { readonly draw: () => void } {
  let item: StatusBarItem | undefined
  const draw = (): void => {
    const { inFlight } = app.osChanges
    const shown = inFlight.filter(({ project }) => app.projects.findPlace(project))
    const [first] = shown
    const count = new Set(shown.map(keyOf)).size
    if (!first) {
      item?.dispose()
      item = undefined
      return
    }
    item ??= window.createStatusBarItem('osChanges', StatusBarAlignment.Left)
    const what = count === 1 ? changingText(first) : l10n.t('Changing OS: {0}', count)
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
    lost.delete(keyOf(change))
    return
  }
  if (lost.has(keyOf(change))) return
  lost.add(keyOf(change))
  const close = app.watches.get(keyOf(change))
  close?.()
  // The sample servers are nobody's, and go on changing by themselves.
  if (!close || change.project.name.startsWith('sample-')) return
  void window.showWarningMessage(
    l10n.t(
      'The change of OS of {0} goes on, but nobody watches it: the project {1} is no longer configured. Add it again to learn how it ends.',
      change.supernode?.name ?? change.serverName,
      change.project.name,
    ),
  )
}

async function tellLate(app: App, change: OsChange): Promise<void> {
  // Each of a supernode's servers is late; that is one thing to tell.
  if (change.supernode && !(await app.osHistory.once(`${keyOf(change)}.late`).catch(() => true))) return
  void window.showWarningMessage(
    l10n.t(
      '{0} ({1}) is still changing its OS after {2}. It keeps being watched, slowly, and you will be told how it ends.',
      change.supernode?.name ?? change.serverName,
      projectName(app, change),
      durationText(app.clock.now() - change.intendedAt),
    ),
  )
}
