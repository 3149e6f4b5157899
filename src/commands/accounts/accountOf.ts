import { l10n, window } from 'vscode'
import * as z from 'zod/mini'
import type { App } from '../../app'

const Named = z.object({ account: z.string().check(z.trim(), z.minLength(1)) })
const Row = z.object({ project: z.string() })

/** The command's account: from its argument object, its row, or asked for; undefined when the user leaves. */
export async function accountOf(app: App, args: readonly unknown[], question: string): Promise<string | undefined> {
  const named = Named.safeParse(args[0])
  if (named.success) return named.data.account
  const row = Row.safeParse(args[0])
  const ofRow = row.success ? app.projects.find(row.data.project)?.project.account : undefined
  if (ofRow) return ofRow
  const names = await app.accounts.names()
  if (names.length === 0) void window.showInformationMessage(l10n.t('No account is signed in.'))
  return names.length > 1 ? window.showQuickPick(names, { placeHolder: question }) : names[0]
}
