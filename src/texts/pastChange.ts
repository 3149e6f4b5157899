import { env, l10n } from 'vscode'
import { DevServerStatus } from '../api/schemas'
import type { OsChange } from '../model/osChange'
import { durationMs, type PastChange } from '../model/osHistory'
import { settledText } from './settled'
import { durationText, statusText } from './status'

/** A moment as people of the editor's language write it. */
export const timeText = (ms: number): string => new Date(ms).toLocaleString(env.language)

/** How long a change took; of one that nobody watched, only that it was no longer. */
export function tookText(past: PastChange): string {
  const took = durationText(durationMs(past))
  return past.isWatched ? took : l10n.t('at most {0}', took)
}

/** All that is known of a change that has ended, line by line. */
export function pastFields(past: PastChange): readonly (readonly [string, string | undefined])[] {
  const { change, outcome, endedAt } = past
  const { before, image, project, userData } = change
  const refused = outcome.kind === 'refused' ? outcome : undefined
  const ids = [...new Set([...(change.requestIds ?? []), refused?.requestId])].filter((id) => id !== undefined)
  return [
    [l10n.t('Result'), settledText(outcome)],
    [l10n.t('Answer'), refused?.said],
    [l10n.t('Image before'), before.imageName ?? before.imageId],
    [l10n.t('Image afterwards'), image.name],
    [l10n.t('Login'), change.keyPairName ? l10n.t('key pair {0}', change.keyPairName) : l10n.t('password')],
    [l10n.t('User data'), userData && `${userData.name} (sha256 ${userData.sha256.slice(0, 16)}…)`],
    [l10n.t('Begun'), timeText(change.intendedAt)],
    [l10n.t('Ended'), timeText(endedAt)],
    [l10n.t('Duration'), tookText(past)],
    [l10n.t('Project'), `${project.name} · ${project.region}`],
    [l10n.t('Account'), project.account],
    [l10n.t('DevServer id'), change.serverId],
    [l10n.t('Request ids'), ids.join(', ')],
  ]
}

/** How the server looked in between. */
export const seenTexts = ({ seen = [] }: OsChange): readonly string[] =>
  seen.map(({ at, status, imageName }) =>
    [timeText(at), statusText(DevServerStatus.parse(status)), imageName].filter(Boolean).join(' · '),
  )
