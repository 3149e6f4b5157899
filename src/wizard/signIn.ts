import { l10n } from 'vscode'
import { Credentials } from '../auth/credentials'
import { type InputQuestion, type Page, runWizard, type Step } from './wizard'

/** What was typed, also while it is not right yet. */
export interface SignInAnswers {
  readonly account: string
  readonly accessKey: string
  readonly secretKey: string
  readonly securityToken: string
}

/** The answer that the service turned down, and its words. */
export interface SignInProblem {
  readonly field: 'accessKey' | 'secretKey' | 'securityToken'
  readonly text: string
}

const FIELDS = ['account', 'accessKey', 'secretKey', 'securityToken'] as const

/** Asks for an account's name and keys; after a refusal starts at the answer that was refused, keeping the others. */
export function askSignIn(before: SignInAnswers, problem?: SignInProblem): Promise<SignInAnswers | undefined> {
  const steps = FIELDS.map((field): Step<SignInAnswers> => {
    return {
      ask: async (page: Page, answers) => {
        const refused = problem?.field === field ? { text: problem.text, value: before[field] } : undefined
        const value = await page.input(questionOf(field, answers[field], refused))
        return typeof value === 'string' ? { ...answers, [field]: value.trim() } : value
      },
    }
  })
  return runWizard(l10n.t('Sign In to Huawei Cloud'), steps, before, problem ? FIELDS.indexOf(problem.field) : 0)
}

type Refused = { readonly text: string; readonly value: string } | undefined

function questionOf(field: (typeof FIELDS)[number], value: string, refused: Refused): InputQuestion {
  const base = { value, problem: refused?.text }
  const isNew = (typed: string): string | undefined =>
    refused && typed.trim() === refused.value ? l10n.t('This was just refused: {0}', refused.text) : undefined
  const isThere = (typed: string): string | undefined => (typed.trim() ? isNew(typed) : l10n.t('This is needed.'))
  switch (field) {
    case 'account':
      return { ...base, prompt: l10n.t('A name for this account, as you like'), placeholder: 'work', check: isThere }
    case 'accessKey':
      return {
        ...base,
        prompt: l10n.t('Access key (AK), from My Credentials in the console'),
        check: (typed) =>
          Credentials.shape.accessKey.safeParse(typed).success
            ? isNew(typed)
            : l10n.t('An access key has letters and digits only.'),
      }
    case 'secretKey':
      return { ...base, prompt: l10n.t('Secret key (SK)'), isPassword: true, check: isThere }
    case 'securityToken':
      return {
        ...base,
        prompt: l10n.t('Security token, for temporary keys only; leave empty otherwise'),
        isPassword: true,
        check: (typed) => (typed.trim() ? isNew(typed) : undefined),
      }
  }
}
