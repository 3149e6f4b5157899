import { randomInt } from 'node:crypto'
import { l10n, ThemeIcon } from 'vscode'
import { generatePassword, isDoubtful, type PasswordProblem, passwordProblems } from '../../api/password'
import { type ChangeOsAnswers, withPassword, withRepeated } from '../../model/changeOsAnswers'
import type { InputButton, Step } from '../wizard'

const needsPassword = ({ login }: ChangeOsAnswers): boolean => login?.kind === 'password'
const given = ({ login }: ChangeOsAnswers): string | undefined =>
  login?.kind === 'password' ? login.password : undefined

/** A password by the service's rules, ticked off while it is typed. */
export const passwordStep = (): Step<ChangeOsAnswers> => ({
  isNeeded: needsPassword,
  ask: async (page, answers) => {
    const password = await page.input({
      prompt: l10n.t('Password for root. It is not kept anywhere: note it down yourself.'),
      value: given(answers),
      isPassword: true,
      check: (value) => (passwordProblems(value).length > 0 ? checklist(value) : undefined),
      praise: (value) =>
        isDoubtful(value)
          ? l10n.t('All rules are met, but not everywhere does the service take $ and ^: other signs are safer.')
          : l10n.t('All rules are met.'),
      buttons: [generate(), reveal()],
    })
    return typeof password === 'string' ? withPassword(answers, password) : password
  },
})

/** Typed once more, also when it was generated: whoever can repeat it has it. */
export const repeatStep = (): Step<ChangeOsAnswers> => ({
  isNeeded: needsPassword,
  ask: async (page, answers) => {
    const { login } = answers
    const again = await page.input({
      prompt: l10n.t('The same password again'),
      value: login?.kind === 'password' && login.isRepeated ? login.password : undefined,
      isPassword: true,
      check: (value) => (value === given(answers) ? undefined : l10n.t('The two do not match yet.')),
      praise: () => l10n.t('The two match.'),
    })
    return typeof again === 'string' ? withRepeated(answers) : again
  },
})

/** It shows, so that the user can note it down; nothing of ours copies it. */
const generate = (): InputButton => ({
  iconPath: new ThemeIcon('wand'),
  tooltip: l10n.t('Generate a strong password and show it'),
  press: () => ({ value: generatePassword(randomInt), isPassword: false }),
})

const reveal = (): InputButton => ({
  iconPath: new ThemeIcon('eye'),
  tooltip: l10n.t('Show or hide the password'),
  press: ({ value, isPassword }) => ({ value, isPassword: !isPassword }),
})

function checklist(password: string): string {
  const problems = passwordProblems(password)
  const rules: readonly (readonly [PasswordProblem, string])[] = [
    ['length', l10n.t('8 to 26 characters')],
    ['kinds', l10n.t('three of: upper case, lower case, digit, special')],
    ['characters', l10n.t('specials only of {0}', '!@%-_=+[{}]:,./?')],
    ['userName', l10n.t('not “root” or “administrator”, forwards or backwards')],
  ]
  return rules.map(([rule, text]) => `${problems.includes(rule) ? '✗' : '✓'} ${text}`).join('   ')
}
