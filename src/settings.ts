import { ConfigurationTarget, l10n, workspace } from 'vscode'
import { isSafeEndpoint } from './api/regions'
import { isWholePath } from './base/paths'
import { PREFIX } from './commands/ids'
import type { Site } from './model/consolePages'

/** The extension's settings, read afresh each time. */
export interface Settings {
  readonly projects: () => unknown
  /** Changes the entries as they are written, usable or not. */
  readonly editProjects: (change: (entries: readonly unknown[]) => readonly unknown[]) => Promise<void>
  /** How a change of OS is confirmed. */
  readonly confirm: () => 'name' | 'modal'
  readonly pace: () => { readonly busyMs: number; readonly idleMs: number }
  /** How long a change of OS may take before it is said that it takes long, in milliseconds. */
  readonly osChangeLimitMs: () => number
  /** Servers of a plan that change at once. */
  readonly planAtOnce: () => number
  /** Where the public cloud's account was opened. */
  readonly site: () => Site
  /** IAM for accounts that have no project yet. Throws where the setting is not usable. */
  readonly iamEndpoint: () => string
  /** File of the certificates that vouch for that IAM, beside the usual ones. Throws where it is no whole path. */
  readonly iamCaFile: () => string | undefined
  /** How to log in to single servers, by id or name; as the user wrote it. */
  readonly sshServers: () => unknown
  /** What Remote-SSH is told about the user's ssh. */
  readonly remoteSsh: () => { readonly program: string | undefined; readonly configFile: string | undefined }
}

const read = <T>(key: string, fallback: T): T => workspace.getConfiguration(PREFIX).get<T>(key) ?? fallback

/** An address that is mistyped must not stand for another cloud; throws a sentence that names the setting. */
function safe(key: string, address: unknown): string {
  if (typeof address === 'string' && isSafeEndpoint(address)) return address
  throw new Error(l10n.t('The setting {0} must be an address that begins with https.', `${PREFIX}.${key}`))
}

/** A file that is mistyped must not end in a certificate that nobody knows; throws a sentence that names the setting. */
function fileOf(key: string, path: unknown): string | undefined {
  if (path === '') return undefined
  if (typeof path === 'string' && isWholePath(path)) return path
  throw new Error(l10n.t('The setting {0} must be a whole path, such as ~/ca.pem.', `${PREFIX}.${key}`))
}

/** Of the user's own settings only: a workspace must not choose which program runs. */
function ofUser(key: string): string | undefined {
  const value = workspace.getConfiguration().inspect<string>(key)?.globalValue
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The settings as VS Code keeps them; numbers out of range fall back to the nearest allowed. */
export const settings: Settings = {
  projects: () => read<unknown>('projects', []),
  editProjects: async (change) => {
    const before = read<readonly unknown[] | null>('projects', [])
    if (!Array.isArray(before ?? [])) {
      const key = `${PREFIX}.projects`
      throw new Error(l10n.t('The setting {0} is no list, so nothing was written to it. Correct it first.', key))
    }
    const entries = change(before ?? [])
    await workspace.getConfiguration(PREFIX).update('projects', entries, ConfigurationTarget.Global)
  },
  confirm: () => (read<string>('confirm', 'name') === 'modal' ? 'modal' : 'name'),
  pace: () => ({
    busyMs: Math.max(2, Number(read('refresh.busySeconds', 10)) || 10) * 1000,
    idleMs: Math.max(10, Number(read('refresh.idleSeconds', 60)) || 60) * 1000,
  }),
  osChangeLimitMs: () => Math.max(20, Number(read('osChange.limitMinutes', 45)) || 45) * 60_000,
  planAtOnce: () => Math.min(20, Math.max(1, Math.round(Number(read('plan.atOnce', 3)) || 3))),
  site: () => (read<string>('site', 'china') === 'international' ? 'international' : 'china'),
  iamEndpoint: () => safe('iamEndpoint', read<unknown>('iamEndpoint', 'https://iam.myhuaweicloud.com')),
  iamCaFile: () => fileOf('iamCaFile', read<unknown>('iamCaFile', '')),
  sshServers: () => read<unknown>('ssh.servers', {}),
  remoteSsh: () => ({ program: ofUser('remote.SSH.path'), configFile: ofUser('remote.SSH.configFile') }),
}
