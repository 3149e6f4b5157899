import { l10n } from 'vscode'
import type { App } from '../../app'
import { accountOf } from './accountOf'

/** Forgets an account's credentials; its projects stay configured. */
export async function signOut(app: App, args: readonly unknown[]): Promise<void> {
  const account = await accountOf(app, args, l10n.t('Account to sign out of'))
  if (account !== undefined) await app.accounts.remove(account)
}
