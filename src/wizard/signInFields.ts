import { l10n } from 'vscode'
import { KeyCredentials } from '../auth/credentials'
import type { InputQuestion } from './wizard'

/** The answers that are typed, in the order in which they are asked for. */
export const FIELDS = [
  'account',
  'accessKey',
  'secretKey',
  'securityToken',
  'expires',
  'domain',
  'user',
  'password',
  'passcode',
  'userId',
] as const
export type SignInField = (typeof FIELDS)[number]

/** The answer that the service turned down, and its words. */
export interface SignInProblem {
  readonly field: SignInField
  readonly text: string
}

type Check = (typed: string) => string | undefined

const isThere: Check = (typed) => (typed.trim() ? undefined : l10n.t('This is needed.'))

/** How one answer is asked for; what was just refused is not taken again. */
export function questionOf(field: SignInField, value: string, problem: SignInProblem | undefined): InputQuestion {
  const refused = problem?.field === field ? problem.text : undefined
  const question = QUESTIONS[field]()
  const check: Check = (typed) => {
    const wrong = question.check?.(typed)
    if (wrong !== undefined) return wrong
    // A passcode changes by itself, and a name is not what was refused.
    const isOld = refused !== undefined && field !== 'account' && typed.trim() !== '' && typed.trim() === value.trim()
    return isOld ? l10n.t('This was just refused: {0}', refused) : undefined
  }
  return { ...question, value, problem: refused, check }
}

const QUESTIONS: Readonly<Record<SignInField, () => Omit<InputQuestion, 'value' | 'problem'>>> = {
  account: () => ({
    prompt: l10n.t('A name for this account, as you like'),
    placeholder: 'work',
    check: isThere,
  }),
  accessKey: () => ({
    prompt: l10n.t('Access key (AK), from My Credentials in the console'),
    check: (typed) =>
      KeyCredentials.shape.accessKey.safeParse(typed).success
        ? undefined
        : l10n.t('An access key has letters and digits only.'),
  }),
  secretKey: () => ({ prompt: l10n.t('Secret key (SK)'), isPassword: true, check: isThere }),
  securityToken: () => ({
    prompt: l10n.t('Security token that came with the temporary keys'),
    isPassword: true,
    check: isThere,
  }),
  expires: () => ({
    prompt: l10n.t('When the temporary keys end (expires_at); leave empty if you do not know'),
    placeholder: '2026-01-15T09:30:00Z',
    check: (typed) =>
      typed.trim() === '' || !Number.isNaN(Date.parse(typed.trim()))
        ? undefined
        : l10n.t('A time looks like {0}.', '2026-01-15T09:30:00Z'),
  }),
  domain: () => ({
    prompt: l10n.t('Name of the account at Huawei Cloud, from My Credentials in the console'),
    check: isThere,
  }),
  user: () => ({
    prompt: l10n.t('Name of the IAM user; a HUAWEI ID or federated user cannot sign in this way'),
    check: isThere,
  }),
  password: () => ({
    prompt: l10n.t('Password of the IAM user'),
    isPassword: true,
    check: (typed) => (typed ? undefined : l10n.t('This is needed.')),
  }),
  passcode: () => ({
    prompt: l10n.t('Passcode of the virtual MFA device; leave empty if the user has none'),
    placeholder: '123456',
    check: (typed) => (/^(\d{6})?$/.test(typed.trim()) ? undefined : l10n.t('A passcode has six digits.')),
  }),
  userId: () => ({
    prompt: l10n.t('Id of the IAM user, which goes with the passcode; from My Credentials in the console'),
    check: (typed) => (/^[\w-]{1,64}$/.test(typed.trim()) ? undefined : l10n.t('An id has letters and digits only.')),
  }),
}
