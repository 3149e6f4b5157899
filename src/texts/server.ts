import { l10n } from 'vscode'
import { isStopping, type OsChange } from '../model/osChange'
import { elapsedText } from './status'

/** How a server is paid for. */
export function billingText(mode: string | undefined): string | undefined {
  if (mode === 'PRE_PAID') return l10n.t('yearly/monthly')
  if (mode === 'POST_PAID') return l10n.t('pay-per-use')
  return mode
}

/** What a change of OS is at. */
export const stageText = (change: OsChange): string =>
  isStopping(change) ? l10n.t('Stopping, then changing OS…') : l10n.t('Changing OS…')

/** The same, and for how long it has been going on. */
export const changeText = (change: OsChange, now: number): string => `${stageText(change)} ${elapsedText(change, now)}`

/** From which image a change of OS leads to which. */
export const imagesText = ({ before, image }: OsChange): string =>
  `${before.imageName ?? l10n.t('unknown image')} → ${image.name}`

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
