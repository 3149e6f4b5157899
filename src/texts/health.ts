import { l10n } from 'vscode'
import type { Standing } from '../model/standing'
import { problemOf } from './problem'
import { durationText } from './status'

/** A project's standing in a few words; `isTimeless` leaves out how long ago that was. */
export function healthText(standing: Standing, isTimeless = false): string {
  switch (standing.kind) {
    case 'unknown':
      return l10n.t('not checked yet')
    case 'notSignedIn':
      return l10n.t('not signed in')
    case 'verified':
      return [isTimeless ? l10n.t('verified') : verifiedText(standing.agoMs), ...warningsOf(standing)].join(' · ')
    case 'problem':
      return standing.lockedForMs === undefined ? problemOf(standing.error).short : lockedText(standing.lockedForMs)
  }
}

/** A verified project's warnings: credentials that end soon, a clock that is off. */
export function warningsOf(standing: Standing): readonly string[] {
  if (standing.kind !== 'verified') return []
  const { endsInMs, skewMs } = standing
  return [...(endsInMs === undefined ? [] : [endsText(endsInMs)]), ...(skewMs === undefined ? [] : [skewText(skewMs)])]
}

/** How far this computer's clock is off, in whole minutes; `skewMs` is the service's time minus ours. */
export function skewText(skewMs: number): string {
  const minutes = Math.round(Math.abs(skewMs) / 60_000)
  return skewMs > 0
    ? l10n.t('this computer’s clock is {0} min behind', minutes)
    : l10n.t('this computer’s clock is {0} min ahead', minutes)
}

/** The countdown of a locked access key. */
export function lockedText(ms: number): string {
  return ms > 0
    ? l10n.t('Access key locked after repeated refusals, for another {0}.', durationText(ms))
    : l10n.t('The access key’s lock has ended.')
}

const verifiedText = (agoMs: number): string =>
  agoMs < 90_000 ? l10n.t('verified just now') : l10n.t('verified {0} ago', durationText(agoMs))

/** When temporary keys, or the token of an IAM user whose password is not kept, end. */
export const endsText = (ms: number): string =>
  ms > 0 ? l10n.t('sign-in ends in {0}', durationText(ms)) : l10n.t('sign-in has ended')
