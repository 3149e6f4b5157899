import { type Authorize, signWith, tokenWith } from '../api/authorize'
import { type Call, callWith } from '../api/call'
import { CredentialsError } from '../api/errors'
import { type Endpoints, endpointOf, endpointsIn } from '../api/regions'
import type { Travel } from '../api/send'
import { type ServerTime, serverTime } from '../api/serverTime'
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
  readonly expiresAt: number | undefined
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
  const time = serverTime(travel.clock)
  const heard: Travel = { ...travel, send: time.listening(travel.send) }
  const isKey = 'accessKey' in credentials
  const authorize = isKey ? signWith(credentials, time) : withTokens(project, credentials, heard, time, session)
  return {
    project,
    identity: identityOf(credentials),
    expiresAt: isKey ? credentials.expiresAt : undefined,
    clockSkewMs: time.skewMs,
    call: guarded(callWith({ region, projectId, endpoints, authorize }, heard), session),
  }
}

/** The addresses that a project's requests go to: its own ones, then those of its cloud's domain. */
export const endpointsOf = ({ region, endpoints, endpointDomain }: Project): Endpoints => ({
  ...(endpointDomain && endpointsIn(endpointDomain, region)),
  ...endpoints,
})

const guarded = (call: Call, { guard }: Partial<Session>): Call =>
  guard ? (operation, schema) => guard.run(() => call(operation, schema)) : call

function withTokens(
  project: Project,
  user: UserCredentials,
  travel: Travel,
  time: ServerTime,
  { tokens = new Tokens(memoryShelf()), entered }: Partial<Session>,
): Authorize {
  const { region, projectId } = project
  const iam = endpointOf('iam', region, endpointsOf(project))
  const issue = async () => {
    const typed = entered?.()
    const password = user.password ?? typed?.password
    const passcode = user.userId === undefined ? undefined : typed?.passcode
    if (password === undefined || (user.userId !== undefined && !passcode)) throw new CredentialsError('passwordNeeded')
    const mfa = user.userId && passcode ? { userId: user.userId, passcode } : undefined
    return issueToken(travel, iam, { domain: user.domain, user: user.user, password, mfa }, projectId || undefined)
  }
  return tokenWith((refused) => tokens.take(projectId, time.now(), issue, refused))
}
