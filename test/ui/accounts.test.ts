import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Locator } from 'playwright-core'
import { SAMPLE } from '../../src/emulator/sample'
import { QuickInput } from '../support/editor/quickInput'
import { useWindows } from '../support/editor/shared'
import { readUserSettings } from '../support/editor/userSettings'
import type { Workbench } from '../support/editor/workbench'
import { answerAt, WORDS } from '../support/journey'
import { startService } from '../support/service'

const windows = useWindows()
const PROJECTS = /^Projects of work/

/** A line that can be ticked. */
const line = (pick: QuickInput, text: RegExp): Locator =>
  pick.widget.locator('.monaco-list-row').filter({ hasText: text }).first()

async function setup(t: TestContext): Promise<Workbench> {
  const service = await startService()
  t.after(() => service.http.dispose())
  const settings = { ...service.settings, 'modelartsDevServers.projects': [] }
  const workbench = await windows.open(t, { settings })
  await workbench.openView()
  await workbench.widenSideBar(560)
  await workbench.welcome('Sign In…').click()
  return workbench
}

/** Everything that the editor has written to the server's disk. */
async function* written(folder: string): AsyncGenerator<{ readonly path: string; readonly text: string }> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    if (entry.isFile()) yield { path, text: await readFile(path, 'latin1') }
  }
}

async function assertNoSecrets(): Promise<void> {
  const { dataDir } = windows.server()
  let files = 0
  for await (const { path, text } of written(dataDir)) {
    files++
    for (const secret of [SAMPLE.secretKey, SAMPLE.password, 'X-Subject-Token']) {
      assert.ok(!text.includes(secret), `${path} holds ${secret}`)
    }
  }
  assert.ok(files > 3)
}

test('signing in finds the projects of the account, those with DevServers ticked', async (t) => {
  const workbench = await setup(t)
  const wizard = new QuickInput(workbench, WORDS.signIn)
  await wizard.pick(WORDS.permanentKeys)
  await answerAt(wizard, /A name for this account/, 'work')
  await answerAt(wizard, /Access key/, SAMPLE.accessKey)
  await answerAt(wizard, /Secret key/, SAMPLE.secretKey)
  const projects = new QuickInput(workbench, PROJECTS)
  await line(projects, /cn-southwest-2.*has DevServers/).waitFor()
  await line(projects, /cn-north-4/).waitFor()
  assert.equal(await line(projects, /MOS/).count(), 0)
  assert.equal(await line(projects, /cn-east-3/).count(), 0)
  await workbench.screenshot('accounts-projects')
  await line(projects, /cn-north-9.*has DevServers/).waitFor()
  await projects.input.press('Enter')
  await workbench.row('npu-train-01').waitFor()
  await workbench.row(/^cn-north-9, cn-north-9/).waitFor()
  const entries = (await readUserSettings(windows.server()))['modelartsDevServers.projects']
  assert.ok(Array.isArray(entries) && entries.length === 2)
  await assertNoSecrets()
})

test('an IAM user signs in with a password, which is kept nowhere in the clear', async (t) => {
  const workbench = await setup(t)
  const wizard = new QuickInput(workbench, WORDS.signIn)
  await wizard.pick('IAM user and password')
  await answerAt(wizard, /A name for this account/, 'work')
  await answerAt(wizard, /Name of the account/, SAMPLE.account)
  await answerAt(wizard, /Name of the IAM user/, SAMPLE.user)
  await answerAt(wizard, /Password of the IAM user/, 'wrong')
  await answerAt(wizard, /Passcode/)
  await wizard.option('Do not keep it').waitFor()
  await wizard.accept()
  await wizard.message.filter({ hasText: /username or password is wrong/ }).waitFor()
  await wizard.accept(SAMPLE.password)
  await answerAt(wizard, /Passcode/)
  await wizard.option('Do not keep it').waitFor()
  await wizard.accept()
  const projects = new QuickInput(workbench, PROJECTS)
  await line(projects, /cn-southwest-2.*has DevServers/).waitFor()
  await projects.input.press('Enter')
  await workbench.row('npu-train-01').waitFor()
  await workbench
    .row(/sample-user \(sample-account\)/)
    .first()
    .waitFor()
  await assertNoSecrets()
})
