import { commands, l10n, window } from 'vscode'
import type { App } from '../app'
import type { OsChange } from '../model/osChange'
import type { PastChange } from '../model/osHistory'
import { settledText } from '../texts/settled'
import { durationText } from '../texts/status'
import { commandId } from './ids'
import { projectName } from './watch'

type Supernode = NonNullable<OsChange['supernode']>

/**
 * Tells how the change of a whole supernode ended, once over all windows, when the last of its servers has ended.
 * Resolves when it can be seen; what is answered to it is done afterwards.
 */
export async function announceSupernode(app: App, change: OsChange, supernode: Supernode): Promise<void> {
  const { changeId } = supernode
  // A request that was refused is told by who sent it.
  const ends = (await app.osHistory.together(changeId)).filter(({ outcome }) => outcome.kind !== 'refused')
  if (ends.length === 0 || !(await app.osHistory.once(changeId).catch(() => true))) return
  const place = `${supernode.name} (${projectName(app, change)})`
  const failed = ends.filter(({ outcome }) => outcome.kind !== 'succeeded')
  if (failed.length > 0) {
    tellFailed(app, change, supernode, place, failed).catch((error: unknown) =>
      app.log.error(`${supernode.id}: ${String(error)}`),
    )
    return
  }
  app.answers.delete(changeId)
  const took = durationText(Math.max(...ends.map(({ endedAt }) => endedAt)) - change.intendedAt)
  void window.showInformationMessage(
    l10n.t(
      'All {0} servers of {1} now run {2}. The change of OS took {3}.',
      ends.length,
      place,
      change.image.name,
      took,
    ),
  )
}

async function tellFailed(
  app: App,
  { project, image, keyPairName }: OsChange,
  { id, changeId, size }: Supernode,
  place: string,
  failed: readonly PastChange[],
): Promise<void> {
  const names = failed.map(({ change, outcome }) => `${change.serverName}: ${settledText(outcome)}`)
  const text = l10n.t(
    'The change of OS of {0} did not succeed on {1} of {2} servers ({3}).',
    place,
    failed.length,
    size,
    names.join('; '),
  )
  const again = l10n.t('Try Again…')
  const copy = l10n.t('Copy Diagnostics')
  const answer = await window.showErrorMessage(text, again, copy)
  if (answer === copy)
    await commands.executeCommand(commandId('copyDiagnostics'), { changeIds: failed.map(({ change }) => change.id) })
  if (answer !== again) return
  const name = app.projects.findPlace(project)?.project.name
  const before = { changeId, imageId: image.id, imageName: image.name, keyPairName }
  await commands.executeCommand(commandId('changeSupernodeOs'), { project: name, supernodeId: id, ...before })
}
