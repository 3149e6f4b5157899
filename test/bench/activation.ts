import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { launchBrowser, type TestBrowser, WAIT_MS } from '../support/editor/browser'
import { installEditor } from '../support/editor/install'
import { type EditorServer, startServer } from '../support/editor/server'
import { remotePath, workbenchUrl } from '../support/editor/url'
import { writeUserSettings } from '../support/editor/userSettings'
import { NEWEST } from '../support/editor/versions'
import { atMost, type Measurement, median } from '../support/measure'
import { OUT, ROOT } from '../support/root'
import type { Probed } from './activationProbe'

const ROUNDS = 9
const PROBE = join(OUT, 'test', 'bench', 'activationProbe.js')

/** Loading and activating in a real editor, against an empty tree extension; each time in a window of its own. */
export async function activation(): Promise<readonly Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), 'devservers-bench-'))
  const results = join(folder, 'probed.json')
  const server = await startServer(await installEditor(NEWEST), { development: true, env: { PROBE_RESULTS: results } })
  const browser = await launchBrowser()
  try {
    await writeEmptyExtension(folder)
    await writeUserSettings(server, {})
    const probe = (extension: string): Promise<Probed> => probeOnce(server, browser, extension, results)
    await probe(folder)
    const empty: Probed[] = []
    const ours: Probed[] = []
    for (let round = 0; round < ROUNDS; round++) {
      empty.push(await probe(folder))
      ours.push(await probe(ROOT))
    }
    return compared(empty, ours)
  } finally {
    await browser.close()
    await server.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

function compared(empty: readonly Probed[], ours: readonly Probed[]): readonly Measurement[] {
  const of = (all: readonly Probed[], key: keyof Probed): number => median(all.map((probed) => probed[key]))
  const total = (all: readonly Probed[]): number => median(all.map(({ loadMs, activateMs }) => loadMs + activateMs))
  const line = (what: string, mine: number, other: number): Measurement => ({
    what,
    result: `${mine.toFixed(1)} ms; empty tree extension ${other.toFixed(1)} ms`,
  })
  const ratio = total(ours) / total(empty)
  return [
    line('code load', of(ours, 'loadMs'), of(empty, 'loadMs')),
    line('its own activate()', of(ours, 'callMs'), of(empty, 'callMs')),
    line('until VS Code calls it active', of(ours, 'activateMs'), of(empty, 'activateMs')),
    { what: 'loaded and active', result: `${ratio.toFixed(2)} ×`, aim: atMost(ratio, 1.5, '1.5 ×') },
    { what: 'the bundle behind the first row', result: `${of(ours, 'firstUseMs').toFixed(1)} ms to load` },
  ]
}

async function probeOnce(
  server: EditorServer,
  browser: TestBrowser,
  extension: string,
  results: string,
): Promise<Probed> {
  const context = await browser.newContext()
  try {
    const page = await context.newPage()
    const ended = new Promise<number>((resolve, reject) => {
      setTimeout(() => reject(new Error('the probe did not end')), WAIT_MS).unref()
      page.exposeFunction('codeAutomationLog', () => undefined).catch(reject)
      page.exposeFunction('codeAutomationExit', resolve).catch(reject)
    })
    const payload = { extensionDevelopmentPath: extension, extensionTestsPath: PROBE }
    const remote = Object.entries(payload).map(([key, path]) => [key, remotePath(server, path)] as const)
    await page.goto(workbenchUrl(server, remote))
    if ((await ended) !== 0) throw new Error(`probing ${extension} failed`)
    return JSON.parse(await readFile(results, 'utf8'))
  } finally {
    await context.close()
  }
}

async function writeEmptyExtension(folder: string): Promise<void> {
  const view = { id: 'bench.tree', name: 'Empty' }
  const manifest = {
    publisher: 'bench',
    name: 'empty',
    version: '0.0.1',
    engines: { vscode: '^1.100.0' },
    main: './main.js',
    activationEvents: [],
    contributes: {
      viewsContainers: { activitybar: [{ id: 'bench', title: 'Empty', icon: '$(server)' }] },
      views: { bench: [view] },
    },
  }
  const main = `
    const { window } = require('vscode')
    exports.activate = (context) => {
      const treeDataProvider = { getChildren: () => [], getTreeItem: (item) => item }
      context.subscriptions.push(window.createTreeView('${view.id}', { treeDataProvider }))
    }`
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest))
  await writeFile(join(folder, 'main.js'), main)
}
