import { l10n } from 'vscode'
import type { DevServer } from '../api/schemas'
import type { ChangeOsPlan } from '../model/changeOsAnswers'
import { canChangeOs } from '../model/devServerStatus'

/** What a change of OS does to a server that runs, before anything is erased; undefined where it is stopped already. */
export function stopFirstText(server: DevServer, plan: ChangeOsPlan): string | undefined {
  if (canChangeOs(server)) return undefined
  const stop = l10n.t(
    '{0} is powered off by force first: what runs on it ends at once, and unsaved data is lost.',
    server.name,
  )
  return [stop, keepOpen(plan)].filter(Boolean).join(' ')
}

/** What is kept in no file is lost with this window. */
function keepOpen({ login, userData }: ChangeOsPlan): string | undefined {
  if ('adminPass' in login)
    return l10n.t('Keep this window open until it has stopped: the password is kept nowhere else.')
  return userData && l10n.t('Keep this window open until it has stopped: the user data is kept nowhere else.')
}
