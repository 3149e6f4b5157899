// Builds the extension into dist/ and, with --tests, everything under test/ into out/test/.
//
// Every dynamic import of one of our own files is the border of a bundle: `await import('./main')` becomes a
// `require` of dist/main.js, which is built in turn. That is how start-up stays small: dist/extension.js holds
// only what activate() needs. Bundles share types, never classes or state.
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

/** dist/ name of a source file: src/emulator/sample.ts → emulator-sample. */
const bundleName = (file) =>
  path.relative(path.join(__dirname, 'src'), file).replace(/\.ts$/, '').replaceAll(path.sep, '-')

function bundleBorders(found) {
  return {
    name: 'bundle-borders',
    setup(build) {
      build.onResolve({ filter: /^\./ }, async (args) => {
        if (args.kind !== 'dynamic-import' || args.pluginData === 'resolved') return undefined
        const target = await build.resolve(args.path, {
          kind: args.kind,
          resolveDir: args.resolveDir,
          importer: args.importer,
          pluginData: 'resolved',
        })
        if (target.errors.length > 0) return target
        found.add(target.path)
        return { path: `./${bundleName(target.path)}.js`, external: true }
      })
    },
  }
}

async function buildExtension() {
  fs.rmSync('dist', { recursive: true, force: true })
  const found = new Set([path.resolve('src/extension.ts')])
  for (const file of found) {
    const options = {
      ...common,
      entryPoints: { [bundleName(file)]: file },
      outdir: 'dist',
      external: ['vscode'],
      minify: production,
      sourcemap: production ? false : 'linked',
      plugins: [bundleBorders(found)],
    }
    if (flags.has('--watch')) {
      const context = await esbuild.context(options)
      await context.rebuild()
      await context.watch()
    } else {
      await esbuild.build(options)
    }
  }
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
      external: ['esbuild', 'undici'],
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
 * addresses when the manifest names a repository; until then the package goes without them.
 */
function writeReadme() {
  const text = fs.readFileSync('README.md', 'utf8')
  const { repository } = JSON.parse(fs.readFileSync('package.json', 'utf8'))
  fs.mkdirSync('out', { recursive: true })
  fs.writeFileSync('out/README.md', repository ? text : text.replace(/^!\[[^\]]*\]\(media\/[^)]*\)\n\n/gm, ''))
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
