import { l10n } from 'vscode'
import type { Credentials } from '../auth/credentials'
import { FIELDS, questionOf, type SignInField, type SignInProblem } from './signInFields'
import { BACK, type Choice, type Page, runWizard, type Step } from './wizard'

/** The ways to prove who one is. */
export type SignInKind = 'keys' | 'temporary' | 'user'

/** What was typed, also while it is not right yet. */
export type SignInAnswers = Readonly<Record<SignInField, string>> & {
  readonly kind: SignInKind
  readonly keepsPassword: boolean
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
  return runWizard(title, [kindStep, ...fields, keepStep], start.before, from ? FIELDS.indexOf(from) + 1 : 0)
}

type KindChoice = Choice & { readonly way: SignInKind }

const kindStep: Step<SignInAnswers> = {
  ask: async (page, answers) => {
    const choices = (): readonly KindChoice[] => [
      { way: 'keys', label: l10n.t('Access key and secret key'), description: l10n.t('permanent') },
      {
        way: 'temporary',
        label: l10n.t('Temporary keys'),
        description: l10n.t('with a security token, until they end'),
      },
      { way: 'user', label: l10n.t('IAM user and password'), description: l10n.t('tokens are renewed by themselves') },
    ]
    const placeholder = l10n.t('How to sign in')
    const choice = await page.pick({ placeholder, choices, isActive: ({ way }) => way === answers.kind })
    return choice === undefined || choice === BACK ? choice : { ...answers, kind: choice.way }
  },
}

function fieldStep(field: SignInField, { problem, isReplacement }: SignInStart): Step<SignInAnswers> {
  return {
    isNeeded: (answers) => {
      if (field === 'account' && isReplacement) return false
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
