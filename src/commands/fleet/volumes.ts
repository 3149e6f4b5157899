import { l10n, window } from 'vscode'
import * as z from 'zod/mini'
import { isOutcomeUnknown } from '../../api/errors'
import { bindPublicIp, isPublicIpBound, listFreePublicIps } from '../../api/publicIps'
import { attachVolume as attach, detachVolume as detach, type Operation } from '../../api/volumes'
import type { App } from '../../app'
import type { Connection } from '../../model/connection'
import type { BegunOperation, Ended } from '../../model/operation'
import { argumentOf } from '../argument'
import { ServerArguments, type Target, targetOf } from '../target'
import { renewDetails } from './details'
import { followOperation, operationTitle } from './operations'
import { placeOf, signedIn } from './targets'

const ID = /^[0-9A-Za-z-]{1,64}$/
const Volume = z.strictObject({ ...ServerArguments.shape, volumeId: z.optional(z.string().check(z.regex(ID))) })
const Ip = z.strictObject({ ...ServerArguments.shape, publicIpId: z.optional(z.string().check(z.regex(ID))) })

/** Attaches a disk by its EVS id, and waits for the end of it. */
export async function attachVolume(app: App, args: readonly unknown[]): Promise<Ended['kind'] | undefined> {
  const given = argumentOf(Volume, args[0])
  const target = await targetOf(app, args)
  if (!target) return undefined
  const volumeId = given?.volumeId ?? (await askVolume(target))
  if (!volumeId) return undefined
  return work(app, target, 'attach', ({ call, project }) => attach(call, project.projectId, target.server.id, volumeId))
}

const askVolume = (target: Target): Thenable<string | undefined> =>
  window
    .showInputBox({
      title: l10n.t('Attach a volume to {0}', placeOf(target)),
      prompt: l10n.t('ID of the EVS disk, from the console; it must be in the same availability zone.'),
      ignoreFocusOut: true,
      validateInput: (value) =>
        ID.test(value.trim()) ? undefined : l10n.t('A volume ID has letters, digits and hyphens.'),
    })
    .then((value) => value?.trim())

/** Detaches a data disk after asking, and waits for the end of it. */
export async function detachVolume(app: App, args: readonly unknown[]): Promise<Ended['kind'] | undefined> {
  const given = argumentOf(Volume, args[0])
  const target = await targetOf(app, args)
  if (!target) return undefined
  const volumeId = given?.volumeId ?? (await pickVolume(target))
  if (!volumeId) return undefined
  const yes = l10n.t('Detach')
  const question = l10n.t('Detach volume {0} from {1}?', volumeId, placeOf(target))
  const detail = l10n.t('Unmount it on the server first: what was not written yet is lost.')
  if ((await window.showWarningMessage(question, { modal: true, detail }, yes)) !== yes) return undefined
  return work(app, target, 'detach', ({ call, project }) => detach(call, project.projectId, target.server.id, volumeId))
}

async function pickVolume(target: Target): Promise<string | undefined> {
  const choices = target.server.volumes.flatMap(({ use, evsId, evsType, sizeGb }) =>
    use === 'DATA' && evsId
      ? [{ label: evsId, description: [evsType, sizeGb && `${sizeGb} GB`].filter(Boolean).join(' · ') }]
      : [],
  )
  if (choices.length === 0) throw new Error(l10n.t('{0} has no data disk that could be detached.', placeOf(target)))
  return (await window.showQuickPick(choices, { placeHolder: l10n.t('Volume to detach from {0}', placeOf(target)) }))
    ?.label
}

/** Sends the one request and follows its operation to the end. */
async function work(
  app: App,
  { servers, server }: Target,
  kind: BegunOperation['kind'],
  send: (connection: Connection) => Promise<Operation>,
): Promise<Ended['kind']> {
  const about = { kind, project: servers.project.name, serverId: server.id, serverName: server.name }
  const title = operationTitle(about)
  const connection = await signedIn(servers)
  let begun: Operation
  try {
    begun = await send(connection)
  } catch (error) {
    if (!isOutcomeUnknown(error)) throw new Error(`${title}: ${app.explain(error)}`)
    void servers.reread(server.id).catch(() => undefined)
    void window.showWarningMessage(detailsUnknownText(app, title, error))
    return 'unknown'
  }
  return followOperation(app, { ...about, id: begun.id, since: app.clock.now() })
}

/** Nothing is sent again by itself, and no row tells what came of it. */
const detailsUnknownText = (app: App, what: string, error: unknown): string =>
  l10n.t(
    '{0}: it is not known whether the request was carried out ({1}) Look at the server’s details later.',
    what,
    app.explain(error),
  )

/** Binds a free elastic IP to a supernode's server. */
export async function bindEip(app: App, args: readonly unknown[]): Promise<void> {
  const given = argumentOf(Ip, args[0])
  const target = await targetOf(app, args)
  if (!target) return
  const connection = await signedIn(target.servers)
  const id = given?.publicIpId ?? (await pickIp(app, target, connection))
  if (!id) return
  const { call, project } = connection
  let problem: unknown
  try {
    await bindPublicIp(call, project.projectId, target.server.id, id)
  } catch (error) {
    if (!isOutcomeUnknown(error))
      throw new Error(l10n.t('The elastic IP was not bound to {0}: {1}', placeOf(target), app.explain(error)))
    problem = error
  }
  const isBound = await isPublicIpBound(call, project.projectId, target.server.id, id).catch(() => undefined)
  renewDetails(target.servers.project, target.server.id)
  const done = l10n.t('The elastic IP is bound to {0}.', placeOf(target))
  if (isBound) window.setStatusBarMessage(done, 5000)
  else if (problem !== undefined) void window.showWarningMessage(detailsUnknownText(app, placeOf(target), problem))
  else
    void window.showWarningMessage(
      l10n.t('{0} does not show the elastic IP yet. Look at its details later.', placeOf(target)),
    )
}

async function pickIp(app: App, target: Target, { call, project }: Connection): Promise<string | undefined> {
  const choices = listFreePublicIps(call, project.projectId).then(
    (free) => free.map(({ id, address }) => ({ label: address, description: id, id })),
    (error: unknown) => {
      throw new Error(l10n.t('The elastic IPs of {0} could not be listed: {1}', project.name, app.explain(error)))
    },
  )
  if ((await choices).length === 0) throw new Error(l10n.t('Project {0} has no elastic IP that is free.', project.name))
  return (await window.showQuickPick(choices, { placeHolder: l10n.t('Elastic IP for {0}', placeOf(target)) }))?.id
}
