import { l10n, window } from 'vscode'
import * as z from 'zod/mini'
import type { App } from '../app'
import { isHost } from '../base/hosts'
import type { Project } from '../model/project'
import { addressesOf } from '../ssh/address'
import { effectiveFor } from '../ssh/effective'
import { type NotedHost, notedHosts } from '../ssh/openWindows'
import { windowsFolder } from './noteWindow'
import { machineOf } from './sshMachine'
import type { Target } from './target'

const KEY = 'ssh.hosts'
const Known = z.catch(z.record(z.string(), z.array(z.string())), {})

const keyOf = ({ region, projectId }: Project, serverId: string): string => `${region}/${projectId}/${serverId}`

/** The names under which windows were opened on a server, the last one first. */
export const knownHosts = (app: Pick<App, 'memory'>, project: Project, serverId: string): readonly string[] =>
  Known.parse(app.memory.get(KEY) ?? {})[keyOf(project, serverId)] ?? []

/** Remembers under which names windows are opened on a server. */
export async function rememberHosts(
  app: Pick<App, 'memory'>,
  project: Project,
  serverId: string,
  hosts: readonly string[],
) {
  const all = [...new Set([...hosts, ...knownHosts(app, project, serverId)])].slice(0, 10)
  const known = Known.parse(app.memory.get(KEY) ?? {})
  await app.memory.update(KEY, { ...known, [keyOf(project, serverId)]: all })
}

/**
 * Warns where this or another window works on servers whose system disks are about to be erased; false when the user
 * stays.
 */
export async function mayLoseWindow(app: App, targets: readonly Target[]): Promise<boolean> {
  const noted = await notedHosts(windowsFolder(app.storage))
  if (noted.length === 0) return true
  const open = await Promise.all(noted.map(async (one) => ({ ...one, names: await namesOf(app, one) })))
  const affected: { readonly place: string; readonly isThisWindow: boolean }[] = []
  for (const target of targets) {
    const own = new Set(await hostsOf(app, target))
    const [first] = open
      .filter(({ names }) => names.some((name) => own.has(name)))
      .toSorted((a, b) => Number(b.isThisWindow) - Number(a.isThisWindow))
    const place = `${target.server.name} (${target.servers.project.name})`
    if (first) affected.push({ place, isThisWindow: first.isThisWindow })
  }
  return affected.length === 0 || isSure(affected)
}

/** The name in the window's address, and the host that the user's ssh takes it for. */
async function namesOf(app: App, { host }: NotedHost): Promise<readonly string[]> {
  if (!isHost(host)) return [host]
  const { ssh } = machineOf(app)
  const meant = await effectiveFor(ssh, host).catch(() => undefined)
  return meant ? [host, meant.hostName] : [host]
}

/** Every name and address that leads to a server; one that cannot be asked for is left out. */
async function hostsOf(app: App, { servers, server }: Target): Promise<readonly string[]> {
  const { project } = servers
  const connection = await servers.connection()
  const addresses = connection
    ? await addressesOf(connection.call, project.projectId, server, (failure) => app.log.warn(failure))
    : []
  return [
    ...(server.address ? [server.address] : []),
    ...knownHosts(app, project, server.id),
    ...addresses.map(({ host }) => host),
  ]
}

async function isSure(
  affected: readonly { readonly place: string; readonly isThisWindow: boolean }[],
): Promise<boolean> {
  const goOn = l10n.t('Go On')
  const places = affected.map(({ place }) => place).join(', ')
  const text = affected.some(({ isThisWindow }) => isThisWindow)
    ? l10n.t('This window is connected to {0}.', places)
    : l10n.t('Another window is connected to {0}.', places)
  const detail = l10n.t(
    'Its connection breaks, and what is open there and lies on the system disk will be gone. Save elsewhere first.',
  )
  return (await window.showWarningMessage(text, { modal: true, detail }, goOn)) === goOn
}
