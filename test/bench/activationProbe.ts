import { existsSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { commands, extensions } from 'vscode'

/** Milliseconds, as seen from inside the extension host. */
export interface Probed {
  readonly loadMs: number
  /** The extension's own activate(). */
  readonly callMs: number
  /** Until VS Code calls it active, VS Code's own work included. */
  readonly activateMs: number
  /** Loading of the bundle that the first row or command needs; 0 where there is none. */
  readonly firstUseMs: number
}

/** What VS Code calls in its extension host: loads the extension under development and activates it. */
export async function run(): Promise<void> {
  const extension = ['modelarts-devservers.modelarts-devservers', 'bench.empty']
    .map((id) => extensions.getExtension(id))
    .find((found) => found !== undefined)
  if (!extension || extension.isActive) throw new Error('no extension that is still to be activated')
  await quiet()
  const require = createRequire(__filename)
  const entry = require.resolve(join(extension.extensionPath, extension.packageJSON.main))
  const loadMs = await timed(() => require(entry))
  let callMs = 0
  const loaded = require.cache[entry]
  if (!loaded) throw new Error(`${entry} was not loaded`)
  const { activate, ...others } = loaded.exports
  loaded.exports = { ...others, activate: async (context: unknown) => (callMs = await timed(() => activate(context))) }
  const activateMs = await timed(() => extension.activate())
  const main = join(extension.extensionPath, 'dist', 'main.js')
  const firstUseMs = existsSync(main) ? await timed(() => require(main)) : 0
  const probed: Probed = { loadMs, callMs, activateMs, firstUseMs }
  writeFileSync(process.env['PROBE_RESULTS'] ?? '', JSON.stringify(probed))
}

// While the window still starts, a round trip to it, which activation needs, takes up to a tenth of a second.
async function quiet(): Promise<void> {
  const until = performance.now() + 15_000
  for (let inRow = 0; inRow < 20 && performance.now() < until; ) {
    inRow = (await timed(() => commands.executeCommand('setContext', 'bench.quiet', inRow))) < 5 ? inRow + 1 : 0
  }
}

async function timed(work: () => unknown): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}
