import type { Memento } from 'vscode'
import type { App } from '../app'

/** Goes on asking for operations that a reload interrupted, if there are any; only then is the bundle loaded that can. */
export async function resumeLeftOperations(app: App): Promise<void> {
  if (hasLeft(app.windowMemory)) await (await import('./fleet/fleet')).resumeOperations(app)
}

const hasLeft = (memory: Memento): boolean => memory.get('operations') !== undefined
