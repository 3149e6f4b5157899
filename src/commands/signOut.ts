import { l10n, window } from 'vscode'
import * as z from 'zod/mini'
import type { App } from '../app'

const Arguments = z.object({ account: z.string() })

/** Forgets an account's credentials; its projects stay configured. */
export async function signOut(app: App, args: readonly unknown[]): Promise<void> {
  const given = Arguments.safeParse(args[0])
  const account = given.success ? given.data.account : await pickAccount(app, args[0])
  if (account) await app.accounts.remove(account)
}

async function pickAccount(app: App, row: unknown): Promise<string | undefined> {
  const named = z.object({ project: z.string() }).safeParse(row)
  const ofRow = named.success ? app.projects.find(named.data.project)?.project.account : undefined
  if (ofRow) return ofRow
  const names = await app.accounts.names()
  if (names.length <= 1) {
    if (names.length === 0) void window.showInformationMessage(l10n.t('No account is signed in.'))
    return names[0]
  }
  return window.showQuickPick(names, { placeHolder: l10n.t('Account to sign out of') })
}
