import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installEditor } from './install'
import { type EditorServer, startServer } from './server'
import { editorVersion } from './versions'
import { installVsix } from './vsix'

/** Starts VS Code with the packaged extension installed, as users have it. */
export async function startPackaged(version = process.env['TEST_EDITOR']): Promise<EditorServer> {
  const editor = await installEditor(editorVersion(version))
  const extensionsDir = await mkdtemp(join(tmpdir(), 'devservers-extensions-'))
  try {
    await installVsix(editor, extensionsDir)
  } catch (error) {
    await rm(extensionsDir, { recursive: true, force: true })
    throw error
  }
  return startServer(editor, { extensionsDir, remove: [extensionsDir] })
}
