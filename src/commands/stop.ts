import { l10n, window } from 'vscode'
import { stopDevServer } from '../api/devServers'
import type { App } from '../app'
import { canStop } from '../model/devServerStatus'
import { statusText } from '../texts/status'
import { targetOf } from './target'

/** Powers a server off by force, after asking. */
export async function stop(app: App, args: readonly unknown[]): Promise<void> {
  const target = await targetOf(app, args)
  if (!target) return
  const { servers } = target
  const server = (await servers.reread(target.server.id)) ?? target.server
  const place = `${server.name} (${servers.project.name})`
  if (!canStop(server)) {
    void window.showWarningMessage(l10n.t('{0} cannot be stopped now; it is: {1}.', place, statusText(server.status)))
    return
  }
  const yes = l10n.t('Stop')
  const detail = l10n.t('This is a forced power-off: what runs on it ends at once, and unsaved data is lost.')
  if ((await window.showWarningMessage(l10n.t('Stop {0}?', place), { modal: true, detail }, yes)) !== yes) return
  const connection = await servers.connection()
  if (!connection) throw new Error(l10n.t('Sign in to {0} first.', servers.project.account))
  servers.put(await stopDevServer(connection.call, servers.project.projectId, server.id))
}
