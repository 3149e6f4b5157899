import { l10n } from 'vscode'
import * as z from 'zod/mini'
import type { App } from '../app'
import { argumentOf, projectOfRow } from './argument'

/** The account stands in it where the click was on a problem of the project's. */
const Arguments = z.strictObject({ project: z.optional(z.string()), account: z.optional(z.string()) })

/** Lists the servers of one project, or of all. */
export async function refresh(app: App, args: readonly unknown[]): Promise<void> {
  const name = projectOfRow(args[0]) ?? argumentOf(Arguments, args[0])?.project
  const one = name === undefined ? undefined : app.projects.find(name)
  if (name !== undefined && !one) throw new Error(l10n.t('There is no project “{0}”.', name))
  await Promise.all((one ? [one] : app.projects.all).map((servers) => servers.refresh()))
}
