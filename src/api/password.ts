/** What is wrong with a password for `admin_pass`. */
export type PasswordProblem = 'length' | 'kinds' | 'characters' | 'userName'

const KINDS = [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/]
/** The vendor's texts disagree on `$` and `^`, so these are accepted but never generated. */
const ALLOWED = /^[A-Za-z0-9!@%\-_=+[{}\]:,./?$^]*$/
const NAMES = ['root', 'administrator']

/** Checks the rules of the changeos page: 8 to 26 characters, three kinds, no login names, forwards or backwards. */
export function passwordProblems(password: string): readonly PasswordProblem[] {
  const problems: PasswordProblem[] = []
  const lower = password.toLowerCase()
  if (password.length < 8 || password.length > 26) problems.push('length')
  if (KINDS.filter((kind) => kind.test(password)).length < 3) problems.push('kinds')
  if (!ALLOWED.test(password)) problems.push('characters')
  if (NAMES.some((name) => lower.includes(name) || lower.includes([...name].reverse().join(''))))
    problems.push('userName')
  return problems
}
