import { commands, l10n, window } from 'vscode'
import * as z from 'zod/mini'
import { listImages } from '../api/images'
import type { DevServer } from '../api/schemas'
import type { App } from '../app'
import type { Connection } from '../model/connection'
import { canChangeOs, canStop } from '../model/devServerStatus'
import type { DevServers } from '../model/devServers'
import { problemOf } from '../texts/problem'
import { statusText } from '../texts/status'
import { askChangeOs, type ChangeOsPlan } from '../wizard/changeOs'
import { confirmChangeOs } from '../wizard/confirmChangeOs'
import { watchOsChange } from './announce'
import { mayLoseWindow } from './connectedWindow'
import { commandId } from './ids'
import { stopFirstText } from './stopFirst'
import { ServerArguments, type Target, targetOf } from './target'

const Arguments = z.extend(ServerArguments, { imageId: z.string(), keyPairName: z.string() })

/** Puts a fresh image on a server: asks, reads the server again, asks for confirmation, sends one request. */
export async function changeOs(app: App, args: readonly unknown[]): Promise<'accepted' | 'unknown' | undefined> {
  const target = await targetOf(app, args)
  const fresh = target && (await readAgain(app, target))
  if (!fresh) return undefined
  const { servers, server } = fresh
  const connection = await servers.connection()
  if (!connection) throw new Error(l10n.t('Sign in to {0} first.', servers.project.account))
  const plan = await planOf(connection, server, args[0])
  if (!plan) return undefined
  if (!(await mayLoseWindow(app, servers.project, server))) return undefined
  const stopFirst = stopFirstText(server, plan.login)
  const erasure = { project: servers.project, server, image: plan.image, stopFirst }
  if (!(await confirmChangeOs(erasure, app.settings.confirm()))) return undefined
  const checked = await preflight(app, servers, server, connection)
  return checked && start(app, servers, checked, plan)
}

/** The server as it is now, if its OS can be changed; otherwise says why not and offers the way there. */
async function readAgain(app: App, { servers, server }: Target): Promise<Target | undefined> {
  const now = await servers.reread(server.id)
  const { project } = servers
  if (!now) throw new Error(l10n.t('{0} is no longer there (project {1}).', server.name, project.name))
  if (app.osChanges.find(project, server.id)) {
    void window.showInformationMessage(l10n.t('The OS of {0} ({1}) is being changed already.', now.name, project.name))
    return undefined
  }
  if (canChangeOs(now)) return { servers, server: now }
  // It is stopped first, as a part of the change.
  if (canStop(now)) return { servers, server: now }
  void window.showWarningMessage(notNowText(servers, now))
  return undefined
}

const notNowText = ({ project }: DevServers, server: DevServer): string =>
  l10n.t(
    'The OS of {0} ({1}) can only be changed while it is stopped; it is: {2}. Wait and try again.',
    server.name,
    project.name,
    statusText(server.status),
  )

async function planOf(connection: Connection, server: DevServer, argument: unknown): Promise<ChangeOsPlan | undefined> {
  const given = Arguments.safeParse(argument)
  if (!given.success) return askChangeOs(connection, server)
  const { imageId, keyPairName } = given.data
  const images = await listImages(connection.call, connection.project.projectId, server).catch(() => [])
  const unlisted = { id: imageId, name: imageId, arch: undefined, serverType: undefined, isActive: true }
  return { image: images.find(({ id }) => id === imageId) ?? unlisted, login: { keyPairName } }
}

/** Minutes may have passed in the wizard: what was confirmed must still be so. */
async function preflight(
  app: App,
  servers: DevServers,
  seen: DevServer,
  connection: Connection,
): Promise<DevServer | undefined> {
  const now = await servers.reread(seen.id)
  const isSame =
    now !== undefined &&
    canChangeOs(now) === canChangeOs(seen) &&
    (canChangeOs(now) || canStop(now)) &&
    now.name === seen.name &&
    now.image?.id === seen.image?.id &&
    (await servers.connection()) === connection &&
    app.projects.all.includes(servers)
  if (isSame) return now
  const text = l10n.t('{0} ({1}) has changed in the meantime. Nothing was done.', seen.name, servers.project.name)
  const again = l10n.t('Change OS…')
  if ((await window.showWarningMessage(text, again)) === again) {
    await commands.executeCommand(commandId('changeOs'), { kind: 'server', project: servers.project.name, id: seen.id })
  }
  return undefined
}

async function start(app: App, servers: DevServers, server: DevServer, plan: ChangeOsPlan) {
  const request = { imageId: plan.image.id, login: plan.login }
  const begun = await app.osChanges.start(servers, server, plan.image, request, {
    stopFirst: !canChangeOs(server),
  })
  if (begun.kind === 'alreadyInFlight') {
    const text = l10n.t('Another window is changing the OS of {0} ({1}) already.', server.name, servers.project.name)
    void window.showWarningMessage(text)
    return undefined
  }
  if (begun.kind === 'unknown') tellUnknown(app, servers, server, begun.error)
  watchOsChange(app, begun.change)
  servers.wake()
  return begun.kind
}

function tellUnknown(app: App, { project }: DevServers, server: DevServer, error: unknown): void {
  app.log.warn(`change of OS of ${server.id}: outcome unknown: ${String(error)}`)
  void window.showWarningMessage(
    l10n.t(
      'It is not known whether the change of OS of {0} ({1}) has begun: {2} It is not sent again; the server is watched, and you will be told.',
      server.name,
      project.name,
      problemOf(error).short,
    ),
  )
}
