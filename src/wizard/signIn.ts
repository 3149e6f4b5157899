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
  /** Where the account's IAM is, unless where the setting says. */
  readonly iam?: string | undefined
  /** What was pasted or read from a file, to choose from. */
  readonly offers?: readonly SourceChoice[] | undefined
  /** What the keys were taken from, where they were not typed. */
  readonly found?: Found | undefined
}

/** Credentials that lie on this computer, or a heading above them. */
export type SourceChoice = Choice & { readonly found?: Found }

/** Where credentials come from, so that they need not be typed. */
export interface Sources {
  readonly choices: () => Promise<readonly SourceChoice[]>
  readonly pasted: () => Promise<readonly SourceChoice[]>
  /** Undefined where no file was chosen. */
  readonly chosenFile: () => Promise<readonly SourceChoice[] | undefined>
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
  /** Accounts whose credentials would be replaced. */
  readonly taken: readonly string[]
  /** The account is settled: its credentials are to be replaced. */
  readonly isReplacement?: boolean | undefined
  /** Milliseconds since the epoch. */
  readonly now: () => number
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
  const steps = [kindStep(start), offersStep(start), ...fields.toSpliced(1, 0, replaceStep(start)), keepStep]
  const first = from && fields[FIELDS.indexOf(from)]
  const title = start.isReplacement
    ? l10n.t('Replace Credentials of {0}', start.before.account)
    : l10n.t('Sign In to Huawei Cloud')
  return runWizard(title, steps, start.before, first ? steps.indexOf(first) : 0)
}

type KindChoice = SourceChoice & { readonly way?: SignInKind | 'paste' | 'file' }

const kindStep = (start: SignInStart): Step<SignInAnswers> => ({
  ask: async (page, answers) => {
    const { sources, before } = start
    const choice = await page.pick<KindChoice>({
      placeholder: l10n.t('How to sign in'),
      choices: async () => [...(await sources.choices()), ...kindChoices()],
      isActive: ({ way }) => way === answers.kind,
    })
    if (choice === undefined || choice === BACK) return choice
    const { found: old, offers: _offers, ...rest } = answers
    // What came from a file is not to be mistaken for what was typed.
    const clean = { accessKey: '', secretKey: '', securityToken: '', expires: '', iam: before.iam }
    const typed = { ...rest, ...(old && clean) }
    if (choice.way === 'paste' || choice.way === 'file') {
      const offers = await (choice.way === 'paste' ? sources.pasted() : sources.chosenFile())
      return offers ? { ...typed, offers } : kindStep(start).ask(page, answers)
    }
    return choice.found ? withFound(typed, choice.found) : { ...typed, kind: choice.way ?? 'keys' }
  },
})

/** Nothing is taken unseen. */
const offersStep = ({ before }: SignInStart): Step<SignInAnswers> => ({
  isNeeded: ({ offers }) => offers !== undefined,
  ask: async (page, answers) => {
    const choice = await page.pick<SourceChoice>({
      placeholder: l10n.t('Keys to sign in with'),
      choices: () => answers.offers ?? [],
    })
    if (choice === undefined || choice === BACK) return choice
    return choice.found ? withFound({ ...answers, iam: before.iam }, choice.found) : answers
  },
})

/** A name that is taken is not overwritten unasked. */
const replaceStep = ({ taken, isReplacement }: SignInStart): Step<SignInAnswers> => ({
  isNeeded: ({ account }) => !isReplacement && taken.includes(account),
  ask: async (page, answers) => {
    const choice = await page.pick<Choice & { readonly replaces: boolean }>({
      placeholder: l10n.t('This account is signed in already'),
      choices: () => [
        {
          replaces: true,
          label: l10n.t('Replace the credentials of {0}', answers.account),
          detail: l10n.t('Those that are kept are forgotten; its projects stay.'),
        },
        { replaces: false, label: l10n.t('Give another name') },
      ],
    })
    return choice === undefined || choice === BACK ? choice : choice.replaces ? answers : BACK
  },
})

const kindChoices = (): readonly KindChoice[] => [
  { label: l10n.t('from elsewhere'), kind: QuickPickItemKind.Separator },
  { way: 'keys', label: l10n.t('Access key and secret key'), description: l10n.t('permanent') },
  {
    way: 'temporary',
    label: l10n.t('Temporary keys'),
    description: l10n.t('with a security token, until they expire'),
  },
  {
    way: 'user',
    label: l10n.t('IAM user and password'),
    description: l10n.t('with tokens, renewed if the password is kept'),
  },
  { way: 'paste', label: l10n.t('Keys from the clipboard'), description: l10n.t('in any usual form') },
  { way: 'file', label: 'credentials.csv…', description: l10n.t('as downloaded from the console') },
]

function withFound(answers: SignInAnswers, found: Found): SignInAnswers {
  const { accessKey = '', secretKey = '', securityToken = '', expiresAt } = found.keys ?? {}
  const expires = expiresAt === undefined ? '' : new Date(expiresAt).toISOString()
  const kind = securityToken ? 'temporary' : 'keys'
  const iam = found.iam ?? answers.iam
  return { ...answers, found, iam, kind, accessKey, secretKey, securityToken, expires }
}

function fieldStep(field: SignInField, { problem, isReplacement, now }: SignInStart): Step<SignInAnswers> {
  return {
    isNeeded: (answers) => {
      if (field === 'account' && isReplacement) return false
      if (answers.found?.keys && field !== 'account' && problem?.field !== field) return false
      return OF_KIND[answers.kind].includes(field) && (field !== 'userId' || answers.passcode !== '')
    },
    ask: async (page: Page, answers) => {
      const value = await page.input(questionOf(field, answers[field], now(), problem))
      if (typeof value !== 'string') return value
      return { ...answers, [field]: field === 'password' ? value : value.trim() }
    },
  }
}

const keepStep: Step<SignInAnswers> = {
  isNeeded: ({ kind }) => kind === 'user',
  ask: async (page, answers) => {
    const { passcode } = answers
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
          detail: passcode
            ? l10n.t('Only a new passcode is then needed when the token ends.')
            : l10n.t('Tokens are then renewed without asking.'),
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
  const place = answers.iam && { iam: answers.iam }
  switch (answers.kind) {
    case 'keys':
      return { accessKey, secretKey, ...place }
    case 'temporary':
      return { accessKey, secretKey, securityToken, ...(expires && { expiresAt: Date.parse(expires) }), ...place }
    case 'user':
      return { domain, user, ...(answers.keepsPassword && { password }), ...(passcode && { userId }), ...place }
  }
}
