import { type Answer, field, ok, type Route, type SignedCall } from './call'
import { newSecret } from './ids'
import { iamRefusal } from './refusal'
import type { Project } from './state'
import { issueToken } from './tokens'

/** Projects, the account, tokens and temporary keys (IAM API: tokens and projects). */
export const iam: readonly Route[] = [
  { service: 'iam', method: 'GET', path: '/v3/projects', needs: 'caller', answer: listProjects },
  { service: 'iam', method: 'GET', path: '/v3/auth/projects', needs: 'caller', answer: listOwnProjects },
  { service: 'iam', method: 'GET', path: '/v3/auth/domains', needs: 'caller', answer: listDomains },
  { service: 'iam', method: 'POST', path: '/v3/auth/tokens', needs: 'nothing', answer: issueToken },
  {
    service: 'iam',
    method: 'POST',
    path: '/v3.0/OS-CREDENTIAL/securitytokens',
    needs: 'caller',
    answer: issueTemporaryKey,
  },
]

const MAX_PER_PAGE = 5000

function listProjects(call: SignedCall): Answer {
  const { searchParams } = call.url
  const filters: Readonly<Record<string, (project: Project) => string>> = {
    name: ({ name }) => name,
    enabled: ({ enabled }) => String(enabled),
    domain_id: () => call.caller.account.id,
    parent_id: () => call.caller.account.id,
    is_domain: () => 'false',
  }
  const found = call.caller.account.projects.filter((project) =>
    Object.entries(filters).every(([name, value]) => (searchParams.get(name) ?? value(project)) === value(project)),
  )
  return ok(projectList(call, pageOf(call, found)))
}

function pageOf(call: SignedCall, projects: readonly Project[]): readonly Project[] {
  const page = call.url.searchParams.get('page')
  const perPage = call.url.searchParams.get('per_page')
  if (page === null && perPage === null) return projects
  const [number, size] = [Number(page), Number(perPage)]
  const isGood = Number.isInteger(number) && number >= 1 && Number.isInteger(size) && size >= 1 && size <= MAX_PER_PAGE
  if (!isGood) throw iamRefusal(400, 'Bad Request', 'page and per_page must be given together and be in range.')
  return projects.slice((number - 1) * size, number * size)
}

function listOwnProjects(call: SignedCall): Answer {
  return ok(projectList(call, call.caller.account.projects))
}

function projectList({ caller, url }: SignedCall, projects: readonly Project[]): object {
  return {
    links: links(url, url.pathname),
    projects: projects.map(({ id, name, enabled }) => ({
      domain_id: caller.account.id,
      description: '',
      enabled,
      id,
      is_domain: false,
      links: { self: `${url.origin}/v3/projects/${id}` },
      name,
      parent_id: caller.account.id,
    })),
  }
}

function listDomains({ caller, url }: SignedCall): Answer {
  const { id, name } = caller.account
  const domain = { id, name, enabled: true, description: '', links: { self: `${url.origin}/v3/domains/${id}` } }
  return ok({ domains: [domain], links: links(url, url.pathname) })
}

const links = (url: URL, path: string): object => ({ self: `${url.origin}${path}`, next: null, previous: null })

function issueTemporaryKey(call: SignedCall): Answer {
  const identity = field(field(call.body, 'auth'), 'identity')
  const methods = field(identity, 'methods')
  if (!Array.isArray(methods) || methods.length !== 1 || methods[0] !== 'token') {
    throw iamRefusal(400, 'Bad Request', "Expecting to find 'token' in methods.")
  }
  const seconds = field(field(identity, 'token'), 'duration_seconds') ?? 900
  if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds < 900 || seconds > 86_400) {
    throw iamRefusal(400, 'Bad Request', 'duration_seconds must be from 900 to 86400.')
  }
  if (call.caller.by === 'temporaryKey') {
    throw iamRefusal(403, 'Forbidden', 'Temporary credentials cannot obtain further ones.')
  }
  const expiresAt = call.serverTime + seconds * 1000
  const key = {
    accessKey: `HST${newSecret(17).toUpperCase()}`,
    secretKey: newSecret(40),
    securityToken: `gQpjbi1lbXVsYXRvcg${newSecret(120)}`,
    accountId: call.caller.account.id,
    userId: call.caller.userId,
    expiresAt,
  }
  call.state.temporaryKeys.push(key)
  const expires_at = `${new Date(expiresAt).toISOString().slice(0, -1)}000Z`
  const { accessKey: access, secretKey: secret, securityToken: securitytoken } = key
  return { status: 201, body: { credential: { access, secret, securitytoken, expires_at } } }
}
