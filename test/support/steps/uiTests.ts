import { startPackaged } from '../editor/editor'
import { installBrowser } from '../editor/installBrowser'
import { share } from '../editor/shared'
import { packageVsix } from '../editor/vsix'
import { failed, NOTHING, type Report, sum } from '../report'
import { assertNoSecrets } from '../secrets'
import { nodeTests } from './nodeTests'

/** Packages the extension and runs test/ui against a VS Code that has it installed; all files share one server, which must keep no secret. */
export async function uiTests({ grep }: { readonly grep: string | undefined }): Promise<Report> {
  await packageVsix()
  await installBrowser()
  const server = await startPackaged()
  try {
    share(server)
    const report = await nodeTests('ui', { grep, concurrency: 1, timeoutMs: 600_000 })
    // What was written after the last window closed counts as well.
    const kept = await assertNoSecrets(server.dataDir).then(
      () => NOTHING,
      (error: unknown) => failed('secrets', error),
    )
    return sum([report, kept])
  } finally {
    await server.stop()
  }
}
