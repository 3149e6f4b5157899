import * as z from 'zod/mini'
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

const Made = z.object({ keypair: z.object({ name: z.string(), private_key: z.optional(z.string()) }) })

/**
 * Makes a pair, or imports a public key. The private key is in this answer and nowhere else; undefined for an import.
 */
export async function createKeyPair(
  call: Call,
  projectId: string,
  pair: { readonly name: string; readonly publicKey?: string },
): Promise<string | undefined> {
  const keypair = { name: pair.name, type: 'ssh', ...(pair.publicKey && { public_key: pair.publicKey }) }
  const path = ['v3', projectId, 'keypairs']
  const answer = await call({ service: 'kps', method: 'POST', path, body: { keypair } }, Made)
  return answer.keypair.private_key
}
