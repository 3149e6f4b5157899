import { commands, l10n, window } from 'vscode'
import * as z from 'zod/mini'
import type { App } from '../app'
import { type PastChange, PastChange as PastChangeSchema } from '../model/osHistory'
import { isSamePlace } from '../model/project'
import { commandId } from './ids'
import { targetOf } from './target'

const PastRow = z.object({ kind: z.literal('pastChange'), past: PastChangeSchema })

/** Opens the wizard with the image that a server had before; what was on its disk does not come back. */
export async function returnToPreviousImage(app: App, args: readonly unknown[]): Promise<unknown> {
  const past = await pastOf(app, args)
  if (!past) return undefined
  const { change } = past
  const servers = app.projects.findPlace(change.project)
  if (!servers) throw new Error(l10n.t('There is no project “{0}”.', change.project.name))
  const { imageId, imageName, keyPairName } = change.before
  const go = l10n.t('Choose the Login…')
  const question = l10n.t(
    'Install {0} on {1} ({2}) again?',
    imageName ?? imageId ?? '',
    change.serverName,
    servers.project.name,
  )
  const detail = l10n.t(
    'This puts the image on an empty system disk. What was on the disk before does not come back, and what is on it now is erased. Nothing happens before you have confirmed it at the end.',
  )
  if ((await window.showWarningMessage(question, { modal: true, detail }, go)) !== go) return undefined
  // As a row, so that everything is asked, with these answers filled in.
  const row = { kind: 'server', project: servers.project.name, id: change.serverId }
  const wanted = { ...row, imageId, imageName, keyPairName }
  return commands.executeCommand(commandId('changeOs'), wanted)
}

/** The change to undo: the row's, or the server's latest that put another image in place. */
async function pastOf(app: App, args: readonly unknown[]): Promise<PastChange | undefined> {
  const row = PastRow.safeParse(args[0])
  if (row.success) return row.data.past
  const target = await targetOf(app, args)
  if (!target) return undefined
  const { server, servers } = target
  const past = (await app.osHistory.all()).find(
    ({ change, outcome }) =>
      isSamePlace(change.project, servers.project) &&
      change.serverId === server.id &&
      outcome.kind === 'succeeded' &&
      change.before.imageId !== undefined &&
      change.before.imageId !== server.image?.id,
  )
  if (!past) {
    const text = l10n.t(
      'No earlier image of {0} ({1}) is known: only changes made from here are kept.',
      server.name,
      servers.project.name,
    )
    void window.showInformationMessage(text)
  }
  return past
}
