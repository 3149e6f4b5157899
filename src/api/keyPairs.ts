import type { Call } from './call'
import { statusOf } from './errors'
import { type KeyPair, KeyPairPage } from './schemas'

const MOST_PAGES = 50

/** The caller's SSH key pairs from KPS; from ECS where KPS is refused or absent (403, 404). */
export async function listKeyPairs(call: Call, projectId: string, signal?: AbortSignal): Promise<readonly KeyPair[]> {
  try {
    return await listFromKps(call, projectId, signal)
  } catch (error) {
    if ([403, 404].includes(statusOf(error) ?? 0)) return listFromEcs(call, projectId, signal)
    throw error
  }
}

async function listFromKps(call: Call, projectId: string, signal?: AbortSignal): Promise<readonly KeyPair[]> {
  const found: KeyPair[] = []
  const seen = new Set<string | undefined>()
  let marker: string | undefined
  while (!seen.has(marker) && seen.size < MOST_PAGES) {
    seen.add(marker)
    const query = { limit: 50, marker }
    const page = await call(
      { service: 'kps', method: 'GET', path: ['v3', projectId, 'keypairs'], query, signal },
      KeyPairPage,
    )
    found.push(...page.items)
    if (page.nextMarker === undefined) break
    marker = page.nextMarker
  }
  return found
}

async function listFromEcs(call: Call, projectId: string, signal?: AbortSignal): Promise<readonly KeyPair[]> {
  const path = ['v2.1', projectId, 'os-keypairs']
  const answer = await call({ service: 'ecs', method: 'GET', path, signal }, KeyPairPage)
  return answer.items
}

/** Why a pair cannot be used to log in to a DevServer; undefined where it can (changeos page: 1-64 of letters, digits, - _ .). */
export function keyPairProblem(keyPair: KeyPair): 'frozen' | 'x509' | 'name' | undefined {
  if (keyPair.isFrozen) return 'frozen'
  if (keyPair.type === 'x509') return 'x509'
  return /^[-_.a-zA-Z0-9]{1,64}$/.test(keyPair.name) ? undefined : 'name'
}
