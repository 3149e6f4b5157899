import { type Authorize, signWith, tokenWith } from '../api/authorize'
import { type Call, callWith } from '../api/call'
import { CredentialsError } from '../api/errors'
import { type Endpoints, endpointOf, endpointsIn } from '../api/regions'
import type { Travel } from '../api/send'
import { serverTime } from '../api/serverTime'
import { issueToken } from '../api/token'
import type { Session } from '../auth/accounts'
import { type Credentials, identityOf, type UserCredentials } from '../auth/credentials'
import { memoryShelf, Tokens } from '../auth/tokens'
import type { Project } from './project'

/** A project with what is needed to talk to it; replaced whole, so that an older one's answers are known by identity. */
export interface Connection {
  readonly project: Project
  /** Who is signed in, masked. */
  readonly identity: string
  /** When the credentials end, in milliseconds since the epoch, where nothing renews them. */
  readonly expiresAt: () => number | undefined
  /** What is wrong once they have ended: an IAM user only gives the password again. */
  readonly endsAs: 'expired' | 'passwordNeeded'
  /** Until when the service has locked the key, in milliseconds since the epoch; undefined while it has not. */
  readonly lockedUntil: () => number | undefined
  /** How far the service's clock was ahead of ours when last heard, in milliseconds. */
  readonly clockSkewMs: () => number
  readonly call: Call
}

/** Makes a connection; sends nothing. */
export function connect(
  project: Project,
  credentials: Credentials,
  travel: Travel,
  session: Partial<Session> = {},
): Connection {
  const { region, projectId } = project
  const endpoints = endpointsOf(project)
  const { guard, time = serverTime(travel.clock), tokens = new Tokens(memoryShelf()) } = session
  const heard: Travel = { ...travel, send: time.listening(travel.send) }
  const isKey = 'accessKey' in credentials
  // A second factor has to be typed each time, whatever is kept.
  const renewsItself = !isKey && credentials.password !== undefined && credentials.userId === undefined
  const shared = { ...session, time, tokens }
  const authorize = isKey ? signWith(credentials, time) : withTokens(project, credentials, heard, shared)
  const endOfToken = (): number | undefined => tokens.endOf(projectId)
  const call = callWith({ region, projectId, endpoints, authorize }, heard)
  return {
    project,
    identity: identityOf(credentials),
    expiresAt: isKey ? () => credentials.expiresAt : renewsItself ? () => undefined : endOfToken,
    endsAs: isKey ? 'expired' : 'passwordNeeded',
    lockedUntil: () => guard?.lockedUntil,
    clockSkewMs: time.skewMs,
    call: guard
      ? (operation, schema) =>
          guard.run(endpointOf(operation.service, region, endpoints), () => call(operation, schema))
      : call,
  }
}

/** The addresses that a project's requests go to: its own ones, then those of its cloud's domain. */
export const endpointsOf = ({ region, endpoints, endpointDomain }: Project): Endpoints => ({
  ...(endpointDomain && endpointsIn(endpointDomain, region)),
  ...endpoints,
})

function withTokens(
  project: Project,
  user: UserCredentials,
  travel: Travel,
  { tokens, time, entered, guard }: Partial<Session> & Pick<Session, 'tokens' | 'time'>,
): Authorize {
  const { region, projectId } = project
  const iam = endpointOf('iam', region, endpointsOf(project))
  const issue = async (signal: AbortSignal) => {
    const typed = entered?.()
    const password = user.password ?? typed?.password
    const passcode = user.userId === undefined ? undefined : typed?.passcode
    if (password === undefined || (user.userId !== undefined && !passcode)) throw new CredentialsError('passwordNeeded')
    const mfa = user.userId && passcode ? { userId: user.userId, passcode } : undefined
    const login = { domain: user.domain, user: user.user, password, mfa }
    return issueToken(travel, iam, login, projectId || undefined, signal).catch((error: unknown) => {
      // A wrong password is wrong for all projects, wherever they are.
      guard?.learn(error)
      throw error
    })
  }
  return tokenWith((refused, signal) => tokens.take(projectId, { now: time.now(), issue, refused, signal }))
}
