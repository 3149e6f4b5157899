import { l10n, QuickPickItemKind } from 'vscode'
import type { Credentials } from '../auth/credentials'
import type { Found } from '../auth/sources/found'
import { FIELDS, questionOf, type SignInField, type SignInProblem } from './signInFields'
import { BACK, type Choice, type Page, runWizard, type Step } from './wizard'

/** The ways to prove who one is. */
export type SignInKind = 'keys' | 'temporary' | 'user'

/** What was typed, also while it is not right yet. */
export type SignInAnswers = Readonly<Record<SignInField, string>> & {
  readonly kind: SignInKind
  readonly keepsPassword: boolean
  /** What the keys were taken from, where they were not typed. */
  readonly found?: Found | undefined
}

/** Credentials that lie on this computer, or a heading above them. */
export type SourceChoice = Choice & { readonly found?: Found }

/** Where credentials come from, so that they need not be typed. */
export interface Sources {
  readonly choices: () => Promise<readonly SourceChoice[]>
  readonly pasted: () => Promise<Found | undefined>
  readonly chosenFile: () => Promise<Found | undefined>
}

/** Nothing typed yet. */
export function noAnswers(account: string): SignInAnswers {
  const typed = Object.fromEntries(FIELDS.map((field) => [field, ''])) as Record<SignInField, string>
  return { ...typed, account, kind: 'keys', keepsPassword: false }
}

/** What to begin with. */
export interface SignInStart {
  readonly before: SignInAnswers
  /** The first question; all are asked where none is named. */
  readonly from?: SignInField | undefined
  readonly problem?: SignInProblem | undefined
  readonly sources: Sources
  /** The account is settled: its credentials are to be replaced. */
  readonly isReplacement?: boolean | undefined
}

const OF_KIND: Readonly<Record<SignInKind, readonly SignInField[]>> = {
  keys: ['account', 'accessKey', 'secretKey'],
  temporary: ['account', 'accessKey', 'secretKey', 'securityToken', 'expires'],
  user: ['account', 'domain', 'user', 'password', 'passcode', 'userId'],
}

/** Asks for an account's name and credentials; after a refusal starts at the answer that was refused, keeping the others. */
export function askSignIn(start: SignInStart): Promise<SignInAnswers | undefined> {
  const from = start.problem?.field ?? start.from
  const fields = FIELDS.map((field) => fieldStep(field, start))
  const title = start.isReplacement
    ? l10n.t('Replace Credentials of {0}', start.before.account)
    : l10n.t('Sign In to Huawei Cloud')
  return runWizard(
    title,
    [kindStep(start.sources), ...fields, keepStep],
    start.before,
    from ? FIELDS.indexOf(from) + 1 : 0,
  )
}

type KindChoice = SourceChoice & { readonly way?: SignInKind | 'paste' | 'file' }

const kindStep = (sources: Sources): Step<SignInAnswers> => ({
  ask: async (page, answers) => {
    const choice = await page.pick<KindChoice>({
      placeholder: l10n.t('How to sign in'),
      choices: async () => [...(await sources.choices()), ...kindChoices()],
      isActive: ({ way }) => way === answers.kind,
    })
    if (choice === undefined || choice === BACK) return choice
    if (choice.way === 'paste' || choice.way === 'file') {
      const found = await (choice.way === 'paste' ? sources.pasted() : sources.chosenFile())
      return found ? withFound(answers, found) : kindStep(sources).ask(page, answers)
    }
    if (choice.found) return withFound(answers, choice.found)
    const { found: _found, ...typed } = answers
    // What came from a file is not to be mistaken for what was typed.
    const clean = answers.found ? { accessKey: '', secretKey: '', securityToken: '', expires: '' } : {}
    return { ...typed, ...clean, kind: choice.way ?? 'keys' }
  },
})

const kindChoices = (): readonly KindChoice[] => [
  { label: l10n.t('from elsewhere'), kind: QuickPickItemKind.Separator },
  { way: 'keys', label: l10n.t('Access key and secret key'), description: l10n.t('permanent') },
  { way: 'temporary', label: l10n.t('Temporary keys'), description: l10n.t('with a security token, until they end') },
  { way: 'user', label: l10n.t('IAM user and password'), description: l10n.t('tokens are renewed by themselves') },
  { way: 'paste', label: l10n.t('Keys from the clipboard'), description: l10n.t('in any usual form') },
  { way: 'file', label: 'credentials.csv…', description: l10n.t('as downloaded from the console') },
]

function withFound(answers: SignInAnswers, found: Found): SignInAnswers {
  const { accessKey = '', secretKey = '', securityToken = '', expiresAt } = found.keys ?? {}
  const expires = expiresAt === undefined ? '' : new Date(expiresAt).toISOString()
  return { ...answers, found, kind: securityToken ? 'temporary' : 'keys', accessKey, secretKey, securityToken, expires }
}

function fieldStep(field: SignInField, { problem, isReplacement }: SignInStart): Step<SignInAnswers> {
  return {
    isNeeded: (answers) => {
      if (field === 'account' && isReplacement) return false
      if (answers.found?.keys && field !== 'account' && problem?.field !== field) return false
      return OF_KIND[answers.kind].includes(field) && (field !== 'userId' || answers.passcode !== '')
    },
    ask: async (page: Page, answers) => {
      const value = await page.input(questionOf(field, answers[field], problem))
      if (typeof value !== 'string') return value
      return { ...answers, [field]: field === 'password' ? value : value.trim() }
    },
  }
}

const keepStep: Step<SignInAnswers> = {
  isNeeded: ({ kind }) => kind === 'user',
  ask: async (page, answers) => {
    const choice = await page.pick<Choice & { readonly keeps: boolean }>({
      placeholder: l10n.t('Keep the password on this computer?'),
      choices: () => [
        {
          keeps: false,
          label: l10n.t('Do not keep it'),
          detail: l10n.t('It is asked for again when the token ends, after a day.'),
        },
        {
          keeps: true,
          label: l10n.t('Keep it in the secret storage'),
          detail: l10n.t('Tokens are then renewed without asking.'),
        },
      ],
      isActive: ({ keeps }) => keeps === answers.keepsPassword,
    })
    return choice === undefined || choice === BACK ? choice : { ...answers, keepsPassword: choice.keeps }
  },
}

/** The credentials as they are kept. */
export function credentialsOf(answers: SignInAnswers): Credentials {
  const { accessKey, secretKey, securityToken, expires, domain, user, password, userId, passcode } = answers
  switch (answers.kind) {
    case 'keys':
      return { accessKey, secretKey }
    case 'temporary':
      return { accessKey, secretKey, securityToken, ...(expires && { expiresAt: Date.parse(expires) }) }
    case 'user':
      return { domain, user, ...(answers.keepsPassword && { password }), ...(passcode && { userId }) }
  }
}
