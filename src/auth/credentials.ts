import * as z from 'zod/mini'
import { isSafeEndpoint } from '../api/regions'

const trimmed = z.string().check(z.trim())
const name = trimmed.check(z.minLength(1), z.maxLength(200))

/** What can stand in a header: printable ASCII without blanks. */
const printable = trimmed.check(z.regex(/^[!-~]+$/))
/** Where the account lives, unless that is where the IAM setting says; nothing of it is sent to another cloud. */
const iam = z.optional(z.string().check(z.refine(isSafeEndpoint)))

/** Keys that sign: permanent, or temporary ones with their security token. */
export const KeyCredentials = z.object({
  accessKey: trimmed.check(z.regex(/^[\w-]{4,128}$/)),
  secretKey: printable,
  securityToken: z.optional(
    z.pipe(
      trimmed.check(z.regex(/^[!-~]*$/)),
      z.transform((value) => value || undefined),
    ),
  ),
  /** When temporary keys end, in milliseconds since the epoch, where that is known. */
  expiresAt: z.optional(z.number()),
  iam,
})
export type KeyCredentials = z.infer<typeof KeyCredentials>

/** An IAM user that gets tokens for a password. */
export const UserCredentials = z.object({
  /** The account's name at the service. */
  domain: name,
  user: name,
  /** Only where the user wants it kept. */
  password: z.optional(z.string().check(z.minLength(1))),
  /** The user's id, where a passcode has to go with the password. */
  userId: z.optional(trimmed.check(z.regex(/^[\w-]{1,64}$/))),
  iam,
})
export type UserCredentials = z.infer<typeof UserCredentials>

/** What proves who sends an account's requests; exists in SecretStorage, in memory, and nowhere else. */
export const Credentials = z.union([KeyCredentials, UserCredentials])
export type Credentials = z.infer<typeof Credentials>

/** Who the credentials belong to, so far as it may be shown. */
export function identityOf(credentials: Credentials): string {
  return 'accessKey' in credentials ? masked(credentials.accessKey) : `${credentials.user} (${credentials.domain})`
}

/** First and last four characters of an access key, the rest dots. */
export function masked(accessKey: string): string {
  return accessKey.length <= 8 ? '••••' : `${accessKey.slice(0, 4)}••••${accessKey.slice(-4)}`
}
