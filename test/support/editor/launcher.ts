import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { OUT } from '../root'
import { launchBrowser } from './browser'
import { installEditor } from './install'
import { type EditorServer, startServer } from './server'
import { remotePath, workbenchUrl } from './url'
import { writeUserSettings } from './userSettings'
import { editorVersion } from './versions'

// What @vscode/test-electron starts in place of desktop VS Code: it understands the same two flags, runs the tests in
// the extension host of a browser-hosted VS Code and ends with their result. What they and the editor print is kept in
// out/host-VERSION.log.

const RUN_MS = 300_000
/** What tests print to have a box answered, and what a person must have read there before. */
const ANSWER = /answer the box: ([\w-]+)(?: once it says: (.+))?/

async function main(): Promise<number> {
  const version = editorVersion(process.env['TEST_EDITOR'])
  const log = createWriteStream(join(OUT, `host-${version.name}.log`))
  const editor = await installEditor(version)
  const server = await startServer(editor, { development: true })
  const browser = await launchBrowser()
  try {
    await writeUserSettings(server, {})
    const page = await (await browser.newContext()).newPage()
    const result = new Promise<number>((resolve, reject) => {
      page
        .exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
          const line = args.map(String).join(' ')
          log.write(`${type}: ${line}\n`)
          const [, answer, says] = ANSWER.exec(line) ?? []
          if (answer !== undefined) typeInto(page, answer, says).catch(reject)
        })
        .catch(reject)
      page.exposeFunction('codeAutomationExit', resolve).catch(reject)
      page.on('crash', () => reject(new Error('the page crashed')))
    })
    await page.goto(workbenchUrl(server, payload(server)))
    return await within(RUN_MS, result)
  } finally {
    await browser.close()
    await server.stop()
  }
}

/** What a person does and a test inside the editor cannot: answers the box that is shown next. */
async function typeInto(page: Page, answer: string, says: string | undefined): Promise<void> {
  const message = page.locator('.quick-input-widget:visible .quick-input-message')
  if (says !== undefined) await message.filter({ hasText: says }).waitFor()
  const box = page.locator('.quick-input-widget:visible input[type=text]').first()
  await box.fill(answer)
  await box.press('Enter')
}

function payload(server: EditorServer): [string, string][] {
  const of = (name: string): [string, string][] => {
    const prefix = `--${name}=`
    const given = process.argv.filter((arg) => arg.startsWith(prefix)).map((arg) => arg.slice(prefix.length))
    return given.map((path) => [name, remotePath(server, path)])
  }
  return [...of('extensionDevelopmentPath'), ...of('extensionTestsPath')]
}

function within<T>(ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`the tests did not end within ${ms / 1000} s`)), ms)
    work.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

main().then(
  (code) => process.exit(code),
  (error) => {
    console.error(error)
    process.exit(1)
  },
)
