import { l10n } from 'vscode'
import { DevServerStatus } from '../api/schemas'
import type { Settled } from '../model/settled'
import { statusText } from './status'

/** The end of a change in a few words. */
export function settledText(outcome: Settled): string {
  switch (outcome.kind) {
    case 'succeeded':
      return l10n.t('Succeeded')
    case 'failed':
      if (outcome.reason === 'otherImage') return l10n.t('Failed: runs another image')
      if (outcome.reason === 'stopped') return l10n.t('Failed: stopped instead of running')
      return l10n.t('Failed: {0}', statusText(DevServerStatus.parse(outcome.status)))
    case 'notStarted':
      return l10n.t('Not started')
    case 'gone':
      return l10n.t('The server no longer exists')
    case 'undetermined':
      return l10n.t('Not known')
    case 'stopFailed':
      return l10n.t('Not stopped, nothing was erased')
    case 'notContinued':
      return l10n.t('Stopped, nothing was erased')
    case 'refused':
      return l10n.t('Refused, nothing was erased')
  }
}
