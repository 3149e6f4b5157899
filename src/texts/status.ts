import { l10n } from 'vscode'
import type { HyperinstanceStatus } from '../api/hyperinstances'
import type { DevServerStatus } from '../api/schemas'

/** A status in words. */
export function statusText(status: DevServerStatus): string {
  switch (status) {
    case 'RUNNING':
      return l10n.t('Running')
    case 'STOPPED':
      return l10n.t('Stopped')
    case 'CREATING':
      return l10n.t('Creating…')
    case 'STARTING':
      return l10n.t('Starting…')
    case 'STOPPING':
      return l10n.t('Stopping…')
    case 'REBOOTING':
      return l10n.t('Rebooting…')
    case 'CHANGINGOS':
      return l10n.t('Changing OS…')
    case 'REINSTALLINGOS':
      return l10n.t('Reinstalling OS…')
    case 'DELETING':
      return l10n.t('Deleting…')
    case 'CREATE_FAILED':
      return l10n.t('Creation failed')
    case 'START_FAILED':
      return l10n.t('Start failed')
    case 'STOP_FAILED':
      return l10n.t('Stop failed')
    case 'REBOOT_FAILED':
      return l10n.t('Reboot failed')
    case 'CHANGINGOS_FAILED':
      return l10n.t('OS change failed')
    case 'REINSTALLINGOS_FAILED':
      return l10n.t('OS reinstallation failed')
    case 'DELETE_FAILED':
      return l10n.t('Deletion failed')
    case 'ERROR':
      return l10n.t('Error')
    case 'DELETED':
      return l10n.t('Deleted')
    case 'UNKNOWN':
      return l10n.t('Status unknown')
  }
}

/** How long a change has been going on, and how long this usually takes on such a server. */
export function elapsedText({ intendedAt, usualMs }: Elapsed, now: number): string {
  const elapsed = durationText(now - intendedAt)
  return usualMs === undefined ? elapsed : l10n.t('{0}, usually {1}', elapsed, durationText(usualMs))
}

interface Elapsed {
  readonly intendedAt: number
  readonly usualMs?: number | undefined
}

/** A length of time in words, whole minutes or seconds. */
export function durationText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000))
  return seconds < 60 ? l10n.t('{0} s', seconds) : l10n.t('{0} min', Math.floor(seconds / 60))
}

/** A supernode's status in words. */
export function hyperinstanceText(status: HyperinstanceStatus): string {
  switch (status) {
    case 'PROVISIONING':
      return l10n.t('Creating…')
    case 'ACTIVE':
      return l10n.t('Active')
    case 'REIMAGING':
      return l10n.t('Changing OS…')
    case 'ERROR':
      return l10n.t('Error')
    case 'TERMINATING':
      return l10n.t('Deleting…')
    case 'TERMINATED':
      return l10n.t('Deleted')
    case 'UNKNOWN':
      return l10n.t('Status unknown')
  }
}
