import { l10n } from 'vscode'
import type { ChangeOsRequest } from '../api/devServers'
import type { DevServer } from '../api/schemas'
import { canChangeOs } from '../model/devServerStatus'

/** What a change of OS does to a server that runs, before anything is erased; undefined where it is stopped already. */
export function stopFirstText(server: DevServer, login: ChangeOsRequest['login']): string | undefined {
  if (canChangeOs(server)) return undefined
  const stop = l10n.t(
    '{0} is powered off by force first: what runs on it ends at once, and unsaved data is lost.',
    server.name,
  )
  if ('keyPairName' in login) return stop
  const keep = l10n.t('Keep this window open until it has stopped: the password is kept nowhere else.')
  return `${stop} ${keep}`
}
