import { l10n } from 'vscode'
import { DevServerStatus } from '../api/schemas'
import type { OsChange } from '../model/osChange'
import type { Settled } from '../model/settled'
import { statusText } from './status'
import { wordsOf } from './words'

/** An end that is no success: what happened, what is known of it, and what to do next. */
export const failureText = (place: string, change: OsChange, outcome: Failure): string =>
  [whatHappened(place, change, outcome), ...evidence(change, outcome), remedy(outcome)].filter(Boolean).join(' ')

/** Where the end is not the service's own word, what it was concluded from. */
function evidence(change: OsChange, outcome: Failure): readonly string[] {
  const isOpen = outcome.kind === 'undetermined' || outcome.kind === 'notStarted'
  const ids = [outcome.kind === 'refused' ? outcome.requestId : undefined, ...(change.requestIds ?? [])]
  const known = [...new Set(ids.filter((id) => id !== undefined))]
  return [
    ...(isOpen ? [answerText(change), lastSeenText(change)] : []),
    known.length > 0 && outcome.kind !== 'gone' ? l10n.t('Request id: {0}.', known.join(', ')) : '',
  ]
}

function answerText({ isAccepted, answer, answeredAt }: OsChange): string {
  if (isAccepted) return l10n.t('The service had accepted it.')
  if (answer) return l10n.t('The request was sent, but got no clear answer: {0}', wordsOf(answer.diagnosis).short)
  return answeredAt === undefined ? l10n.t('The window was closed before the request was answered.') : ''
}

function lastSeenText({ seen }: OsChange): string {
  const last = seen?.at(-1)
  if (!last) return ''
  const status = statusText(DevServerStatus.parse(last.status))
  return l10n.t('Last seen: {0}, {1}.', status, last.imageName ?? l10n.t('unknown image'))
}

function remedy(outcome: Failure): string {
  switch (outcome.kind) {
    case 'failed':
      return l10n.t('Try again; if that does not help, the vendor’s support needs the diagnostics.')
    case 'undetermined':
      return l10n.t('Look at the server in the console before you try again.')
    case 'refused':
      return wordsOf(outcome.diagnosis).remedy
    case 'notStarted':
    case 'stopFailed':
    case 'notContinued':
    case 'gone':
      return ''
  }
}

type Failure = Exclude<Settled, { kind: 'succeeded' }>

function whatHappened(place: string, change: OsChange, outcome: Failure): string {
  switch (outcome.kind) {
    case 'failed': {
      const status = statusText(DevServerStatus.parse(outcome.status))
      if (outcome.reason === 'otherImage')
        return l10n.t('After the change of OS {0} runs another image than {1}.', place, change.image.name)
      if (outcome.reason === 'stopped')
        return l10n.t('After the change of OS {0} is stopped, instead of running {1}.', place, change.image.name)
      return l10n.t('The change of OS of {0} to {1} failed; the service says: {2}.', place, change.image.name, status)
    }
    case 'notStarted':
      return l10n.t('The change of OS of {0} was not started: the server is as it was before.', place)
    case 'gone':
      return l10n.t('{0} no longer exists; its change of OS is not watched any more.', place)
    case 'stopFailed':
      return l10n.t(
        '{0} was to be stopped for its change of OS, but did not stop; it is: {1}. Nothing was erased.',
        place,
        statusText(DevServerStatus.parse(outcome.status)),
      )
    case 'notContinued':
      return notContinuedText(place, change, outcome.reason)
    case 'refused':
      return outcome.said
        ? l10n.t('{0} was stopped, but its change of OS was refused: {1}. Nothing was erased.', place, outcome.said)
        : l10n.t(
            '{0} was stopped, but its change of OS was not sent: {1} Nothing was erased.',
            place,
            wordsOf(outcome.diagnosis).short,
          )
    case 'undetermined':
      return l10n.t('It is not known whether the OS of {0} was changed.', place)
  }
}

type Reason = Extract<Failure, { readonly kind: 'notContinued' }>['reason']

function notContinuedText(place: string, change: OsChange, reason: Reason): string {
  switch (reason) {
    case 'secrets':
      return l10n.t(
        '{0} was stopped, and nothing was erased: the window that held the password or the user data of the change was closed.',
        place,
      )
    case 'tooLate':
      return l10n.t(
        '{0} was stopped, and nothing was erased: too much time had passed since you confirmed {1}.',
        place,
        change.image.name,
      )
    case 'changed':
      return l10n.t('{0} was stopped, and nothing was erased: the server was changed in the meantime.', place)
    case 'account':
      return l10n.t(
        '{0} was stopped, and nothing was erased: the account signs in with other credentials by now.',
        place,
      )
    case 'image':
      return l10n.t(
        '{0} was stopped, and nothing was erased: the image {1} cannot be installed on it any more.',
        place,
        change.image.name,
      )
    case 'keyPair':
      return l10n.t(
        '{0} was stopped, and nothing was erased: the key pair {1} cannot be used any more.',
        place,
        change.keyPairName ?? '',
      )
    case 'givenUp':
      return l10n.t('You stopped waiting for the change of OS of {0}. Nothing was erased.', place)
  }
}
