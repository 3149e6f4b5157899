import { randomUUID } from 'node:crypto'
import { l10n, window } from 'vscode'
import { fits, listImages } from '../../api/images'
import { keyPairProblem } from '../../api/keyPairRules'
import { listKeyPairs } from '../../api/keyPairs'
import type { DevServer, Image } from '../../api/schemas'
import type { App } from '../../app'
import type { DevServers } from '../../model/devServers'
import { MOST_AT_ONCE, type OsPlan, stepOf, type Unfit, unfitFor } from '../../model/osPlan'
import { keyPairProblemText } from '../../texts/server'
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
  const { call, project } = await signedIn(servers)
  await servers.refresh()
  const present = targets.flatMap(({ server }) => servers.get(server.id) ?? [])
  const image = await askImage(listed(app, servers, present), given.imageId)
  const keyPairName =
    image && (given.keyPairName ?? (await askKeyPair(project.name, listKeyPairs(call, project.projectId))))
  const send = keyPairName && (given.send ?? (await askSend()))
  // All are begun at once then, so that a failure has nothing to stop.
  const onFailure = send && (send === 'batch' ? 'goOn' : (given.onFailure ?? (await askOnFailure())))
  if (!image || !keyPairName || !send || !onFailure) return undefined
  const atOnce = Math.min(MOST_AT_ONCE, Math.max(1, Math.round(given.atOnce ?? app.settings.planAtOnce())))
  const judged = targets.map(({ server }) => judge(app, servers, server, { image, send }))
  const plan = planOf(app, servers, judged, { image, keyPairName, send, onFailure, atOnce })
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
function judge(app: App, servers: DevServers, seen: DevServer, wanted: Pick<PlanWanted, 'image' | 'send'>): Judged {
  const server = servers.get(seen.id)
  if (!server) return { server: seen, why: 'gone' }
  const isAwaited = Boolean(app.osChanges.find(servers.project, server.id) ?? servers.pending(server.id))
  return { server, why: unfitFor(server, { ...wanted, isAwaited }) }
}

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

/** The images that any of the servers can take; asked for once for each kind of hardware. */
async function listed(app: App, servers: DevServers, all: readonly DevServer[]): Promise<readonly Image[]> {
  const { call, project } = await signedIn(servers)
  const kinds = new Map(all.map((server) => [`${server.cloudServer?.type} ${server.flavor}`, server]))
  try {
    const lists = await Promise.all([...kinds.values()].map((server) => listImages(call, project.projectId, server)))
    return [...new Map(lists.flat().map((image) => [image.id, image])).values()].filter(
      (image) => image.isActive && all.some((server) => fits(image, server)),
    )
  } catch (error) {
    throw new Error(l10n.t('The images of {0} could not be listed: {1}', project.name, app.explain(error)))
  }
}

async function askImage(images: Promise<readonly Image[]>, id: string | undefined): Promise<Image | undefined> {
  if (id !== undefined) {
    const image = (await images).find((one) => one.id === id)
    if (!image) throw new Error(l10n.t('The image {0} fits none of these servers.', id))
    return image
  }
  const choices = images.then((all) =>
    all.map((image) => ({
      label: image.name,
      description: [image.arch, image.serverType].filter(Boolean).join(' · '),
      image,
    })),
  )
  const placeHolder = l10n.t('Image for all servers that it fits')
  return (await window.showQuickPick(choices, { placeHolder, ignoreFocusOut: true, matchOnDescription: true }))?.image
}

/** Pairs that cannot be used are shown with the reason, and asking goes on when one is chosen. */
async function askKeyPair(project: string, keyPairs: ReturnType<typeof listKeyPairs>): Promise<string | undefined> {
  const all = await keyPairs
  if (all.length === 0)
    throw new Error(
      l10n.t('Project {0} has no key pairs. Make or import one in “Change OS…” of a server first.', project),
    )
  const choices = all.map((pair) => {
    const problem = keyPairProblem(pair)
    return problem
      ? { label: `$(circle-slash) ${pair.name}`, detail: keyPairProblemText(problem), name: undefined }
      : { label: pair.name, description: pair.fingerprint ?? '', name: pair.name }
  })
  // A password could not outlive a reload, and a plan must.
  const placeHolder = l10n.t('Key pair to log in to all of them')
  for (;;) {
    const choice = await window.showQuickPick(choices, { placeHolder, ignoreFocusOut: true })
    if (!choice || choice.name !== undefined) return choice?.name
  }
}

async function askSend(): Promise<OsPlan['send'] | undefined> {
  const choices = [
    {
      label: l10n.t('A request for each server'),
      detail: l10n.t('The first one alone; the others only after its success.'),
      value: 'single' as const,
    },
    {
      label: l10n.t('One request for all'),
      detail: l10n.t('All at once, with no way to stop: stopped servers only, and none of a supernode.'),
      value: 'batch' as const,
    },
  ]
  const placeHolder = l10n.t('How the service is asked')
  return (await window.showQuickPick(choices, { placeHolder, ignoreFocusOut: true }))?.value
}

async function askOnFailure(): Promise<OsPlan['onFailure'] | undefined> {
  const choices = [
    { label: l10n.t('Stop after the first failure'), value: 'stop' as const },
    { label: l10n.t('Go on with the others'), value: 'goOn' as const },
  ]
  return (await window.showQuickPick(choices, { placeHolder: l10n.t('When a server fails'), ignoreFocusOut: true }))
    ?.value
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
