import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import type { SecretStorage, SecretStorageChangeEvent } from 'vscode'
import { Emitter } from '../../src/base/emitter'

/**
 * SecretStorage in memory; two windows share one by sharing the object. As with VS Code's own, what leaves a value as it
 * was is no event; as with VS Code's at times, an event comes before the storing is over.
 */
export function memorySecrets(initial: Readonly<Record<string, string>> = {}): SecretStorage & {
  readonly values: ReadonlyMap<string, string>
} {
  const values = new Map(Object.entries(initial))
  const changed = new Emitter<SecretStorageChangeEvent>()
  return {
    values,
    get: async (key) => values.get(key),
    store: async (key, value) => {
      const isNew = values.get(key) !== value
      values.set(key, value)
      if (isNew) changed.fire({ key })
      await Promise.resolve()
    },
    delete: async (key) => {
      if (values.delete(key)) changed.fire({ key })
      await Promise.resolve()
    },
    onDidChange: changed.event,
  }
}

/** A folder of its own that is removed when the test file is done. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'devservers-test-'))
  after(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}
