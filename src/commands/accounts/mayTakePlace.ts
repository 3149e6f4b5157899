import { l10n, window } from 'vscode'
import type { App } from '../../app'
import { type Credentials, identityOf } from '../../auth/credentials'
import type { Given } from './arguments'

/** Asks before credentials of another key or person go: they may be kept nowhere else. */
export async function mayTakePlace({ accounts }: App, { account, credentials }: Given): Promise<boolean> {
  const kept = await accounts.get(account)
  if (!kept || isSameIdentity(kept, credentials)) return true
  const replace = l10n.t('Replace')
  const detail = [
    l10n.t('Kept: {0}. Given: {1}.', identityOf(kept), identityOf(credentials)),
    l10n.t('Those that are kept are forgotten; its projects stay.'),
  ]
  const options = { modal: true, detail: detail.join('\n') }
  const question = l10n.t('Replace the credentials of {0}?', account)
  return (await window.showWarningMessage(question, options, replace)) === replace
}

function isSameIdentity(a: Credentials, b: Credentials): boolean {
  if ('accessKey' in a) return 'accessKey' in b && a.accessKey === b.accessKey
  return 'user' in b && a.user === b.user && a.domain === b.domain
}
