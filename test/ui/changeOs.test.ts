import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { SAMPLE } from '../../src/emulator/sample'
import { QuickInput } from '../support/editor/quickInput'
import { useWindows } from '../support/editor/shared'
import type { Workbench } from '../support/editor/workbench'
import { answerAt, changeOs, SAMPLE_CHOICE, signIn, WORDS } from '../support/journey'
import { type Service, startService } from '../support/service'

const windows = useWindows()
const KEYS = { accessKey: SAMPLE.accessKey, secretKey: SAMPLE.secretKey }
const CHANGEOS = /\/changeos$/

async function setup(t: TestContext): Promise<{ service: Service; workbench: Workbench }> {
  const service = await startService()
  t.after(() => service.http.dispose())
  const workbench = await windows.open(t, { settings: service.settings })
  await workbench.openView()
  await workbench.widenSideBar(520)
  return { service, workbench }
}

test('a person signs in, changes the OS of a server with the mouse and hears how it ended', async (t) => {
  const { service, workbench } = await setup(t)
  await signIn(workbench, KEYS)
  for (const { take } of changeOs(SAMPLE_CHOICE)) await take(workbench)
  assert.equal(service.count('POST', CHANGEOS), 1)
})

test('the same by keyboard alone, from the row and its menu', async (t) => {
  const service = await startService()
  t.after(() => service.http.dispose())
  const workbench = await windows.open(t, { settings: service.settings })
  const presses = await workbench.countMouse()
  await workbench.runCommand('DevServers: Focus on Servers View')
  await workbench.runCommand('DevServers: Sign In…')
  const asked = new QuickInput(workbench, WORDS.signIn)
  await asked.option(WORDS.permanentKeys).waitFor()
  await asked.accept()
  await answerAt(asked, /A name for this account/, 'work')
  await answerAt(asked, /Access key/, KEYS.accessKey)
  await answerAt(asked, /Secret key/, KEYS.secretKey)
  await workbench.row(SAMPLE_CHOICE.server).waitFor()
  await workbench.runCommand('DevServers: Focus on Servers View')
  await workbench.walkTo(SAMPLE_CHOICE.server)
  await workbench.chooseByKeyboard(WORDS.changeOs)
  const wizard = new QuickInput(workbench, WORDS.wizard(SAMPLE_CHOICE.server))
  await wizard.option(SAMPLE_CHOICE.image).waitFor()
  await wizard.accept(SAMPLE_CHOICE.image)
  await wizard.option(SAMPLE_CHOICE.keyPair).waitFor()
  await wizard.accept(SAMPLE_CHOICE.keyPair)
  await wizard.option(WORDS.noUserData).waitFor()
  await wizard.accept()
  await wizard.option(WORDS.go).waitFor()
  await wizard.accept()
  await new QuickInput(workbench, WORDS.confirm(SAMPLE_CHOICE.server)).accept(SAMPLE_CHOICE.server)
  await workbench.notification(WORDS.ended(SAMPLE_CHOICE.server, SAMPLE_CHOICE.image)).waitFor({ timeout: 60_000 })
  assert.equal(service.count('POST', CHANGEOS), 1)
  assert.equal(await presses(), 0, 'the mouse was used')
})

test('from the palette the server is asked for, and Escape anywhere in the wizard changes nothing', async (t) => {
  const { service, workbench } = await setup(t)
  await signIn(workbench, KEYS)
  await workbench.row(SAMPLE_CHOICE.server).waitFor()
  await workbench.runCommand('DevServers: Change OS…')
  const server = workbench.page.locator('.quick-input-list').getByRole('option', { name: SAMPLE_CHOICE.server })
  await server.waitFor()
  await workbench.page.keyboard.type(SAMPLE_CHOICE.server)
  await workbench.page.keyboard.press('Enter')
  const wizard = new QuickInput(workbench, WORDS.wizard(SAMPLE_CHOICE.server))
  await wizard.option(SAMPLE_CHOICE.image).waitFor()
  await wizard.pick(SAMPLE_CHOICE.image)
  await wizard.option(SAMPLE_CHOICE.keyPair).waitFor()
  await wizard.cancel()
  assert.equal(service.count('POST', /./), 0)
})

test('a wrong secret key is refused once, with the reason, and can be corrected', async (t) => {
  const { service, workbench } = await setup(t)
  const wizard = await signIn(workbench, { ...KEYS, secretKey: 'not-the-secret' })
  await wizard.message.filter({ hasText: /Secret key refused/ }).waitFor()
  await wizard.accept()
  await wizard.message.filter({ hasText: /just refused/ }).waitFor()
  assert.equal(service.http.requests.filter(({ status }) => status === 401).length, 1)
  await wizard.accept(KEYS.secretKey)
  await workbench.row(SAMPLE_CHOICE.server).waitFor()
  assert.equal(service.http.requests.filter(({ status }) => status === 401).length, 1)
})

test('a window reloaded in the middle of a change hears how it ended', async (t) => {
  const { service, workbench } = await setup(t)
  await signIn(workbench, KEYS)
  const steps = changeOs(SAMPLE_CHOICE)
  for (const { take } of steps.slice(0, -1)) await take(workbench)
  await service.served('POST', CHANGEOS)
  await workbench.reload()
  await workbench.openView()
  await steps.at(-1)?.take(workbench)
  assert.equal(service.count('POST', CHANGEOS), 1)
})

test('an answer that never comes is settled from what the server shows, without a second request', async (t) => {
  const { service, workbench } = await setup(t)
  service.http.fault = (method, path) =>
    method === 'POST' && CHANGEOS.test(path) ? { kind: 'reset', when: 'after' } : undefined
  await signIn(workbench, KEYS)
  const steps = changeOs(SAMPLE_CHOICE)
  for (const { take } of steps.slice(0, -1)) await take(workbench)
  await workbench.notification(/not known whether/).waitFor()
  await steps.at(-1)?.take(workbench)
  assert.equal(service.count('POST', CHANGEOS), 1)
})
