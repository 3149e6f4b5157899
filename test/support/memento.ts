import type { Memento } from 'vscode'

/** A memory of VS Code's that lasts as long as the test. */
export function memento(): Memento {
  const values = new Map<string, unknown>()
  return {
    keys: () => [...values.keys()],
    get: (key: string) => values.get(key) as never,
    update: async (key, value) => void values.set(key, value),
  }
}
