import { l10n, window } from 'vscode'
import * as z from 'zod/mini'
import { syncDevServers } from '../../api/power'
import type { App } from '../../app'
import type { DevServers } from '../../model/devServers'
import { argumentOf, projectOfRow } from '../argument'
import { SERVERS_VIEW } from '../ids'
import { projectsNamed, signedIn } from './targets'

const Arguments = z.strictObject({ project: z.optional(z.string()) })

/** Lets the service look at the machines themselves, then lists them. */
export async function sync(app: App, args: readonly unknown[]): Promise<void> {
  const wanted = projectsNamed(app, argumentOf(Arguments, args[0])?.project ?? projectOfRow(args[0]))
  const syncOne = async (servers: DevServers): Promise<void> => {
    const { call, project } = await signedIn(servers)
    try {
      await syncDevServers(call, project.projectId)
    } catch (error) {
      throw new Error(l10n.t('{0} was not synchronised: {1}', project.name, app.explain(error)))
    }
    await servers.refresh()
  }
  await window.withProgress({ location: { viewId: SERVERS_VIEW } }, () => Promise.all(wanted.map(syncOne)))
  window.setStatusBarMessage(l10n.t('The servers’ statuses were synchronised.'), 5000)
}
