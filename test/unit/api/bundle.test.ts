import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { build } from 'esbuild'
import { temporaryFolder } from '../../support/memory'
import { ROOT } from '../../support/root'

const BELOW_THE_LINE = ['base', 'api', 'auth', 'model', 'emulator']

/** Everything that does not need VS Code, as one bundle that is built like the extension. */
async function bundled(): Promise<string> {
  const files = BELOW_THE_LINE.flatMap((room) =>
    readdirSync(join(ROOT, 'src', room), { recursive: true, encoding: 'utf8' })
      .filter((file) => /(?<!\.d)\.ts$/.test(file))
      .map((file) => `import ${JSON.stringify(`./src/${room}/${file}`)}`),
  )
  const outfile = join(temporaryFolder(), 'all.js')
  await build({
    stdin: { contents: files.join('\n'), resolveDir: ROOT },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    outfile,
    treeShaking: false,
    logLevel: 'silent',
  })
  return outfile
}

/** Under the one name undici's versions 5 to 7 share the dispatcher of a whole process, under the other the later ones. */
const NAMES = ['undici.globalDispatcher.1', 'undici.globalDispatcher.2']

const PROGRAM = `
  const shared = () => ${JSON.stringify(NAMES)}.map((name) => globalThis[Symbol.for(name)])
  fetch('data:,').then(() => {
    const before = [...shared(), fetch, Request, Response, Headers]
    require(process.argv[1])
    const after = [...shared(), fetch, Request, Response, Headers]
    console.log(JSON.stringify(after.map((value, index) => value === before[index])))
  })
`

test('loading our code leaves the global fetch and what carries it as they were', async () => {
  const file = await bundled()
  const said = execFileSync(process.execPath, ['-e', PROGRAM, file], { encoding: 'utf8' })
  assert.deepEqual(JSON.parse(said), [true, true, true, true, true, true])
  const untouched = `require(process.argv[1]); console.log(${JSON.stringify(NAMES)}.some((name) => Symbol.for(name) in globalThis))`
  assert.equal(execFileSync(process.execPath, ['-e', untouched, file], { encoding: 'utf8' }).trim(), 'false')
})
