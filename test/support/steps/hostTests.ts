import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron'
import type { EditorVersion } from '../editor/versions'
import { failed, type Report } from '../report'
import { CACHE, OUT, ROOT } from '../root'

/** How tests inside VS Code are run. */
export interface HostTestOptions {
  readonly grep: string | undefined
  /** Desktop VS Code, named by VSCODE_EXECUTABLE or downloaded, if it can be had. */
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
  const where = (desktop && (await desktopEditor(version))) || BROWSER_HOSTED
  try {
    // Rejects also when tests failed; what matters is whether they were counted.
    const problem = await runTests({ ...common, ...where }).then(() => 'no results were written', String)
    return (await read(results)) ?? failed(`VS Code ${version.name}`, problem)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const BROWSER_HOSTED = {
  vscodeExecutablePath: process.execPath,
  launchArgs: [join(OUT, 'test', 'support', 'editor', 'launcher.js')],
}

async function desktopEditor({ name }: EditorVersion): Promise<{ vscodeExecutablePath: string } | undefined> {
  const executable = process.env['VSCODE_EXECUTABLE']
  if (executable) return { vscodeExecutablePath: executable }
  try {
    return { vscodeExecutablePath: await downloadAndUnzipVSCode({ version: `${name}.0`, cachePath: CACHE }) }
  } catch (error) {
    console.log(`Desktop VS Code ${name} cannot be downloaded (${error}); the browser-hosted one is used.`)
    return undefined
  }
}

async function read(file: string): Promise<Report | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    return undefined
  }
}
