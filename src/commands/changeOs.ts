import { l10n, window } from 'vscode'
import * as z from 'zod/mini'
import { IMAGE_ID } from '../api/images'
import { KEY_PAIR_NAME } from '../api/keyPairRules'
import type { DevServer } from '../api/schemas'
import type { App } from '../app'
import { type ChangeOsAnswers, type ChangeOsPlan, planOf, unlistedImage } from '../model/changeOsAnswers'
import type { Connection } from '../model/connection'
import { canChangeOs, canStop } from '../model/devServerStatus'
import type { DevServers } from '../model/devServers'
import { findImage } from '../model/offeredImages'
import { type PreflightProblem, preflight, stillValid } from '../model/preflight'
import { toBase64 } from '../model/userData'
import { problemOf } from '../texts/problem'
import { statusText } from '../texts/status'
import { type Asked, askChangeOs } from '../wizard/changeOs'
import type { OsAction } from '../wizard/changeOs/context'
import { confirmChangeOs } from '../wizard/confirmChangeOs'
import { argumentOf } from './argument'
import { contextOf } from './changeOsContext'
import { mayLoseWindow } from './connectedWindow'
import { stopFirstText } from './stopFirst'
import { type Target, targetOf } from './target'
import { watchOsChange } from './watch'

/** Answers to begin the wizard with, of an earlier try for instance; a row may carry them too. */
const Prefilled = z.object({
  imageId: z.optional(z.string()),
  imageName: z.optional(z.string()),
  keyPairName: z.optional(z.string()),
})
/** With an image and a key pair everything is answered, and only the confirmation is asked for. */
const Arguments = z.strictObject({
  project: z.string(),
  serverId: z.string(),
  imageId: z.optional(z.string().check(z.regex(IMAGE_ID))),
  imageName: z.optional(z.string()),
  keyPairName: z.optional(z.string().check(z.regex(KEY_PAIR_NAME))),
})

type Begun = 'accepted' | 'unknown' | undefined

/** Puts another image on a server: asks, shows the review, reads the server again, sends one request. */
export const changeOs = (app: App, args: readonly unknown[]): Promise<Begun> => replaceOs(app, args, 'changeos')

/** Puts the same image on a server afresh, with the same care. */
export const reinstallOs = (app: App, args: readonly unknown[]): Promise<Begun> => replaceOs(app, args, 'reinstallos')

async function replaceOs(app: App, args: readonly unknown[], action: OsAction): Promise<Begun> {
  const given = argumentOf(Arguments, args[0])
  const target = await targetOf(app, args)
  const fresh = target && (await readAgain(app, target))
  if (!fresh) return undefined
  const { servers } = fresh
  if (!(await mayLoseWindow(app, [fresh]))) return undefined
  let seen = fresh.server
  let answers = await answersOf(servers, seen, given ?? args[0], action)
  let isAnswered = action === 'changeos' && Boolean(given?.imageId && given.keyPairName)
  for (let problem: PreflightProblem | undefined; ; ) {
    const connection = await servers.connection()
    if (!connection) throw new Error(l10n.t('Sign in to {0} first.', servers.project.account))
    const round = { app, connection, server: seen, action, problem }
    const asked = isAnswered ? await confirmOnly(round, answers) : await ask(round, answers)
    if (!asked) return undefined
    const isListed = (): boolean => app.projects.all.includes(servers)
    const checked = await preflight(servers, { server: seen, connection, action, plan: asked.plan, isListed })
    if (checked.kind === 'gone' || !isListed()) throw new Error(goneText(servers, seen))
    if (checked.kind === 'ok') return start(app, servers, checked.server, asked.plan, action)
    seen = checked.server
    problem = checked.problem
    answers = stillValid(asked.answers, problem)
    isAnswered = false
  }
}

const goneText = ({ project }: DevServers, { name }: DevServer): string =>
  l10n.t('{0} is no longer there (project {1}).', name, project.name)

interface Round {
  readonly app: App
  readonly connection: Connection
  readonly server: DevServer
  readonly action: OsAction
  readonly problem: PreflightProblem | undefined
}

const ask = ({ app, connection, server, action, problem }: Round, answers: ChangeOsAnswers) =>
  askChangeOs(contextOf(app, connection, server, action, problem), answers)

async function confirmOnly({ app, connection, server, action }: Round, answers: ChangeOsAnswers) {
  const plan = planOf(answers)
  const stopFirst = plan && stopFirstText(server, plan.login)
  const erasure = plan && { project: connection.project, server, image: plan.image, action, stopFirst }
  const isConfirmed = erasure && (await confirmChangeOs(erasure, app.settings.confirm()))
  return plan && isConfirmed ? ({ answers, plan } satisfies Asked) : undefined
}

/** What the command's argument answers already. */
async function answersOf(
  servers: DevServers,
  server: DevServer,
  argument: unknown,
  action: OsAction,
): Promise<ChangeOsAnswers> {
  const prefilled = Prefilled.safeParse(argument)
  const { imageId, imageName, keyPairName } = prefilled.success ? prefilled.data : {}
  const login = keyPairName ? ({ kind: 'keyPair', name: keyPairName } as const) : undefined
  const id = action === 'reinstallos' ? (server.image?.id ?? '') : imageId
  if (id === undefined) return login ? { login } : {}
  const image = action === 'reinstallos' ? server.image : await named(servers, server, id, imageName)
  return { image: image ?? unlistedImage(id, imageName), ...(login && { login }) }
}

async function named(servers: DevServers, server: DevServer, id: string, name: string | undefined) {
  const connection = await servers.connection()
  const image = connection && (await findImage(connection, server, id))
  return typeof image === 'object' ? image : unlistedImage(id, name)
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

async function start(app: App, servers: DevServers, server: DevServer, plan: ChangeOsPlan, action: OsAction) {
  const { image, login, userData } = plan
  const request = { imageId: image.id, login, ...(userData && { userData: toBase64(userData.text) }) }
  const way = { action, stopFirst: !canChangeOs(server), userDataName: userData?.name }
  const begun = await app.osChanges.start(servers, server, image, request, way)
  if (begun.kind === 'alreadyInFlight') {
    const text = l10n.t('Another window is changing the OS of {0} ({1}) already.', server.name, servers.project.name)
    void window.showWarningMessage(text)
    return undefined
  }
  if (begun.kind === 'unknown') tellUnknown(app, servers, server, begun.error)
  if (action === 'changeos') await app.recentImages.add(image.id)
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
