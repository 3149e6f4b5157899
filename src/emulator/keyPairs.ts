import { type Answer, field, isObject, ofProject, ok, type ProjectCall, type Route } from './call'
import { openStackRefusal, type Refusal, refusal } from './refusal'
import { fingerprintOf, generateKeyPair } from './sshKeys'
import type { KeyPair } from './state'

const ROOT = '/v3/{project}/keypairs'

/** KPS key pairs, and ECS's older list of the same (KPS and ECS APIs: key pairs); the KPS codes are made up, no list is published. */
export const keyPairs: readonly Route[] = [
  ofProject('kms', 'GET', ROOT, list),
  ofProject('kms', 'POST', ROOT, create),
  ofProject('kms', 'GET', `${ROOT}/{name}`, show),
  ofProject('kms', 'DELETE', `${ROOT}/{name}`, remove),
  ofProject('ecs', 'GET', '/v2.1/{project}/os-keypairs', listOfEcs),
]

const bad = (message: string): Refusal => refusal(400, 'KPS.0400', message)

function visible({ state, project, caller }: ProjectCall): KeyPair[] {
  return state.keyPairs.filter(
    (pair) => pair.projectId === project.id && (pair.scope === 'domain' || pair.userId === caller.userId),
  )
}

function list(call: ProjectCall): Answer {
  const limit = Number(call.url.searchParams.get('limit') ?? '50')
  if (!Number.isInteger(limit) || limit < 1 || limit > 1000) throw bad('limit must be an integer from 1 to 1000.')
  const marker = call.url.searchParams.get('marker')
  const from = marker === null || marker === '' ? 0 : Number(/^m(\d+)$/.exec(marker)?.[1])
  if (Number.isNaN(from)) throw bad('marker is invalid.')
  const all = visible(call)
  const found = all.slice(from, from + limit)
  const next = from + found.length
  return ok({
    keypairs: found.map((pair) => ({ keypair: view(pair) })),
    page_info: {
      next_marker: next < all.length ? `m${next}` : null,
      previous_marker: from > 0 ? `m${Math.max(0, from - limit)}` : null,
      current_count: found.length,
    },
  })
}

function view({ name, scope, publicKey, fingerprint, frozen }: KeyPair): object {
  return {
    name,
    type: 'ssh',
    scope,
    public_key: publicKey,
    fingerprint,
    is_key_protection: false,
    frozen_state: frozen ? '1' : '0',
  }
}

function show(call: ProjectCall): Answer {
  return ok({ keypair: view(named(call)) })
}

function remove(call: ProjectCall): Answer {
  const { keyPairs } = call.state
  keyPairs.splice(keyPairs.indexOf(named(call)), 1)
  return { status: 204 }
}

function named(call: ProjectCall): KeyPair {
  const pair = visible(call).find(({ name }) => name === call.params['name'])
  if (pair) return pair
  throw refusal(404, 'KPS.0404', `The key pair '${call.params['name']}' does not exist.`)
}

/** Without a public key a pair is made, and its private key is in this answer only. */
function create(call: ProjectCall): Answer {
  const asked = field(call.body, 'keypair')
  if (!isObject(asked)) throw bad("The body must have a 'keypair'.")
  const { name, type = 'ssh', scope = 'user', public_key: imported } = asked
  if (typeof name !== 'string' || !/^[-_A-Za-z0-9]{1,255}$/.test(name)) throw bad('name is invalid.')
  if (type !== 'ssh') throw bad("Only type 'ssh' is supported.")
  if (scope !== 'user' && scope !== 'domain') throw bad("scope must be 'user' or 'domain'.")
  if (imported !== undefined && typeof imported !== 'string') throw bad('public_key must be a string.')
  if (visible(call).some((pair) => pair.name === name)) throw bad(`The key pair '${name}' already exists.`)
  const made = imported === undefined ? generateKeyPair('Generated-by-KPS') : undefined
  const publicKey = made?.publicKey ?? imported ?? ''
  const fingerprint = fingerprintOf(publicKey)
  if (fingerprint === undefined) throw bad('public_key is not an OpenSSH public key.')
  const { project, caller } = call
  call.state.keyPairs.push({
    name,
    projectId: project.id,
    userId: caller.userId,
    scope,
    publicKey,
    fingerprint,
    frozen: false,
  })
  const shown = { name, type, public_key: publicKey, fingerprint, user_id: caller.userId }
  return ok({ keypair: made ? { ...shown, private_key: made.privateKey } : shown })
}

/** `type` belongs to microversion 2.2, paging to 2.35; without them everything is listed. */
function listOfEcs(call: ProjectCall): Answer {
  const version = Number(/compute 2\.(\d+)/.exec(call.headers.get('openstack-api-version') ?? '')?.[1] ?? '1')
  const { searchParams } = call.url
  const all = visible(call).sort((a, b) => (a.name < b.name ? -1 : 1))
  const marker = version >= 35 ? searchParams.get('marker') : null
  const at = all.findIndex(({ name }) => name === marker)
  if (marker !== null && at < 0) throw openStackRefusal(400, 'badRequest', `marker [${marker}] not found`)
  const limit = version >= 35 ? Number(searchParams.get('limit') ?? all.length) : all.length
  const keypairs = all.slice(at + 1, at + 1 + limit).map(({ name, fingerprint, publicKey }) => ({
    keypair: { name, fingerprint, public_key: publicKey, ...(version >= 2 && { type: 'ssh' }) },
  }))
  return ok({ keypairs })
}
