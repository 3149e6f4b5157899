import type { Call, Caller } from './call'
import { notAuthentic, type Refusal } from './refusal'
import type { Account, EmulatorState, TemporaryKey } from './state'
import { type Authorization, parseAuthorization, type SignedRequest, signatureProblem } from './verifySignature'

const LOCK_MS = 5 * 60_000
const FAILURES_ALLOWED = 5

/** Who sent the request; throws the gateway's refusal otherwise. */
export function authenticate(call: Call, request: SignedRequest): Caller {
  const header = request.headers.get('authorization')
  if (header !== null) {
    const authorization = parseAuthorization(header)
    if (!authorization) throw notAuthentic('Unauthorized')
    return callerOfSignature(call, request, authorization)
  }
  const token = request.headers.get('x-auth-token')
  if (token === null || token === '') throw notAuthentic('x-auth-token not found')
  return callerOfToken(call, token)
}

function callerOfToken({ state, serverTime }: Call, value: string): Caller {
  const token = state.tokens.find((issued) => issued.value === value)
  const account = token && accountOf(state, token.accountId)
  if (!token || !account) throw notAuthentic('decrypt token fail')
  if (serverTime >= token.expiresAt) {
    throw notAuthentic(`token expires, expires_at:${new Date(token.expiresAt).toISOString()}`)
  }
  const scope = token.projectId === undefined ? {} : { projectId: token.projectId }
  return { account, userId: token.userId, by: 'token', ...scope }
}

function callerOfSignature(call: Call, request: SignedRequest, authorization: Authorization): Caller {
  const { state, now } = call
  const { accessKey } = authorization
  const known = keyOf(state, accessKey)
  if (!known) throw notAuthentic(`ak ${accessKey} not exist`)
  const lockout = state.lockouts[accessKey]
  if (lockout && now < lockout.lockedUntil) throw locked()
  const problem =
    tokenProblem(call, request, accessKey, known.temporary) ??
    signatureProblem(request, authorization, known.secretKey, call.serverTime)
  if (!problem) {
    delete state.lockouts[accessKey]
    return { account: known.account, userId: known.userId, by: known.temporary ? 'temporaryKey' : 'key' }
  }
  const failures = (lockout && lockout.lockedUntil === 0 ? lockout.failures : 0) + 1
  const isLocked = failures > FAILURES_ALLOWED
  state.lockouts[accessKey] = { failures, lockedUntil: isLocked ? now + LOCK_MS : 0 }
  throw isLocked ? locked() : problem
}

const locked = (): Refusal => notAuthentic('AK access failed to reach the limit,forbidden')

function tokenProblem(
  call: Call,
  request: SignedRequest,
  accessKey: string,
  temporary: TemporaryKey | undefined,
): Refusal | undefined {
  if (!temporary) return undefined
  const token = request.headers.get('x-security-token')
  if (token === null) return notAuthentic(`ak ${accessKey} not exist`)
  const isGood = token === temporary.securityToken && call.serverTime < temporary.expiresAt
  return isGood ? undefined : notAuthentic('verify aksk signature fail')
}

interface KnownKey {
  readonly account: Account
  readonly userId: string
  readonly secretKey: string
  readonly temporary?: TemporaryKey
}

function keyOf(state: EmulatorState, accessKey: string): KnownKey | undefined {
  for (const account of state.accounts) {
    const key = account.keys.find((own) => own.accessKey === accessKey)
    if (key) return { account, userId: key.userId, secretKey: key.secretKey }
  }
  const temporary = state.temporaryKeys.find((own) => own.accessKey === accessKey)
  const account = temporary && accountOf(state, temporary.accountId)
  return temporary && account && { account, userId: temporary.userId, secretKey: temporary.secretKey, temporary }
}

const accountOf = (state: EmulatorState, id: string): Account | undefined =>
  state.accounts.find((account) => account.id === id)
