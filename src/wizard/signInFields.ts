import { l10n } from 'vscode'
import { KeyCredentials } from '../auth/credentials'
import { nameProblem } from './nameProblem'
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
export function questionOf(
  field: SignInField,
  value: string,
  now: number,
  problem: SignInProblem | undefined,
): InputQuestion {
  const refused = problem?.field === field ? problem.text : undefined
  const question = QUESTIONS[field](now)
  const check: Check = (typed) => {
    const wrong = question.check?.(typed)
    if (wrong !== undefined) return wrong
    const isOld = refused !== undefined && field !== 'account' && typed.trim() !== '' && typed.trim() === value.trim()
    return isOld ? l10n.t('This was just refused: {0}', refused) : undefined
  }
  return { ...question, value, problem: refused, check }
}

/** A key or token as it can be sent. */
const isPrintable: Check = (typed) => {
  if (!typed.trim()) return l10n.t('This is needed.')
  return /^[!-~]+$/.test(typed.trim()) ? undefined : l10n.t('Letters, digits and signs without blanks only.')
}

const isToCome = (typed: string, now: number): string | undefined => {
  if (typed.trim() === '') return undefined
  const at = Date.parse(typed.trim())
  if (Number.isNaN(at)) return l10n.t('A time looks like {0}.', '2026-01-15T09:30:00Z')
  return at > now ? undefined : l10n.t('This time has passed: get new temporary keys.')
}

const QUESTIONS: Readonly<Record<SignInField, (now: number) => Omit<InputQuestion, 'value' | 'problem'>>> = {
  account: () => ({
    prompt: l10n.t('A name for this account, as you like'),
    placeholder: 'work',
    check: nameProblem,
  }),
  accessKey: () => ({
    prompt: l10n.t('Access key (AK), from My Credentials in the console'),
    check: (typed) =>
      KeyCredentials.shape.accessKey.safeParse(typed).success
        ? undefined
        : l10n.t('An access key has letters and digits only.'),
  }),
  secretKey: () => ({ prompt: l10n.t('Secret key (SK)'), isPassword: true, check: isPrintable }),
  securityToken: () => ({
    prompt: l10n.t('Security token that came with the temporary keys'),
    isPassword: true,
    check: isPrintable,
  }),
  expires: (now) => ({
    prompt: l10n.t('When the temporary keys expire (expires_at); leave empty if unknown'),
    placeholder: '2026-01-15T09:30:00Z',
    check: (typed) => isToCome(typed, now),
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
