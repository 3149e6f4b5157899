import { l10n, window } from 'vscode'
import type * as z from 'zod/mini'
import type { App } from '../../app'
import { argumentOf, projectOfRow } from '../argument'
import { Named } from './arguments'

/** The account that a row or an argument object of that form names; undefined where none is named. */
export function namedIn(
  app: App,
  argument: unknown,
  schema: z.ZodMiniType<Named & object> = Named,
): string | undefined {
  const given = argumentOf(schema, argument)
  if (given?.account !== undefined) return given.account
  const row = projectOfRow(argument)
  const name = row ?? given?.project
  if (name === undefined) return undefined
  const project = app.projects.find(name)?.project
  // The samples' row has none of these commands: it only had the focus when one was taken from the view's title.
  if (row !== undefined && project?.isSample) return undefined
  if (!project || project.isSample) throw new Error(l10n.t('There is no project “{0}”.', name))
  return project.account
}

/** The command's account: named, the only one, or asked for; undefined when the user leaves. */
export async function accountOf(
  app: App,
  args: readonly unknown[],
  question: string,
  schema?: z.ZodMiniType<Named & object>,
): Promise<string | undefined> {
  const named = namedIn(app, args[0], schema)
  const names = await app.accounts.names()
  if (named !== undefined) {
    const isUsed = app.projects.all.some(({ project }) => project.account === named)
    if (names.includes(named) || isUsed || (await app.accounts.get(named))) return named
    throw new Error(l10n.t('There is no account “{0}”.', named))
  }
  if (names.length === 0) void window.showInformationMessage(l10n.t('No account is signed in.'))
  return names.length > 1 ? window.showQuickPick(names, { placeHolder: question }) : names[0]
}
