import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runTests } from '@vscode/test-electron'
import type { EditorVersion } from '../editor/versions'
import { failed, type Report } from '../report'
import { OUT, ROOT } from '../root'

/** How tests inside VS Code are run. */
export interface HostTestOptions {
  readonly grep: string | undefined
  /** Desktop VS Code, downloaded unless VSCODE_EXECUTABLE names one, in place of the browser-hosted one. */
  readonly desktop: boolean
}

/** Runs test/host inside a real VS Code of that version. */
export async function hostTests(version: EditorVersion, { grep, desktop }: HostTestOptions): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), 'devservers-host-'))
  const results = join(folder, 'results.json')
  const executable = process.env['VSCODE_EXECUTABLE']
  const common = {
    extensionDevelopmentPath: ROOT,
    extensionTestsPath: join(OUT, 'test', 'host', 'index.js'),
    // An executable of one's own is of whichever version it is.
    extensionTestsEnv: {
      TEST_RESULTS: results,
      TEST_GREP: grep ?? '',
      TEST_EDITOR: version.name,
      TEST_EXPECTS: executable ? '' : version.name,
    },
  }
  const where = !desktop
    ? { vscodeExecutablePath: process.execPath, launchArgs: [LAUNCHER] }
    : executable
      ? { vscodeExecutablePath: executable }
      : { version: `${version.name}.0` }
  try {
    // Rejects also when tests failed; what matters is whether they were counted.
    const problem = await runTests({ ...common, ...where }).then(() => 'no results were written', String)
    return (await read(results)) ?? failed(`VS Code ${version.name}`, problem)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const LAUNCHER = join(OUT, 'test', 'support', 'editor', 'launcher.js')

async function read(file: string): Promise<Report | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    return undefined
  }
}
