import { test } from 'node:test'
import { QuickInput } from '../support/editor/quickInput'
import { useWindows } from '../support/editor/shared'
import { WORDS } from '../support/journey'

const windows = useWindows()
const TITLE = 'Get started with ModelArts DevServers'

test('the walkthrough leads to the sample servers, and notices that they were reached', async (t) => {
  const workbench = await windows.open(t)
  await workbench.runCommand('Welcome: Open Walkthrough...')
  await new QuickInput(workbench, '').pick(TITLE)
  const step = (name: string) => workbench.page.locator('.getting-started-step').filter({ hasText: name }).first()
  await step('Stay informed').waitFor()
  await workbench.page.frameLocator('iframe.webview').frameLocator('#active-frame').locator('svg').waitFor()
  await step('Sign in').getByRole('button', { name: WORDS.trySample }).click()
  await step('Sign in').locator('.codicon-getting-started-step-checked').waitFor()
  await workbench.screenshot('ui/walkthrough')
})
