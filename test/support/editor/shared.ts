import { after, before, type TestContext } from 'node:test'
import { assertNoSecretIn, assertNoSecrets } from '../secrets'
import { launchBrowser, type TestBrowser } from './browser'
import { startPackaged } from './editor'
import type { EditorServer } from './server'
import { forgetStorage } from './userSettings'
import { openWorkbench, type Workbench, type WorkbenchOptions } from './workbench'

/** Hands a server on to the processes of the test files. */
export function share({ url, dataDir }: EditorServer): void {
  process.env['EDITOR_SERVER'] = JSON.stringify({ url, dataDir })
}

/** Opens windows for the tests of a file. */
export interface Windows {
  /**
   * A window of a person who has never used the editor before; when the test ends it is closed, with a last picture, and
   * its notifications and whatever it has left on the disk are searched for secrets.
   */
  open(test: TestContext, options?: WorkbenchOptions): Promise<Workbench>
  /** The server behind them, for its settings. */
  server(): EditorServer
}

/** Windows on the server of this run of the tests, or on one of its own where a test file is run by itself. */
export function useWindows(): Windows {
  let server: EditorServer | undefined
  let browser: TestBrowser | undefined
  before(async () => {
    server = shared() ?? (await startPackaged())
    browser = await launchBrowser()
  })
  after(async () => {
    await browser?.close()
    await server?.stop()
  })
  return {
    open: async (test, options) => {
      await forgetStorage(started(server))
      const context = await started(browser).newContext()
      const workbench = await openWorkbench(context, started(server), options)
      test.after(async () => {
        await workbench.screenshot(`ui/${test.name.replace(/[^\w]+/g, '-')}`)
        const told = await workbench.page.locator('.notification-toast').allInnerTexts()
        await context.close()
        assertNoSecretIn(told.join('\n'), 'a notification')
        await assertNoSecrets(started(server).dataDir)
      })
      return workbench
    },
    server: () => started(server),
  }
}

function shared(): EditorServer | undefined {
  const known = process.env['EDITOR_SERVER']
  return known ? { ...JSON.parse(known), stop: async () => undefined } : undefined
}

function started<T>(thing: T | undefined): T {
  if (thing) return thing
  throw new Error('windows can be opened inside of tests only')
}
