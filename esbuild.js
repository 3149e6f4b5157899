// Builds the extension into dist/ and, with --tests, everything under test/ into out/test/.
//
// Every dynamic import of one of our own files is the border of a bundle: `await import('./main')` loads dist/main.js
// when it is reached. That is how start-up stays small: dist/extension.js holds only what activate() needs. What
// several bundles use is written once, into dist/shared-*.js, so that they share classes and state as source files do.
const esbuild = require('esbuild')
const fs = require('node:fs')
const path = require('node:path')

const flags = new Set(process.argv.slice(2))
const production = flags.has('--production')

const common = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  logLevel: 'warning',
  legalComments: 'none',
}

/** esbuild splits ES modules only; VS Code loads extensions best as CommonJS, so each part is turned into that. */
const toCommonJs = {
  name: 'to-commonjs',
  setup(build) {
    build.onEnd(async ({ outputFiles = [], metafile }) => {
      fs.rmSync('dist', { recursive: true, force: true })
      await Promise.all(outputFiles.map(({ path: file, text }) => writeCommonJs(file, text)))
      if (!metafile) return
      for (const file of Object.keys(metafile.outputs)) assertNoCycles(metafile, file)
      writeNotices(metafile)
    })
  },
}

async function writeCommonJs(file, text) {
  const { code } = await esbuild.transform(withPlainExports(text), {
    format: 'cjs',
    platform: 'node',
    target: common.target,
    logOverride: { 'commonjs-variable-in-esm': 'silent' },
    supported: { 'dynamic-import': false },
    minify: production,
    sourcemap: production ? false : 'inline',
    sourcefile: path.basename(file),
  })
  fs.mkdirSync(path.dirname(file), { recursive: true })
  fs.writeFileSync(file, code)
}

/** The licences of the packages that the bundles hold, as those ask for. */
function writeNotices({ outputs }) {
  const inputs = Object.values(outputs).flatMap((output) => Object.keys(output.inputs))
  const folders = new Set(inputs.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []))
  const notices = [...folders].sort().map((folder) => {
    const { name, version, license } = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'))
    const file = fs.readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
    if (!file) throw new Error(`${name} comes without the text of its licence`)
    return `${name} ${version} (${license})\n\n${fs.readFileSync(path.join(folder, file), 'utf8').trim()}\n`
  })
  fs.writeFileSync('dist/ThirdPartyNotices.txt', notices.join(`\n${'-'.repeat(80)}\n\n`))
}

/**
 * The values themselves at the end, and a plain `require`, do what esbuild's own conversion does with half a kilobyte in
 * each of two dozen files. That is right as long as no bundle needs one that needs it, and what is exported stays as it is.
 */
function withPlainExports(text) {
  // What several bundles share may turn out to be nothing but other modules' names.
  if (text.replace(/^\/\/.*$/gm, '').trim() === '') return ''
  const [exported, names] = /^export \{([^}]*)\};?$/m.exec(text) ?? []
  if (exported === undefined) throw new Error('a bundle without the one list of exports that esbuild writes')
  const values = names.split(',').map((name) => {
    const [own, as = own] = name.trim().split(/\s+as\s+/)
    if (new RegExp(`^(?:var|let) (?:[\\w$]+, )*${own.replaceAll('$', '\\$')}[,;]`, 'm').test(text))
      throw new Error(`${own} is exported before it has its value`)
    return `${as}: ${own}`
  })
  const required = text.replace(/\bimport\(("\.[^"]+")\)/g, 'Promise.resolve().then(() => require($1))')
  return required.replace(exported, () => `module.exports = { ${values.join(', ')} };`)
}

/** Bundles load each other from the top down: one that came back to itself would find itself empty. */
function assertNoCycles({ outputs }, file, above = []) {
  if (above.includes(file)) throw new Error(`bundles that need each other: ${[...above, file].join(' → ')}`)
  const needed = outputs[file].imports.filter(({ kind, external }) => kind === 'import-statement' && !external)
  for (const { path: next } of needed) assertNoCycles({ outputs }, next, [...above, file])
}

/** dist/ name of a source file: src/emulator/open.ts → emulator-open. */
const bundleName = (file) => path.relative('src', file).replace(/\.ts$/, '').replaceAll(path.sep, '-')

/** Where VS Code starts, and whatever is imported dynamically. */
function entryPoints() {
  const sources = fs.readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  const borders = sources.flatMap((file) => {
    const text = fs.readFileSync(path.join('src', file), 'utf8')
    return [...text.matchAll(/\bimport\('(\.[^']+)'\)/g)].map(
      ([, to]) => `${path.join('src', path.dirname(file), to)}.ts`,
    )
  })
  const files = new Set(['src/extension.ts', ...borders])
  return Object.fromEntries([...files].map((file) => [bundleName(file), file]))
}

async function buildExtension() {
  const context = await esbuild.context({
    ...common,
    entryPoints: entryPoints(),
    outdir: 'dist',
    format: 'esm',
    splitting: true,
    chunkNames: 'shared-[hash]',
    external: ['vscode'],
    treeShaking: true,
    metafile: true,
    minifySyntax: production,
    // Here, not only below, for the names by which bundles know each other's parts.
    minifyIdentifiers: production,
    sourcemap: production ? false : 'inline',
    write: false,
    plugins: [toCommonJs],
  })
  await context.rebuild()
  if (flags.has('--watch')) await context.watch()
  else await context.dispose()
}

/** Unit tests leave `vscode` unresolved on purpose: one that reaches the editor must not build. */
const noVscode = {
  name: 'no-vscode',
  setup(build) {
    build.onResolve({ filter: /^vscode$/ }, (args) => ({
      errors: [{ text: `a unit test must not load VS Code (reached from ${args.importer})` }],
    }))
  },
}

const filesOf = (folder, ending) =>
  fs.existsSync(folder)
    ? fs
        .readdirSync(folder, { recursive: true })
        .filter((file) => file.endsWith(ending))
        .map((file) => path.join(folder, file))
    : []

async function buildTests() {
  fs.rmSync('out/test', { recursive: true, force: true })
  const shared = { ...common, outbase: 'test', outdir: 'out/test', sourcemap: 'inline', packages: 'external' }
  const programs = fs.readdirSync('test').filter((file) => file.endsWith('.ts'))
  await Promise.all([
    esbuild.build({
      ...shared,
      entryPoints: filesOf('test/unit', '.test.ts'),
      packages: 'bundle',
      external: ['esbuild', 'undici', '@vscode/vsce'],
      plugins: [noVscode],
    }),
    esbuild.build({
      ...shared,
      entryPoints: [
        ...programs.map((file) => path.join('test', file)),
        'test/support/editor/launcher.ts',
        'test/host/index.ts',
        ...filesOf('test/host', '.test.ts'),
        ...filesOf('test/ui', '.test.ts'),
        ...filesOf('test/bench', '.ts'),
      ],
    }),
  ])
}

/**
 * The README for the package. VS Code shows pictures of installed extensions from https only, and vsce writes such
 * addresses when the manifest names a repository; until then the package goes without them, and without the link to
 * what is not packaged.
 */
function writeReadme() {
  const text = fs.readFileSync('README.md', 'utf8')
  const { repository } = JSON.parse(fs.readFileSync('package.json', 'utf8'))
  fs.mkdirSync('out', { recursive: true })
  const packaged = text.replace(/^!\[[^\]]*\]\(media\/[^)]*\)\n\n/gm, '').replace(/How it is built: \[[^)]*\)\. /, '')
  fs.writeFileSync('out/README.md', repository ? text : packaged)
}

async function main() {
  await buildExtension()
  if (production) writeReadme()
  if (flags.has('--tests')) await buildTests()
}

main().catch((error) => {
  if (!error.errors) console.error(error)
  process.exit(1)
})
