import { commands, l10n, window } from 'vscode'
import { diagnose, isCredentialProblem } from '../../api/diagnosis'
import { CredentialsError } from '../../api/errors'
import { type Trust, TrustError } from '../../api/trust'
import type { App } from '../../app'
import type { Entered } from '../../auth/accounts'
import type { Credentials } from '../../auth/credentials'
import type { TokenRecord } from '../../auth/tokens'
import { problemOf } from '../../texts/problem'
import { askSignIn, credentialsOf, noAnswers, type SignInAnswers, type SignInStart } from '../../wizard/signIn'
import type { SignInField } from '../../wizard/signInFields'
import { commandId, PREFIX, SERVERS_VIEW } from '../ids'
import { accountOf, namedIn } from './accountOf'
import { addFound } from './addProject'
import { type Given, givenIn } from './arguments'
import { mayTakePlace } from './mayTakePlace'
import { sourcesOf } from './sources'
import { tryCredentials } from './tryCredentials'

/** Asks for credentials, tries them with one read, and keeps them when the service took them. */
export async function signIn(app: App, args: readonly unknown[]): Promise<void> {
  const given = givenIn(args[0])
  if (given) return (await mayTakePlace(app, given)) ? signInWith(app, given) : undefined
  const named = namedIn(app, args[0])
  if (named !== undefined) return ask(app, await startOf(app, named))
  const names = await app.accounts.names()
  return ask(app, plainStart(app, names, names.length === 0 ? 'default' : ''))
}

/** Puts other credentials in the place of an account's, everywhere at once. */
export async function replaceCredentials(app: App, args: readonly unknown[]): Promise<void> {
  const given = givenIn(args[0])
  if (given) return signInWith(app, given)
  const account = await accountOf(app, args, l10n.t('Account whose credentials are to be replaced'))
  if (account === undefined) return
  const { from: _from, ...start } = await startOf(app, account)
  return ask(app, { ...start, isReplacement: true })
}

async function signInWith(app: App, { account, credentials: all, passcode, keepsPassword }: Given): Promise<void> {
  const { password, ...rest } = 'user' in all ? all : { ...all, password: undefined }
  const entered = password ? { password, passcode } : undefined
  const credentials = (keepsPassword && password ? { ...rest, password } : rest) as Credentials
  const tokens = await tryCredentials(app, account, credentials, entered).catch((error: unknown) => {
    throw new Error(l10n.t('Account {0}: {1}', account, problemOf(error).message), { cause: error })
  })
  await app.accounts.put(account, credentials, entered, tokens)
}

const plainStart = ({ clock }: App, names: readonly string[], account: string): SignInStart => ({
  before: noAnswers(account),
  taken: names,
  sources: sourcesOf(clock),
  now: clock.now,
})

/** Where only the password or the passcode has run out, nothing else is asked for again. */
async function startOf(app: App, account: string): Promise<SignInStart> {
  const start = plainStart(app, await app.accounts.names(), account)
  const known = await app.accounts.get(account)
  const before = { ...start.before, iam: known?.iam }
  if (!known || !('user' in known)) return { ...start, before }
  const { domain, user, userId = '', password = '' } = known
  const keepsPassword = password !== ''
  return {
    ...start,
    before: { ...before, kind: 'user', domain, user, userId, password, keepsPassword },
    from: userId && password ? 'passcode' : 'password',
    taken: start.taken.filter((name) => name !== account),
  }
}

async function ask(app: App, start: SignInStart): Promise<void> {
  const answers = await askSignIn(start)
  if (answers) await attempt(app, answers, start)
}

async function attempt(app: App, answers: SignInAnswers, start: SignInStart): Promise<void> {
  const { account, password, passcode } = answers
  const credentials = credentialsOf(answers)
  const entered = answers.kind === 'user' ? { password, passcode: passcode || undefined } : undefined
  let tokens: TokenRecord
  try {
    const trying = { location: { viewId: SERVERS_VIEW } }
    tokens = await window.withProgress(trying, () => tryCredentials(app, account, credentials, entered))
  } catch (error) {
    const field = fieldOf(answers, error)
    if (!field) return askWithoutAnswer(app, answers, start, error, entered)
    return ask(app, { ...start, before: answers, problem: { field, text: problemOf(error).message } })
  }
  await accept(app, answers, entered, tokens)
}

/** The answer to be given again; undefined where no other answer would help. */
function fieldOf({ kind, securityToken, passcode }: SignInAnswers, error: unknown): SignInField | undefined {
  const diagnosis = diagnose(error)
  // A locked key may be the right one.
  if (!isCredentialProblem(diagnosis) || diagnosis === 'lockedOut') return undefined
  // The first passcode that comes to mind is the one that has run out.
  if (kind === 'user') return passcode ? 'passcode' : 'password'
  if (error instanceof CredentialsError && error.kind === 'expired') return 'expires'
  if (diagnosis === 'keyUnknown') return 'accessKey'
  return securityToken && diagnosis !== 'secretKeyWrong' ? 'securityToken' : 'secretKey'
}

/** The credentials were neither taken nor refused: the network, the clock or the service is at fault. */
async function askWithoutAnswer(
  app: App,
  answers: SignInAnswers,
  start: SignInStart,
  error: unknown,
  entered: Entered | undefined,
): Promise<void> {
  const again = l10n.t('Try Again')
  const keep = l10n.t('Keep Anyway')
  const settings = l10n.t('Open Settings')
  const text = l10n.t('The credentials of {0} could not be tried. {1}', answers.account, problemOf(error).message)
  const trust = error instanceof TrustError ? error.trust : undefined
  const answer = await window.showErrorMessage(text, again, ...(trust ? [settings] : []), keep)
  if (answer === again) return attempt(app, answers, start)
  if (answer === settings) {
    await openSettings(trust)
    // What was typed is not lost meanwhile.
    return askWithoutAnswer(app, answers, start, error, entered)
  }
  if (answer === keep) await accept(app, answers, entered)
}

/** Those of the first sign-in, or the entry of the project. */
async function openSettings(trust: Trust | undefined): Promise<void> {
  if (trust?.entry !== undefined) await commands.executeCommand(commandId('openSettings'))
  else await commands.executeCommand('workbench.action.openSettings', `${PREFIX}.iam`)
}

async function accept(app: App, answers: SignInAnswers, entered?: Entered, tokens?: TokenRecord): Promise<void> {
  const { account, found } = answers
  await app.accounts.put(account, credentialsOf(answers), entered, tokens)
  const hasProject = app.projects.all.some(({ project }) => project.account === account)
  if (!hasProject) await addFound(app, account, found)
}
