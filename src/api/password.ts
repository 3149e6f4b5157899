/** What is wrong with a password for `admin_pass`. */
export type PasswordProblem = 'length' | 'kinds' | 'characters' | 'userName'

const KINDS = [/[A-Z]/, /[a-z]/, /[0-9]/, /[^A-Za-z0-9]/]
/** The vendor's texts disagree on `$` and `^`, so these are accepted but never generated. */
const ALLOWED = /^[A-Za-z0-9!@%\-_=+[{}\]:,./?$^]*$/
/** The service's pages disagree on these. */
export const isDoubtful = (password: string): boolean => /[$^]/.test(password)

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

const LETTERS = ['ABCDEFGHJKLMNPQRSTUVWXYZ', 'abcdefghijkmnopqrstuvwxyz', '23456789', '!@%-_=+:,./?'] as const
const LENGTH = 20

/** A strong password of every kind, without letters that are mistaken for others; `randomInt` gives 0 to below `limit`. */
export function generatePassword(randomInt: (limit: number) => number): string {
  const all = LETTERS.join('')
  const pick = (from: string): string => from.charAt(randomInt(from.length))
  for (;;) {
    const letters = [...LETTERS.map(pick), ...Array.from({ length: LENGTH - LETTERS.length }, () => pick(all))]
    for (let at = letters.length - 1; at > 0; at--) {
      const other = randomInt(at + 1)
      const letter = letters[at] ?? ''
      letters[at] = letters[other] ?? ''
      letters[other] = letter
    }
    const password = letters.join('')
    if (passwordProblems(password).length === 0) return password
  }
}
