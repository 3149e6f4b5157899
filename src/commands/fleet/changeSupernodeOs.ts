import { commands, l10n, window } from 'vscode'
import * as z from 'zod/mini'
import { IMAGE_ID } from '../../api/images'
import { KEY_PAIR_NAME } from '../../api/keyPairRules'
import type { App } from '../../app'
import { type ChangeOsAnswers, type ChangeOsPlan, unlistedImage } from '../../model/changeOsAnswers'
import type { Connection } from '../../model/connection'
import { canChangeOs } from '../../model/devServerStatus'
import { keyOf } from '../../model/osChange'
import { type Checked, preflight, stillValid } from '../../model/preflight'
import { supernodeUrl } from '../../model/requestUrl'
import { startSupernode } from '../../model/supernodeChange'
import { toBase64 } from '../../model/userData'
import { problemOf, sentenceOf } from '../../texts/problem'
import { askChangeOs } from '../../wizard/changeOs'
import type { ChangeOsContext, WizardProblem } from '../../wizard/changeOs/context'
import { argumentOf } from '../argument'
import { contextOf, wizardProblem } from '../changeOsContext'
import { mayLoseWindow } from '../connectedWindow'
import { commandId } from '../ids'
import { watchOsChange } from '../watch'
import { type SupernodeTarget, signedIn, supernodeOf } from './targets'

/** Answers to begin with: given, or those of an earlier try. */
const Given = z.strictObject({
  project: z.string(),
  supernodeId: z.string(),
  changeId: z.optional(z.string()),
  imageId: z.optional(z.string().check(z.regex(IMAGE_ID))),
  imageName: z.optional(z.string()),
  keyPairName: z.optional(z.string().check(z.regex(KEY_PAIR_NAME))),
})

/** Changes the OS of all servers of a supernode, which takes key pairs only: asks, reviews, reads again, sends one request. */
export async function changeSupernodeOs(app: App, args: readonly unknown[]): Promise<void> {
  const answers = answersOf(app, args)
  const found = supernodeOf(app, args)
  if (!found) throw new Error(l10n.t('No supernode was named.'))
  await attempt(app, found, answers)
}

function answersOf(app: App, args: readonly unknown[]): ChangeOsAnswers {
  const { changeId, imageId, imageName, keyPairName } = argumentOf(Given, args[0]) ?? {}
  const known = changeId === undefined ? undefined : app.answers.get(changeId)
  const login = keyPairName ? ({ kind: 'keyPair', name: keyPairName } as const) : undefined
  const image = imageId ? unlistedImage(imageId, imageName) : undefined
  return known ?? { ...(image && { image }), ...(login && { login }) }
}

async function attempt(app: App, found: SupernodeTarget, first: ChangeOsAnswers): Promise<void> {
  let supernode = await readAgain(app, found)
  const targets = supernode?.children.map((server) => ({ servers: found.servers, server })) ?? []
  if (!(await mayLoseWindow(app, targets))) return
  let answers = first
  for (let problem: ChildProblem | undefined; supernode; ) {
    const connection = await signedIn(supernode.servers)
    const [first] = supernode.children
    if (!first) return
    const context = supernodeContext(app, connection, supernode, problem)
    const answered = await askChangeOs(context, answers)
    if (!answered) return
    const { plan } = answered
    const isListed = (): boolean => app.projects.all.includes(found.servers)
    const confirmed = { connection, action: 'changeos', plan, isListed } as const
    const checks = await Promise.all(
      supernode.children.map((server) => preflight(found.servers, { ...confirmed, server })),
    )
    const failed = checks.find(({ kind }) => kind !== 'ok')
    if (!failed) return start(app, supernode, plan, answered.answers)
    problem = failed.kind === 'problem' ? failed : undefined
    answers = problem ? stillValid(answered.answers, problem.problem) : answered.answers
    supernode = await readAgain(app, supernode)
  }
}

/** The servers as they are now, all stopped and none being changed; otherwise says why not. */
async function readAgain(app: App, supernode: SupernodeTarget): Promise<SupernodeTarget | undefined> {
  const { servers, name } = supernode
  const place = `${name} (${servers.project.name})`
  const readings = await Promise.all(supernode.children.map(({ id }) => servers.reread(id)))
  const children = readings.flatMap((server) => server ?? [])
  if (children.length === 0 || children.length < readings.length)
    throw new Error(l10n.t('The servers of {0} have changed. Refresh, then try again.', place))
  if (children.some((server) => app.osChanges.find(servers.project, server.id))) {
    void window.showInformationMessage(l10n.t('The OS of a server of {0} is being changed already.', place))
    return undefined
  }
  const running = children.filter((server) => !canChangeOs(server))
  if (running.length === 0) return { ...supernode, children }
  const names = running.map((server) => server.name).join(', ')
  const text = l10n.t(
    'All servers of {0} must be stopped before their OS can be changed; these are not: {1}.',
    place,
    names,
  )
  tellRunning(supernode, text)
  return undefined
}

/** A supernode is stopped by a request of its own, which asks once more. */
function tellRunning({ servers, id }: SupernodeTarget, text: string): void {
  const stop = l10n.t('Stop Its Servers…')
  void window.showWarningMessage(text, stop).then(async (pressed) => {
    const named = { project: servers.project.name, supernodeId: id }
    if (pressed === stop) await commands.executeCommand(commandId('stop'), named)
  })
}

/** What is wrong, and with which of the servers. */
type ChildProblem = Extract<Checked, { readonly kind: 'problem' }>

const childProblem = ({ problem, server }: ChildProblem): WizardProblem => {
  const { at, text } = wizardProblem(problem, server)
  return { at, text: `${server.name}: ${text}` }
}

function supernodeContext(
  app: App,
  connection: Connection,
  { id, name, children }: SupernodeTarget,
  problem: ChildProblem | undefined,
): ChangeOsContext {
  const [first] = children
  if (!first) throw new Error(l10n.t('No supernode was named.'))
  return {
    ...contextOf(app, connection, first, 'changeos', problem && childProblem(problem)),
    name,
    supernode: { id, children },
    url: supernodeUrl(connection.project, id),
    canUsePassword: false,
    stopFirst: () => undefined,
  }
}

async function start(
  app: App,
  supernode: SupernodeTarget,
  plan: ChangeOsPlan,
  answers: ChangeOsAnswers,
): Promise<void> {
  const { image, login, userData } = plan
  if (!('keyPairName' in login)) throw new Error(l10n.t('Supernodes take key pairs only.'))
  const request = { imageId: image.id, login, ...(userData && { userData: toBase64(userData.text) }) }
  const { servers, name } = supernode
  const place = `${name} (${servers.project.name})`
  const begun = await startSupernode(app.osChanges, servers, supernode, image, request).catch((error: unknown) => {
    void tellRefused(app, supernode, answers, error)
    return []
  })
  if (begun.length === 0) return
  if (begun.some(({ kind }) => kind === 'alreadyInFlight')) {
    void window.showWarningMessage(l10n.t('The OS of a server of {0} is being changed already.', place))
    return
  }
  const [change] = begun.flatMap((one) => ('change' in one ? one.change : []))
  if (change) {
    app.answers.set(keyOf(change), answers)
    watchOsChange(app, change)
  }
  // From here on nothing may read as a refusal: the request is on its way.
  app.recentImages.add(image.id).catch((error: unknown) => app.log.warn(String(error)))
  const [unknown] = begun.flatMap((one) => (one.kind === 'unknown' ? one : []))
  if (unknown) {
    const text = l10n.t(
      'It is not known whether the change of OS of {0} has begun: {1} It is not sent again; its servers are watched, and you will be told.',
      place,
      problemOf(unknown.error).short,
    )
    void window.showWarningMessage(text)
  }
  servers.wake()
}

/** Nothing was begun, and why; another try begins with the old answers, for the whole supernode. */
async function tellRefused(
  app: App,
  supernode: SupernodeTarget,
  answers: ChangeOsAnswers,
  error: unknown,
): Promise<void> {
  const { servers, name } = supernode
  app.log.error(`change of OS of ${supernode.id} was not begun: ${String(error)}`)
  const again = l10n.t('Try Again…')
  const text = l10n.t('{0} ({1}): nothing was changed. {2}', name, servers.project.name, sentenceOf(error))
  if ((await window.showErrorMessage(text, again)) !== again) return
  app.answers.set(supernode.id, answers)
  const named = { project: servers.project.name, supernodeId: supernode.id, changeId: supernode.id }
  await commands.executeCommand(commandId('changeSupernodeOs'), named)
}
