import { l10n } from 'vscode'
import { isStopping, type OsChange } from '../model/osChange'
import { elapsedText } from './status'

/** How a server is paid for. */
export function billingText(mode: string | undefined): string | undefined {
  if (mode === 'PRE_PAID') return l10n.t('yearly/monthly')
  if (mode === 'POST_PAID') return l10n.t('pay-per-use')
  return mode
}

const isAgain = ({ action }: OsChange): boolean => action === 'reinstallos'

/** What a change of OS is at. */
export function stageText(change: OsChange): string {
  if (isAgain(change))
    return isStopping(change) ? l10n.t('Stopping, then reinstalling OS…') : l10n.t('Reinstalling OS…')
  return isStopping(change) ? l10n.t('Stopping, then changing OS…') : l10n.t('Changing OS…')
}

/** What is being done to which server. */
export const changingText = (change: OsChange): string =>
  isAgain(change)
    ? l10n.t('Reinstalling OS of {0}', change.serverName)
    : l10n.t('Changing OS of {0}', change.supernode?.name ?? change.serverName)

/** The same, and for how long it has been going on. */
export const changeText = (change: OsChange, now: number): string => `${stageText(change)} ${elapsedText(change, now)}`

/** From which image a change of OS leads to which. */
export function imagesText(change: OsChange): string {
  const { before, image } = change
  const old = before.imageName ?? before.imageId ?? l10n.t('unknown image')
  return isAgain(change) ? l10n.t('{0}, installed afresh', old) : `${old} → ${image.name}`
}

/** Why a key pair cannot be used to log in to a DevServer. */
export function keyPairProblemText(problem: 'frozen' | 'x509' | 'name'): string {
  switch (problem) {
    case 'frozen':
      return l10n.t('Frozen: not usable until it is released in the console')
    case 'x509':
      return l10n.t('X.509: only SSH key pairs log in to Linux')
    case 'name':
      return l10n.t('Its name is too long or has characters that DevServers do not take')
  }
}
