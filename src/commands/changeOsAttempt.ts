import { type CancellationToken, l10n, window } from 'vscode'
import type { DevServer } from '../api/schemas'
import type { App } from '../app'
import { type ChangeOsAnswers, type ChangeOsPlan, planOf, unlistedImage } from '../model/changeOsAnswers'
import type { Connection } from '../model/connection'
import { canChangeOs, canStop } from '../model/devServerStatus'
import type { DevServers } from '../model/devServers'
import { preflight, stillValid } from '../model/preflight'
import { toBase64 } from '../model/userData'
import { problemOf } from '../texts/problem'
import { type Asked, askChangeOs } from '../wizard/changeOs'
import type { OsAction, WizardProblem } from '../wizard/changeOs/context'
import { confirmChangeOs } from '../wizard/confirmChangeOs'
import { goneText, notNowText, tellLater, tellPresent, tellRefused } from './changeOsAgain'
import { contextOf, wizardProblem } from './changeOsContext'
import { mayLoseWindow } from './connectedWindow'
import { stopFirstText } from './stopFirst'
import { watchOsChange } from './watch'

/** A change of OS that somebody wants. */
export interface Job {
  readonly app: App
  readonly servers: DevServers
  readonly action: OsAction
  /** Whoever asked does not want it any more. */
  readonly cancel?: CancellationToken | undefined
}

/** How far it has come: nothing of it is lost when something goes wrong. */
export interface Answered {
  /** As it was last read. */
  readonly server: DevServer
  readonly answers: ChangeOsAnswers
  /** Only the confirmation is missing. */
  readonly isFull?: boolean
  readonly problem?: WizardProblem | undefined
}

/** How it ended: `refused` for certain, with nothing in flight and the user told. */
export type Ended =
  | { readonly kind: 'begun'; readonly how: 'accepted' | 'unknown'; readonly plan: ChangeOsPlan }
  | { readonly kind: 'refused'; readonly error: unknown }
  | { readonly kind: 'left' }

const LEFT: Ended = { kind: 'left' }

/** Reads the server, asks, reads it again, sends one request. What fails is told with a way back to the answers. */
export async function attempt(job: Job, first: Answered): Promise<Ended> {
  let now = first
  try {
    const server = await readAgain(job, now)
    if (!server || !(await mayLoseWindow(job.app, [{ servers: job.servers, server }]))) return LEFT
    for (now = { ...now, server }; ; ) {
      const connection = await job.servers.connection()
      if (!connection) throw new Error(l10n.t('Sign in to {0} first.', job.servers.project.account))
      const asked = await ask(job, connection, now)
      if (!asked) return LEFT
      now = { server: now.server, answers: asked.answers }
      const next = await check(job, connection, now, asked.plan)
      if (!next) return LEFT
      if (!next.problem) return await start(job, next, asked.plan)
      now = next
    }
  } catch (error) {
    tellRefused(job, now, error, attempt)
    return { kind: 'refused', error }
  }
}

/** The server as it is now, if its OS can be changed; otherwise says why not. */
async function readAgain(job: Job, now: Answered): Promise<DevServer | undefined> {
  const { app, servers } = job
  const server = await servers.reread(now.server.id)
  if (!server) {
    void window.showErrorMessage(goneText(job, now.server))
    return undefined
  }
  const present = app.osChanges.find(servers.project, server.id)
  if (present) {
    void tellPresent(job, { ...now, server }, present, attempt)
    return undefined
  }
  // One that runs is stopped first, as a part of the change.
  if (canChangeOs(server) || canStop(server)) return server
  tellLater(job, { ...now, server }, notNowText(job, server), attempt)
  return undefined
}

async function ask(job: Job, connection: Connection, now: Answered): Promise<Asked | undefined> {
  const { app, action, cancel } = job
  const { server, problem } = now
  // What is installed afresh is what is installed.
  const answers = action === 'reinstallos' ? { ...now.answers, image: server.image ?? unlistedImage('') } : now.answers
  const plan = now.isFull ? planOf(answers) : undefined
  if (!plan) return askChangeOs(contextOf(app, connection, server, action, problem), answers, cancel)
  const stopFirst = stopFirstText(server, plan)
  const erasure = { project: connection.project, server, plan, action, stopFirst }
  return (await confirmChangeOs(erasure, app.settings.confirm(), cancel)) ? { answers, plan } : undefined
}

/** What was confirmed, checked by readings of this moment: with what is wrong, if anything; undefined where that is the end. */
async function check(job: Job, connection: Connection, now: Answered, plan: ChangeOsPlan) {
  const { app, servers, action } = job
  const isListed = (): boolean => app.projects.all.includes(servers)
  const checked = await preflight(servers, { server: now.server, connection, action, plan, isListed })
  if (checked.kind === 'gone' || !isListed()) {
    void window.showErrorMessage(goneText(job, now.server))
    return undefined
  }
  const { server } = checked
  if (checked.kind === 'ok') return { ...now, server }
  const { problem } = checked
  const next: Answered = {
    server,
    answers: stillValid(now.answers, problem),
    problem: wizardProblem(problem, server),
  }
  if (problem.kind !== 'status' || canChangeOs(server) || canStop(server)) return next
  tellLater(job, next, notNowText(job, server), attempt)
  return undefined
}

async function start({ app, servers, action }: Job, { server, answers }: Answered, plan: ChangeOsPlan): Promise<Ended> {
  const { image, login, userData } = plan
  const request = { imageId: image.id, login, ...(userData && { userData: toBase64(userData.text) }) }
  const way = { action, stopFirst: !canChangeOs(server), userDataName: userData?.name }
  const begun = await app.osChanges.start(servers, server, image, request, way)
  if (begun.kind === 'alreadyInFlight') {
    const text = l10n.t('Another window is changing the OS of {0} ({1}) already.', server.name, servers.project.name)
    void window.showWarningMessage(text)
    return LEFT
  }
  if (begun.kind === 'unknown') tellUnknown(app, servers, server, begun.error)
  remember(app, begun.change.id, answers)
  watchOsChange(app, begun.change)
  servers.wake()
  // From here on nothing may read as a refusal: the request is on its way.
  if (action === 'changeos') app.recentImages.add(image.id).catch((error: unknown) => app.log.warn(String(error)))
  return { kind: 'begun', how: begun.kind, plan }
}

/** For another try; once it has succeeded, or another window has told its end, its secrets are forgotten. */
function remember(app: App, id: string, answers: ChangeOsAnswers): void {
  app.answers.set(id, answers)
  let isToTryAgain = false
  const settling = app.osChanges.onDidSettle(({ change, outcome }) => {
    if (change.id === id) isToTryAgain = outcome.kind !== 'succeeded'
  })
  const leaving = app.osChanges.onDidChange((change) => {
    if (change.id !== id || app.osChanges.inFlight.some((one) => one.id === id)) return
    settling.dispose()
    leaving.dispose()
    if (!isToTryAgain) app.answers.delete(id)
  })
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
