import * as z from 'zod/mini'
import { AnswerError, ApiError, PathError, requestIdIn } from './errors'
import { isSafeEndpoint } from './regions'
import { exchange, jsonOf, type Travel } from './send'

/** What IAM gives for a password; good for one project, or for the account's own affairs. */
export interface Token {
  readonly value: string
  /** Milliseconds since the epoch, by the service's clock. */
  readonly expiresAt: number
}

/** An IAM user's proof of identity; `passcode` is of the user's virtual MFA device and needs the user's id. */
export interface Login {
  readonly domain: string
  readonly user: string
  readonly password: string
  readonly mfa?: { readonly userId: string; readonly passcode: string } | undefined
}

const Answer = z.object({ token: z.object({ expires_at: z.string() }) })

/** POST /v3/auth/tokens: a token for a project, or without one for the account (iam_30_0001). Never sent twice by itself. */
export async function issueToken(
  travel: Travel,
  iam: string,
  login: Login,
  projectId: string | undefined,
  signal?: AbortSignal,
): Promise<Token> {
  if (!isSafeEndpoint(iam)) throw new PathError(iam)
  const url = `${iam}/v3/auth/tokens?nocatalog=true`
  const body = JSON.stringify(requestOf(login, projectId))
  const headers = { 'content-type': 'application/json;charset=utf8' }
  const make = (): Request => new Request(url, { method: 'POST', headers, body, redirect: 'manual' })
  const answer = await exchange(travel, make, signal).catch((error: unknown) => {
    if (error instanceof ApiError) error.proof = 'password'
    throw error
  })
  const { host } = new URL(url)
  const value = answer.headers.get('x-subject-token')
  const result = Answer.safeParse(jsonOf(answer, host))
  const expiresAt = result.success ? Date.parse(result.data.token.expires_at) : Number.NaN
  if (value && !Number.isNaN(expiresAt)) return { value, expiresAt }
  throw new AnswerError(host, 'no token in the answer', requestIdIn(answer.headers))
}

function requestOf({ domain, user, password, mfa }: Login, projectId: string | undefined): object {
  const identity = {
    methods: mfa ? ['password', 'totp'] : ['password'],
    password: { user: { name: user, password, domain: { name: domain } } },
    ...(mfa && { totp: { user: { id: mfa.userId, passcode: mfa.passcode } } }),
  }
  const scope = projectId ? { project: { id: projectId } } : { domain: { name: domain } }
  return { auth: { identity, scope } }
}
