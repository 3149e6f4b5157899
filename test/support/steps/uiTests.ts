import { startPackaged } from '../editor/editor'
import { installBrowser } from '../editor/installBrowser'
import { share } from '../editor/shared'
import { packageVsix } from '../editor/vsix'
import type { Report } from '../report'
import { nodeTests } from './nodeTests'

/** Packages the extension and runs test/ui against a VS Code that has it installed; all files share one server. */
export async function uiTests({ grep }: { readonly grep: string | undefined }): Promise<Report> {
  await packageVsix()
  await installBrowser()
  const server = await startPackaged()
  try {
    share(server)
    return await nodeTests('ui', { grep, concurrency: 1, timeoutMs: 300_000 })
  } finally {
    await server.stop()
  }
}
