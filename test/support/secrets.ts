import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { SAMPLE } from '../../src/emulator/sample'
import { SDK_FILE } from './editor/server'

/** Temporary keys that the service is told to know. */
export const TEMPORARY = {
  accessKey: 'HSTTEMPORARY00000001',
  secretKey: 'temporary-secret-of-the-journey',
  securityToken: 'gQpj-security-token-of-the-journey',
}

const typed = new Set<string>([
  SAMPLE.secretKey,
  SAMPLE.password,
  TEMPORARY.secretKey,
  TEMPORARY.securityToken,
  'not-the-secret',
  'secret-token-77',
])

/** Tokens and keys that the service gives out are known by their form. */
const GIVEN = /MII[0-9a-f]{100}|gQpjbi1lbXVsYXRvcg|PRIVATE KEY-----\s+[A-Za-z0-9+/]{40}/

/** What a journey types or sees that must be kept nowhere in the clear; gives it back. */
export function secret(text: string): string {
  typed.add(text)
  return text
}

/** The user's own file, and the state of the sample servers, whose keys are no secret. */
const NOT_OURS = new Set([SDK_FILE, 'sample.json'])

/** Throws where a secret stands in what was read or shown there. */
export function assertNoSecretIn(text: string, where: string): void {
  const found = [...typed].find((own) => text.includes(own)) ?? GIVEN.exec(text)?.[0]
  assert.equal(found, undefined, `${where} holds ${found}`)
}

/** Reads everything that an editor has written (settings, state, logs) and throws where a secret stands in it. */
export async function assertNoSecrets(folder: string): Promise<void> {
  let files = 0
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || NOT_OURS.has(entry.name)) continue
    const path = join(entry.parentPath, entry.name)
    // The editor goes on writing, and replaces its files.
    const text = await readFile(path, 'utf8').catch(() => '')
    files++
    assertNoSecretIn(text, path)
  }
  assert.ok(files > 3, `${folder} holds ${files} files, so nothing was looked at`)
}
