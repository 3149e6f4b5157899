import { l10n, ProgressLocation, window } from 'vscode'
import { showOperation } from '../../api/volumes'
import type { App } from '../../app'
import { type BegunOperation, BegunOperations, type Ended, operationEnd } from '../../model/operation'
import { sentenceOf } from '../../texts/problem'
import { renewDetails } from './details'
import { signedIn } from './targets'

/** What is being done, as messages name it. */
export function operationTitle({ kind, serverName, project }: Omit<BegunOperation, 'id' | 'since'>): string {
  const place = `${serverName} (${project})`
  return kind === 'attach' ? l10n.t('Attaching a volume to {0}', place) : l10n.t('Detaching a volume from {0}', place)
}

/** Follows an operation to its end, over a reload too, with one progress; throws in words where it failed. */
export async function followOperation(app: App, begun: BegunOperation): Promise<Ended['kind']> {
  const left = new BegunOperations(app.windowMemory)
  if (!left.all.some(({ id }) => id === begun.id)) await left.add(begun)
  const title = operationTitle(begun)
  const life = new AbortController()
  app.own({ dispose: () => life.abort() })
  const ended = await window.withProgress({ location: ProgressLocation.Notification, title }, () =>
    operationEnd(app.clock, begun.since, () => show(app, begun), life.signal),
  )
  await left.remove(begun.id)
  const servers = app.projects.find(begun.project)
  await servers?.reread(begun.serverId).catch(() => undefined)
  if (servers) renewDetails(servers.project, begun.serverId)
  tell(title, ended)
  return ended.kind
}

async function show(app: App, { project: name, serverId, id }: BegunOperation) {
  const servers = app.projects.find(name)
  if (!servers) throw new Error(l10n.t('There is no project “{0}”.', name))
  const { call, project } = await signedIn(servers)
  return showOperation(call, project.projectId, serverId, id)
}

function tell(title: string, ended: Ended): void {
  switch (ended.kind) {
    case 'success':
      window.setStatusBarMessage(l10n.t('{0}: done', title), 5000)
      break
    case 'failed':
      throw new Error(
        l10n.t('{0} failed; the service says: {1}', title, `${ended.code ?? ''} ${ended.message ?? ''}`.trim()),
      )
    case 'unknown':
      throw new Error(l10n.t('{0} has not come to its end yet. Look at the server’s details later.', title))
  }
}

/** Goes on with what a reload interrupted. */
export async function resumeOperations(app: App): Promise<void> {
  const follow = async (begun: BegunOperation): Promise<void> => {
    try {
      await followOperation(app, begun)
    } catch (error) {
      void window.showErrorMessage(sentenceOf(error))
    }
  }
  await Promise.all(new BegunOperations(app.windowMemory).all.map(follow))
}
