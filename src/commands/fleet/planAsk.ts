import { randomUUID } from 'node:crypto'
import { l10n, window } from 'vscode'
import type { DevServer, Image } from '../../api/schemas'
import type { App } from '../../app'
import { unlistedImage } from '../../model/changeOsAnswers'
import type { Connection } from '../../model/connection'
import type { DevServers } from '../../model/devServers'
import {
  findImage,
  isOfferedToOthers,
  listOfferedByKind,
  type OfferedByKind,
  offeredToAny,
} from '../../model/offeredImages'
import { MOST_AT_ONCE, type OsPlan, stepOf, type Unfit, unfitFor } from '../../model/osPlan'
import type { ChangeOsContext } from '../../wizard/changeOs/context'
import { askOsPlan, type OsPlanAnswers } from '../../wizard/osPlan'
import { contextOf, once } from '../changeOsContext'
import { mayLoseWindow } from '../connectedWindow'
import type { Target } from '../target'
import { showText } from './planDocuments'
import { previewText } from './planReport'
import { signedIn } from './targets'

/** What may be given instead of being asked for. */
export interface PlanAnswers {
  readonly imageId?: string | undefined
  readonly keyPairName?: string | undefined
  readonly send?: OsPlan['send'] | undefined
  readonly onFailure?: OsPlan['onFailure'] | undefined
  readonly atOnce?: number | undefined
}

/** Asks for one image and login for several servers of one project, shows who fits, and has it confirmed. */
export async function askPlan(app: App, targets: readonly Target[], given: PlanAnswers): Promise<OsPlan | undefined> {
  const [first] = targets
  if (!first || targets.some(({ servers }) => servers !== first.servers))
    throw new Error(l10n.t('The servers of one plan must be of one project.'))
  const { servers } = first
  const connection = await signedIn(servers)
  await servers.refresh()
  const present = targets.flatMap(({ server }) => servers.get(server.id) ?? [])
  const answers = await answersOf(connection, present, given)
  const offered = once(() => listOfferedByKind(connection, present))
  const asked = await askOsPlan(contextOfAll(app, connection, present, offered.get), answers, present.length)
  if (!asked) return undefined
  // Where the lists cannot be had, the service is left to refuse what does not fit.
  const byKind: OfferedByKind = await offered.get().catch(() => new Map())
  const atOnce = Math.min(MOST_AT_ONCE, Math.max(1, Math.round(given.atOnce ?? app.settings.planAtOnce())))
  const judged = targets.map(({ server }) => judge(app, servers, server, { ...asked, byKind }))
  const plan = planOf(app, servers, judged, { ...asked, atOnce })
  const unfit = judged.flatMap(({ server, why }) => (why ? [{ name: server.name, why }] : []))
  await showText(app, `preview-${plan.id}`, previewText(plan, unfit))
  if (plan.steps.length === 0)
    throw new Error(l10n.t('None of these servers can take the image now. Nothing was done; the document says why.'))
  const fit = targets.filter(({ server }) => plan.steps.some(({ serverId }) => serverId === server.id))
  return (await mayLoseWindow(app, fit)) && (await isConfirmed(plan)) ? plan : undefined
}

interface Judged {
  readonly server: DevServer
  readonly why: Unfit | undefined
}

/** A server as it is now, and why it cannot be part of the plan. */
function judge(app: App, servers: DevServers, seen: DevServer, { image, send, byKind }: Wanted): Judged {
  const server = servers.get(seen.id)
  if (!server) return { server: seen, why: 'gone' }
  const isAwaited = Boolean(app.osChanges.find(servers.project, server.id) ?? servers.pending(server.id))
  const isForOthers = isOfferedToOthers(byKind, server, image.id)
  return { server, why: unfitFor(server, { image, send, isForOthers, isAwaited }) }
}

type Wanted = Pick<PlanWanted, 'image' | 'send'> & { readonly byKind: OfferedByKind }

type PlanWanted = Pick<OsPlan, 'keyPairName' | 'send' | 'onFailure' | 'atOnce'> & { readonly image: Image }

function planOf(app: App, servers: DevServers, judged: readonly Judged[], wanted: PlanWanted): OsPlan {
  const { name, region, projectId, account } = servers.project
  const { identity } = servers
  return {
    ...wanted,
    id: randomUUID(),
    project: { name, region, projectId, account },
    ...(identity !== undefined && { identity }),
    createdAt: app.clock.now(),
    image: { id: wanted.image.id, name: wanted.image.name },
    accepted: 0,
    steps: judged.flatMap(({ server, why }) => (why ? [] : [stepOf(server)])),
  }
}

/** What the questions are about: the images that any of the servers can take, asked for once for each kind of hardware. */
function contextOfAll(
  app: App,
  connection: Connection,
  present: readonly DevServer[],
  offered: () => Promise<OfferedByKind>,
): ChangeOsContext {
  const [first] = present
  if (!first) throw new Error(l10n.t('These servers are no longer there.'))
  const isSameFor = (of: (server: DevServer) => unknown): boolean => new Set(present.map(of)).size === 1
  const server = {
    ...first,
    image: isSameFor(({ image }) => image?.id) ? first.image : undefined,
    keyPairName: isSameFor(({ keyPairName }) => keyPairName) ? first.keyPairName : undefined,
  }
  return {
    ...contextOf(app, connection, server, 'changeos', undefined, async () => offeredToAny(await offered())),
    name: l10n.t('{0} servers', present.length),
    // A password could not outlive a reload, and a plan must.
    canUsePassword: false,
  }
}

/** What the command's argument answers already. Throws in words where the image is not there. */
async function answersOf(
  connection: Connection,
  [first]: readonly DevServer[],
  given: PlanAnswers,
): Promise<OsPlanAnswers> {
  const { imageId, keyPairName, send, onFailure } = given
  const found = imageId !== undefined && first ? await findImage(connection, first, imageId) : undefined
  if (found === 'missing') throw new Error(l10n.t('There is no image {0}, or you may not use it.', imageId ?? ''))
  if (typeof found === 'object' && !found.isActive)
    throw new Error(l10n.t('The image is not active. Nothing was done; choose another one.'))
  const image = found === 'unknown' ? unlistedImage(imageId ?? '') : found
  const login = keyPairName === undefined ? undefined : ({ kind: 'keyPair', name: keyPairName } as const)
  return { os: { ...(image && { image }), ...(login && { login }) }, send, onFailure }
}

async function isConfirmed(plan: OsPlan): Promise<boolean> {
  const count = plan.steps.length
  const { name } = plan.project
  const typed = await window.showInputBox({
    title: l10n.t('Erase the system disks of {0} servers?', count),
    prompt: `${l10n.t('{0} of project {1} get {2}.', count, name, plan.image.name)} ${l10n.t('Type the project’s name to confirm.')}`,
    placeHolder: name,
    ignoreFocusOut: true,
    validateInput: (value) =>
      value.trim() === name ? undefined : l10n.t('Type {0} to confirm, or press Escape.', name),
  })
  return typed?.trim() === name
}
