import { type BrowserContext, chromium } from 'playwright-core'
import { type InstalledBrowser, installBrowser } from './installBrowser'

/** A running Chromium; each context is a person with a memory of their own. */
export interface TestBrowser {
  newContext(): Promise<BrowserContext>
  close(): Promise<void>
}

/** Nothing but loopback is reached, whatever the workbench wants to look up. */
const OFFLINE = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1'

/** Long enough for a busy machine; a condition that holds is noticed at once. */
export const WAIT_MS = 30_000

/** Starts Chromium without a window. */
export async function launchBrowser(installed?: InstalledBrowser): Promise<TestBrowser> {
  const { executablePath, args, env } = installed ?? (await installBrowser())
  const browser = await chromium.launch({
    executablePath,
    args: [...args, OFFLINE],
    env: { ...stringsOf(process.env), ...env },
    timeout: WAIT_MS,
  })
  return {
    newContext: async () => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' })
      await prepare(context)
      return context
    },
    close: () => browser.close(),
  }
}

/**
 * The workbench keeps secrets only in the page's memory unless somebody mints it a key to encrypt them with; then they
 * stay in the browser's local storage and survive a reload.
 */
async function prepare(context: BrowserContext): Promise<void> {
  context.setDefaultTimeout(WAIT_MS)
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  await context.route('**/mint-key', (route) =>
    route.fulfill({ status: 200, contentType: 'application/octet-stream', body: Buffer.alloc(32, 7) }),
  )
}

const stringsOf = (env: NodeJS.ProcessEnv): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined))
