import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { OUT, ROOT } from '../root'
import type { InstalledEditor } from './install'
import { npm, run } from './installOnce'

/** Where `npm run package` puts the extension. */
export const VSIX = join(OUT, 'modelarts-devservers.vsix')

/** Makes the package; a warning of the packager is a mistake. */
export async function packageVsix(): Promise<void> {
  const printed = await npm(ROOT, 'run', 'package')
  if (/\bWARNING\b/.test(printed)) throw new Error(`the packager warns:\n${printed}`)
}

/** Installs the packaged extension the way the editor does it; returns the folder for `extensionsDir`. */
export async function installVsix(editor: InstalledEditor, into: string, vsix = VSIX): Promise<string> {
  if (!existsSync(vsix)) throw new Error(`no ${vsix}; npm run package makes it`)
  const dataDir = await mkdtemp(join(tmpdir(), 'devservers-install-'))
  const args = ['--install-extension', vsix, '--extensions-dir', into, '--server-data-dir', dataDir]
  try {
    await run(editor.node, ['out/server-main.js', '--accept-server-license-terms', ...args], editor.folder)
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
  return into
}
