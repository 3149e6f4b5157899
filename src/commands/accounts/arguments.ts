import * as z from 'zod/mini'
import { type Credentials, KeyCredentials, UserCredentials } from '../../auth/credentials'
import { valueAt } from '../../base/valueAt'
import { NAME_MAX } from '../../model/project'
import { argumentOf } from '../argument'

const account = z.string().check(z.trim(), z.minLength(1), z.maxLength(NAME_MAX))
const project = z.optional(z.string())

/** Names an account, or a project that is listed with it. */
export const Named = z.strictObject({ account: z.optional(account), project })
export type Named = z.infer<typeof Named>

const Keys = z.strictObject({ account, project, ...KeyCredentials.shape })
const User = z.strictObject({
  account,
  project,
  ...UserCredentials.shape,
  /** These two go with a user's name and are not kept. */
  passcode: z.optional(z.string()),
  keepsPassword: z.optional(z.boolean()),
})

/** Credentials as a command's argument object gives them. */
export interface Given {
  readonly account: string
  readonly credentials: Credentials
  readonly passcode?: string | undefined
  readonly keepsPassword?: boolean | undefined
}

/** Undefined where the argument has no part of credentials. Throws the schema's error for one that has, and is not right. */
export function givenIn(argument: unknown): Given | undefined {
  const has = (...fields: readonly string[]): boolean =>
    fields.some((field) => valueAt(argument, [field]) !== undefined)
  if (has('accessKey', 'secretKey', 'securityToken')) {
    const keys = argumentOf(Keys, argument)
    return keys && { account: keys.account, credentials: KeyCredentials.parse(keys) }
  }
  if (!has('domain', 'user', 'password')) return undefined
  const user = argumentOf(User, argument)
  if (!user) return undefined
  const { passcode, keepsPassword } = user
  return { account: user.account, credentials: UserCredentials.parse(user), passcode, keepsPassword }
}
