import { type Answer, type Call, field } from './call'
import { newSecret } from './ids'
import { regionOf } from './projectScope'
import { iamRefusal } from './refusal'
import type { Account, Project, Token, User } from './state'

const LIFE_MS = 24 * 60 * 60_000

/** POST /v3/auth/tokens: a token for a password, and a passcode where the user has a second factor (IAM API: tokens and projects). */
export function issueToken(call: Call): Answer {
  const auth = field(call.body, 'auth')
  const identity = field(auth, 'identity')
  const methods = field(identity, 'methods')
  if (!Array.isArray(methods) || !methods.includes('password')) {
    throw iamRefusal(400, 'Bad Request', "Expecting to find 'password' in methods.")
  }
  const { account, user } = userOf(call, identity, methods.includes('totp'))
  const project = scopeOf(account, field(auth, 'scope'))
  const token: Token = {
    value: `MII${newSecret(600)}`,
    accountId: account.id,
    userId: user.id,
    expiresAt: call.serverTime + LIFE_MS,
    ...(project && { projectId: project.id }),
  }
  call.state.tokens.push(token)
  return {
    status: 201,
    headers: { 'x-subject-token': token.value },
    body: { token: tokenView(call, methods, account, user, project) },
  }
}

/** One message for everything that is wrong, as the service has. */
function userOf(call: Call, identity: unknown, withPasscode: boolean): { account: Account; user: User } {
  const given = field(field(identity, 'password'), 'user')
  const domain = field(given, 'domain')
  const account = call.state.accounts.find(
    ({ id, name }) => name === field(domain, 'name') || id === field(domain, 'id'),
  )
  const user = account?.users.find(({ id, name }) => name === field(given, 'name') || id === field(given, 'id'))
  const passcode = withPasscode ? field(field(field(identity, 'totp'), 'user'), 'passcode') : undefined
  const isGood = user && user.password === field(given, 'password') && user.passcode === passcode
  if (account && user && isGood) return { account, user }
  throw iamRefusal(401, 'Unauthorized', 'The username or password is wrong.')
}

function scopeOf(account: Account, scope: unknown): Project | undefined {
  const wanted = field(scope, 'project')
  if (wanted === undefined) return undefined
  const project = account.projects.find(({ id, name }) => id === field(wanted, 'id') || name === field(wanted, 'name'))
  if (project?.enabled) return project
  throw iamRefusal(400, 'Bad Request', 'The project of the scope cannot be found.')
}

function tokenView(
  call: Call,
  methods: readonly unknown[],
  account: Account,
  user: User,
  project: Project | undefined,
): object {
  const domain = { id: account.id, name: account.name }
  const place = project ? { project: { domain, id: project.id, name: project.name } } : { domain }
  const region = project?.name.split('_')[0] ?? regionOf(call.url) ?? '*'
  const catalog = [
    {
      endpoints: [{ id: 'emulator', interface: 'public', region, url: call.url.origin }],
      id: 'modelarts',
      name: 'modelarts',
      type: 'modelarts',
    },
  ]
  return {
    ...(call.url.searchParams.get('nocatalog') ? {} : { catalog }),
    expires_at: micros(call.serverTime + LIFE_MS),
    issued_at: micros(call.serverTime),
    methods,
    ...place,
    roles: [{ id: '0', name: 'te_admin' }],
    user: { domain, id: user.id, name: user.name, password_expires_at: '' },
  }
}

/** `2026-01-16T08:30:00.123000Z` */
const micros = (time: number): string => `${new Date(time).toISOString().slice(0, -1)}000Z`
