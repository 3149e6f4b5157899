import type { Image } from '../api/schemas'

/** Text that runs at the first start, and where it came from. */
export interface UserData {
  /** A file's or template's name, for people; never its content. */
  readonly name: string
  readonly text: string
}

/** A way to log in, as far as it has been answered. */
export type LoginAnswer =
  | { readonly kind: 'keyPair'; readonly name: string }
  /** A pair that is yet to be made, or imported; `former` is the one chosen before. */
  | { readonly kind: 'newKeyPair' | 'importKeyPair'; readonly former?: string | undefined }
  | { readonly kind: 'password'; readonly password?: string; readonly isRepeated?: boolean }

/** What the wizard asks for; only what was answered is there. The password lives here and nowhere else. */
export interface ChangeOsAnswers {
  readonly image?: Image
  /** The user wants to type an id. */
  readonly wantsOwnImage?: boolean
  readonly login?: LoginAnswer
  /** `none` once the user chose so. */
  readonly userData?: UserData | 'none'
}

/** The answers in full. */
export interface ChangeOsPlan {
  readonly image: Image
  readonly login: { readonly keyPairName: string } | { readonly adminPass: string }
  readonly userData?: UserData | undefined
}

/** An image that is known by its id only. */
export const unlistedImage = (id: string, name = id): Image => ({
  id,
  name,
  arch: undefined,
  serverType: undefined,
  isActive: true,
})

/** Another image leaves the login and the user data as they are. */
export const withImage = (answers: ChangeOsAnswers, image: Image): ChangeOsAnswers => ({
  ...answers,
  image,
  wantsOwnImage: false,
})

/** Another way to log in ends the one before: a password that is not wanted any more is forgotten at once. */
export function withLogin(answers: ChangeOsAnswers, login: LoginAnswer): ChangeOsAnswers {
  const isSameWay = login.kind === 'password' && answers.login?.kind === 'password'
  if (isSameWay) return answers
  const isOfPair = login.kind === 'newKeyPair' || login.kind === 'importKeyPair'
  const former = formerPair(answers.login)
  return { ...answers, login: isOfPair && former ? { kind: login.kind, former } : login }
}

/** The pair chosen last, also where another one was about to be made. */
export function formerPair(login: LoginAnswer | undefined): string | undefined {
  switch (login?.kind) {
    case 'keyPair':
      return login.name
    case 'newKeyPair':
    case 'importKeyPair':
      return login.former
    case 'password':
    case undefined:
      return undefined
  }
}

/** A repetition is good for the password it repeated only. */
export function withPassword(answers: ChangeOsAnswers, password: string): ChangeOsAnswers {
  const before = answers.login
  const isRepeated = before?.kind === 'password' && before.password === password && before.isRepeated === true
  return { ...answers, login: { kind: 'password', password, isRepeated } }
}

/** The password was typed twice. */
export function withRepeated(answers: ChangeOsAnswers): ChangeOsAnswers {
  return answers.login?.kind === 'password' ? { ...answers, login: { ...answers.login, isRepeated: true } } : answers
}

/** The plan, once every question has an answer that can be sent. */
export function planOf({ image, login, userData }: ChangeOsAnswers): ChangeOsPlan | undefined {
  if (!image || !login) return undefined
  const data = userData === 'none' ? undefined : userData
  switch (login.kind) {
    case 'keyPair':
      return { image, login: { keyPairName: login.name }, userData: data }
    case 'password':
      return login.password && login.isRepeated
        ? { image, login: { adminPass: login.password }, userData: data }
        : undefined
    case 'newKeyPair':
    case 'importKeyPair':
      return undefined
  }
}
