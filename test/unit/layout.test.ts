import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { build } from 'esbuild'
import { ROOT } from '../support/root'

/** Who may import whom, as a room, a top file, or one file of a room; type-only imports do not count. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  base: [],
  api: ['base'],
  auth: ['api', 'base'],
  ssh: ['api', 'base'],
  model: ['auth', 'ssh', 'api', 'base'],
  emulator: ['api', 'base'],
  texts: ['model', 'auth', 'ssh', 'api', 'base'],
  wizard: ['texts', 'model', 'auth', 'ssh', 'api', 'base'],
  tree: ['commands/ids.ts', 'texts', 'model', 'auth', 'ssh', 'api', 'base', 'app.ts'],
  commands: ['wizard', 'texts', 'model', 'auth', 'ssh', 'api', 'base', 'app.ts'],
  'app.ts': [],
  'settings.ts': ['commands/ids.ts', 'api/regions.ts', 'base/paths.ts'],
  'sample.ts': ['emulator', 'model', 'auth', 'api', 'base'],
  'main.ts': ['commands', 'tree', 'texts', 'model', 'auth', 'ssh', 'api', 'base', 'app.ts', 'settings.ts', 'sample.ts'],
  'extension.ts': ['commands/ids.ts', 'commands/noteWindow.ts', 'main.ts'],
}
/** Plain Node runs these, so they must not load the editor. */
const WITHOUT_VSCODE = ['base', 'api', 'auth', 'model', 'ssh', 'emulator']
const PACKAGES = /(?:^|\/)node_modules\/(?:zod|yaml|csv-parse|ini)\//
const LONGEST = 250

interface Arrow {
  /** Paths below src/, or of a package, or the name of what is not bundled. */
  readonly from: string
  readonly to: string
  readonly isDynamic: boolean
}

let arrows: readonly Arrow[] = []

before(async () => {
  const { metafile } = await build({
    absWorkingDir: ROOT,
    entryPoints: ['src/extension.ts'],
    bundle: true,
    // Keeps dynamic imports as they are written instead of as what they are turned into.
    splitting: true,
    format: 'esm',
    platform: 'node',
    external: ['vscode'],
    outdir: 'out/layout',
    write: false,
    metafile: true,
    // A checkout may borrow the packages of another one.
    preserveSymlinks: true,
    logLevel: 'silent',
  })
  const below = (path: string): string => path.replace(/^src\//, '')
  arrows = Object.entries(metafile.inputs)
    .filter(([from]) => from.startsWith('src/'))
    .flatMap(([from, { imports }]) =>
      imports.map(({ path, kind }) => ({ from: below(from), to: below(path), isDynamic: kind === 'dynamic-import' })),
    )
})

const roomOf = (file: string): string => file.split('/')[0] ?? file
const isOurs = ({ to }: Arrow): boolean => roomOf(to) in MAY_IMPORT
const said = ({ from, to }: Arrow): string => `${from} imports ${to}`

function forbidden(all: readonly Arrow[]): readonly string[] {
  return all
    .filter((arrow) => isOurs(arrow) && roomOf(arrow.from) !== roomOf(arrow.to))
    .filter(({ from, to }) => !MAY_IMPORT[roomOf(from)]?.some((allowed) => allowed === roomOf(to) || allowed === to))
    .map(said)
}

function loadsVscode(all: readonly Arrow[]): readonly string[] {
  return all.filter(({ from, to }) => to === 'vscode' && WITHOUT_VSCODE.includes(roomOf(from))).map(said)
}

function cycle(all: readonly Arrow[]): readonly string[] | undefined {
  const done = new Set<string>()
  const walk = (file: string, path: readonly string[]): readonly string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file]
    if (done.has(file)) return undefined
    for (const { to } of all.filter(({ from }) => from === file)) {
      const found = walk(to, [...path, file])
      if (found) return found
    }
    done.add(file)
    return undefined
  }
  for (const { from } of all) {
    const found = walk(from, [])
    if (found) return found
  }
  return undefined
}

const arrow = (from: string, to: string): Arrow => ({ from, to, isDynamic: false })

test('the bundler tells who imports whom', () => {
  assert.ok(arrows.some(({ from, to }) => from === 'api/call.ts' && to === 'api/signer.ts'))
  assert.ok(arrows.some(({ from, to }) => from === 'emulator/emulator.ts' && roomOf(to) === 'base'))
  assert.ok(arrows.length > 100)
})

test('every room and top file is in the table', () => {
  for (const name of readdirSync(join(ROOT, 'src'))) assert.ok(name in MAY_IMPORT, `src/${name}: who may it import?`)
  for (const { from } of arrows) assert.ok(roomOf(from) in MAY_IMPORT, from)
})

test('arrows point down', () => {
  assert.deepEqual(forbidden(arrows), [])
  assert.deepEqual(forbidden([arrow('api/call.ts', 'model/project.ts')]), ['api/call.ts imports model/project.ts'])
  assert.deepEqual(forbidden([arrow('tree/treeItems.ts', 'commands/run.ts')]), [
    'tree/treeItems.ts imports commands/run.ts',
  ])
  assert.deepEqual(forbidden([arrow('tree/treeItems.ts', 'commands/ids.ts'), arrow('api/call.ts', 'api/send.ts')]), [])
})

test('no file imports itself, however long the way', () => {
  assert.equal(cycle(arrows), undefined)
  assert.deepEqual(cycle([arrow('a', 'b'), arrow('b', 'c'), arrow('c', 'b')]), ['b', 'c', 'b'])
})

test('what plain Node runs does not load the editor', () => {
  assert.deepEqual(loadsVscode(arrows), [])
  assert.deepEqual(loadsVscode([arrow('model/project.ts', 'vscode')]), ['model/project.ts imports vscode'])
})

test('the emulator is loaded by the sample servers only, when they are wanted', () => {
  const entering = arrows.filter(({ from, to }) => roomOf(to) === 'emulator' && roomOf(from) !== 'emulator')
  assert.ok(entering.length > 0)
  for (const entry of entering) assert.ok(entry.from === 'sample.ts' && entry.isDynamic, said(entry))
})

test('the program is loaded by the first row or command, not with the extension', () => {
  const atStart = arrows.filter(({ from, isDynamic }) => from === 'extension.ts' && !isDynamic).map(({ to }) => to)
  assert.deepEqual(atStart.sort(), ['commands/ids.ts', 'vscode'])
})

test('only packages that are meant to be are bundled, and nothing but the editor and Node is left out', () => {
  for (const entry of arrows.filter((candidate) => !isOurs(candidate))) {
    const isAllowed = entry.to === 'vscode' || entry.to.startsWith('node:') || PACKAGES.test(entry.to)
    assert.ok(isAllowed, said(entry))
  }
})

test(`no source file has more than ${LONGEST} lines`, () => {
  const files = readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.ts'),
  )
  assert.ok(files.length > 50)
  for (const file of files) {
    const lines = readFileSync(join(ROOT, 'src', file), 'utf8')
      .trimEnd()
      .split('\n').length
    assert.ok(lines <= LONGEST, `src/${file} has ${lines} lines`)
  }
})
