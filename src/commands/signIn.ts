import { commands, l10n, window } from 'vscode'
import * as z from 'zod/mini'
import { listDevServers } from '../api/devServers'
import { diagnose, isCredentialProblem } from '../api/diagnosis'
import { listProjects } from '../api/iam'
import type { App } from '../app'
import { Credentials } from '../auth/credentials'
import { problemOf } from '../texts/problem'
import { askSignIn, type SignInAnswers, type SignInProblem } from '../wizard/signIn'
import { commandId } from './ids'

const Arguments = z.extend(Credentials, { account: z.string().check(z.trim(), z.minLength(1)) })
const Hint = z.object({ account: z.string() })

/** Asks for keys, tries them with one read, and keeps them when the service took them. */
export async function signIn(app: App, args: readonly unknown[]): Promise<void> {
  const given = Arguments.safeParse(args[0])
  if (given.success) {
    const { account, ...credentials } = given.data
    await verify(app, account, credentials)
    return accept(app, account, credentials)
  }
  const hint = Hint.safeParse(args[0])
  const account = hint.success ? hint.data.account : ((await app.accounts.names())[0] ?? 'default')
  return ask(app, { account, accessKey: '', secretKey: '', securityToken: '' })
}

async function ask(app: App, before: SignInAnswers, problem?: SignInProblem): Promise<void> {
  const answers = await askSignIn(before, problem)
  if (!answers) return
  const { account, ...keys } = answers
  const credentials = Credentials.parse(keys)
  try {
    await verify(app, account, credentials)
  } catch (error) {
    const diagnosis = diagnose(error)
    if (isCredentialProblem(diagnosis)) {
      const isKey = diagnosis === 'keyUnknown' || diagnosis === 'lockedOut'
      const field = isKey
        ? 'accessKey'
        : credentials.securityToken && diagnosis !== 'secretKeyWrong'
          ? 'securityToken'
          : 'secretKey'
      return ask(app, answers, { field, text: problemOf(error).message })
    }
    return askWithoutAnswer(app, answers, error)
  }
  await accept(app, account, credentials)
}

/** The keys were neither taken nor refused: the network, the clock or the service is at fault. */
async function askWithoutAnswer(app: App, answers: SignInAnswers, error: unknown): Promise<void> {
  const again = l10n.t('Try Again')
  const keep = l10n.t('Keep Anyway')
  const text = l10n.t('The keys of {0} could not be tried. {1}', answers.account, problemOf(error).message)
  const answer = await window.showErrorMessage(text, again, keep)
  if (answer === again) return ask(app, answers)
  const { account, ...keys } = answers
  if (answer === keep) await accept(app, account, Credentials.parse(keys))
}

/** One read: the account's own project where it has one, else its projects in IAM. A missing right still proves the keys. */
async function verify(app: App, account: string, credentials: Credentials): Promise<void> {
  const project = app.projects.all.find((servers) => servers.project.account === account)?.project
  const place = project ?? {
    name: '',
    region: 'cn-north-4',
    projectId: '',
    account,
    endpoints: { iam: app.settings.iamEndpoint() },
  }
  const { call } = app.connectWith(place, credentials)
  const signal = AbortSignal.timeout(30_000)
  try {
    await (project ? listDevServers(call, project.projectId, signal) : listProjects(call, signal))
  } catch (error) {
    if (diagnose(error) !== 'noPermission') throw error
  }
}

async function accept(app: App, account: string, credentials: Credentials): Promise<void> {
  await app.accounts.put(account, credentials)
  const hasProject = app.projects.all.some(({ project }) => project.account === account)
  if (hasProject) return
  const add = l10n.t('Add Project…')
  const text = l10n.t('Signed in to {0}. Add a project to see its DevServers.', account)
  void window.showInformationMessage(text, add).then((answer) => {
    if (answer === add) void commands.executeCommand(commandId('addProject'), { account })
  })
}
