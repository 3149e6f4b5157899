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
  const removed = (): Promise<void> => rm(extensionsDir, { recursive: true, force: true, maxRetries: 5 })
  try {
    await installVsix(editor, extensionsDir)
    const server = await startServer(editor, { extensionsDir })
    return { ...server, stop: () => server.stop().then(removed) }
  } catch (error) {
    await removed()
    throw error
  }
}
