import { l10n, window } from 'vscode'
import * as z from 'zod/mini'
import { type Diagnosis, diagnose, isCredentialProblem } from '../../api/diagnosis'
import type { App } from '../../app'
import type { Entered } from '../../auth/accounts'
import { Credentials } from '../../auth/credentials'
import type { TokenRecord } from '../../auth/tokens'
import { problemOf } from '../../texts/problem'
import {
  askSignIn,
  credentialsOf,
  noAnswers,
  type SignInAnswers,
  type SignInStart,
  type Sources,
} from '../../wizard/signIn'
import type { SignInField } from '../../wizard/signInFields'
import { SERVERS_VIEW } from '../ids'
import { accountOf } from './accountOf'
import { addFound } from './addProject'
import { chosenFile, pasted, sourceChoices } from './sources'
import { tryCredentials } from './tryCredentials'

const SOURCES: Sources = { choices: sourceChoices, pasted, chosenFile }

const Account = z.object({ account: z.string().check(z.trim(), z.minLength(1)) })
/** What goes with a user's name in the argument object and is not kept. */
const Typed = z.object({
  passcode: z.optional(z.string()),
  keepsPassword: z.optional(z.boolean()),
})

/** Asks for credentials, tries them with one read, and keeps them when the service took them. */
export async function signIn(app: App, args: readonly unknown[]): Promise<void> {
  const named = Account.safeParse(args[0])
  const given = Credentials.safeParse(args[0])
  if (named.success && given.success) return signInWith(app, named.data.account, given.data, Typed.parse(args[0]))
  if (named.success) return ask(app, await startOf(app, named.data.account))
  const isFirst = (await app.accounts.names()).length === 0
  return ask(app, { before: noAnswers(isFirst ? 'default' : ''), sources: SOURCES })
}

/** Puts other credentials in the place of an account's, everywhere at once. */
export async function replaceCredentials(app: App, args: readonly unknown[]): Promise<void> {
  const account = await accountOf(app, args, l10n.t('Account whose credentials are to be replaced'))
  if (account === undefined) return
  const given = Credentials.safeParse(args[0])
  if (given.success) return signInWith(app, account, given.data, Typed.parse(args[0]))
  const { before } = await startOf(app, account)
  return ask(app, { before, isReplacement: true, sources: SOURCES })
}

async function signInWith(
  app: App,
  account: string,
  given: Credentials,
  { passcode, keepsPassword }: z.infer<typeof Typed>,
): Promise<void> {
  const isUser = 'user' in given
  const entered = isUser && given.password ? { password: given.password, passcode } : undefined
  const { password, ...rest } = isUser ? given : { ...given, password: undefined }
  const credentials = (keepsPassword && password ? { ...rest, password } : rest) as Credentials
  const tokens = await tryCredentials(app, account, credentials, entered)
  await app.accounts.put(account, credentials, entered, tokens)
}

/** Where only the password has run out, nothing else is asked for again. */
async function startOf(app: App, account: string): Promise<SignInStart> {
  const known = await app.accounts.get(account)
  const before = noAnswers(account)
  if (!known || !('user' in known)) return { before, sources: SOURCES }
  const { domain, user, userId = '', password = '' } = known
  const keepsPassword = password !== ''
  return {
    before: { ...before, kind: 'user', domain, user, userId, password, keepsPassword },
    from: 'password',
    sources: SOURCES,
  }
}

async function ask(app: App, start: SignInStart): Promise<void> {
  const answers = await askSignIn(start)
  if (!answers) return
  const credentials = credentialsOf(answers)
  const { account, password, passcode } = answers
  const entered = answers.kind === 'user' ? { password, passcode: passcode || undefined } : undefined
  const trying = { location: { viewId: SERVERS_VIEW } }
  try {
    const tokens = await window.withProgress(trying, () => tryCredentials(app, account, credentials, entered))
    await accept(app, answers, entered, tokens)
  } catch (error) {
    const diagnosis = diagnose(error)
    if (!isCredentialProblem(diagnosis)) return askWithoutAnswer(app, answers, start, error)
    const problem = { field: fieldOf(answers, diagnosis), text: problemOf(error).message }
    return ask(app, { ...start, before: answers, problem })
  }
}

function fieldOf({ kind, securityToken }: SignInAnswers, diagnosis: Diagnosis): SignInField {
  if (kind === 'user') return 'password'
  if (diagnosis === 'keyUnknown' || diagnosis === 'lockedOut') return 'accessKey'
  return securityToken && diagnosis !== 'secretKeyWrong' ? 'securityToken' : 'secretKey'
}

/** The credentials were neither taken nor refused: the network, the clock or the service is at fault. */
async function askWithoutAnswer(app: App, before: SignInAnswers, start: SignInStart, error: unknown): Promise<void> {
  const again = l10n.t('Try Again')
  const keep = l10n.t('Keep Anyway')
  const text = l10n.t('The credentials of {0} could not be tried. {1}', before.account, problemOf(error).message)
  const answer = await window.showErrorMessage(text, again, keep)
  if (answer === again) return ask(app, { ...start, before })
  if (answer === keep) await accept(app, before)
}

async function accept(app: App, answers: SignInAnswers, entered?: Entered, tokens?: TokenRecord): Promise<void> {
  const { account, found } = answers
  await app.accounts.put(account, credentialsOf(answers), entered, tokens)
  const hasProject = app.projects.all.some(({ project }) => project.account === account)
  if (hasProject) return
  await addFound(app, account, found)
}
