import { l10n, window } from 'vscode'
import type { App } from '../../app'
import { placeText } from '../../texts/place'
import { rowOf } from '../argument'
import { accountOf } from './accountOf'

/** Forgets an account's credentials, after asking; its projects stay configured. */
export async function signOut(app: App, args: readonly unknown[]): Promise<void> {
  const account = await accountOf(app, args, l10n.t('Account to sign out of'))
  if (account === undefined) return
  const isNamed = args[0] !== undefined && args[0] !== null && !rowOf(args[0])
  const inFlight = changesOf(app, account)
  if ((!isNamed || inFlight.length > 0) && !(await isConfirmed(account, inFlight))) return
  await app.accounts.remove(account)
  void window.showInformationMessage(l10n.t('Signed out of {0}. Its projects stay in the list.', account))
}

/** The servers whose OS is being changed as this account. */
function changesOf({ osChanges, projects }: App, account: string): readonly string[] {
  return osChanges.inFlight.flatMap((change) => {
    const project = projects.findPlace(change.project)?.project ?? change.project
    return project.account === account ? [placeText({ name: change.serverName }, project)] : []
  })
}

async function isConfirmed(account: string, inFlight: readonly string[]): Promise<boolean> {
  const signOut = l10n.t('Sign Out')
  const question = l10n.t('Sign out of {0} in all windows?', account)
  const detail = [
    l10n.t('Its credentials are forgotten: keys that you have nowhere else are lost.'),
    ...(inFlight.length > 0
      ? [l10n.t('Changes of OS in flight, which nobody watches from then on:'), ...inFlight]
      : []),
  ]
  return (await window.showWarningMessage(question, { modal: true, detail: detail.join('\n') }, signOut)) === signOut
}
