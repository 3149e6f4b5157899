import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { answerOf } from '../../src/emulator/interception'
import { SAMPLE } from '../../src/emulator/sample'
import { QuickInput } from '../support/editor/quickInput'
import { useWindows } from '../support/editor/shared'
import { openWorkbench, type Workbench } from '../support/editor/workbench'
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

test('a running server is stopped, then changed, after a review of both requests', async (t) => {
  const { service, workbench } = await setup(t)
  await signIn(workbench, KEYS)
  const choice = { ...SAMPLE_CHOICE, server: 'npu-train-02', image: 'EulerOS-2.10' }
  const steps = changeOs(choice)
  for (const { take } of steps.slice(0, -3)) await take(workbench)
  const review = workbench.page.locator('.editor-instance')
  await review.getByText('Status: Running').waitFor()
  const wizard = new QuickInput(workbench, WORDS.wizard(choice.server))
  await wizard.option(/Stop, Then Change OS…/).waitFor()
  await wizard.pick(/curl command/)
  await workbench.page.locator('.statusbar-item').filter({ hasText: 'no secrets' }).waitFor()
  const copied = await workbench.page.evaluate(() => navigator.clipboard.readText())
  assert.match(copied, /--request PUT[^#]*\/stop[^#]*--request POST[^#]*\/changeos/)
  await workbench.screenshot('ui/stop-first-review')
  for (const { take } of steps.slice(-3)) await take(workbench)
  assert.deepEqual([service.count('PUT', /\/stop$/), service.count('POST', CHANGEOS)], [1, 1])
  const order = service.http.requests.filter(({ method }) => method !== 'GET').map(({ method }) => method)
  assert.deepEqual(order, ['PUT', 'POST'])
  await workbench.press(WORDS.ended(choice.server, choice.image), 'Details')
  await workbench.page.locator('.editor-instance').getByText('Succeeded').first().waitFor()
})

test('a change that is refused says why; Try Again begins with the answers, and the second request is the last', async (t) => {
  const { service, workbench } = await setup(t)
  const said = { error_code: 'ModelArts.6789', error_msg: 'No permission to use the key pair' }
  service.emulator.control.intercept({ method: 'POST', path: CHANGEOS, answer: () => answerOf(400, said) })
  await signIn(workbench, KEYS)
  const steps = changeOs(SAMPLE_CHOICE)
  for (const { take } of steps.slice(0, -2)) await take(workbench)
  await new QuickInput(workbench, WORDS.confirm(SAMPLE_CHOICE.server)).accept(SAMPLE_CHOICE.server)
  const refused = /npu-train-01 \(training\): nothing was changed.*No permission to use the key pair.*request id/
  await workbench.notification(refused).waitFor()
  await workbench.press(refused, /Try Again/)
  // The key pair was refused: that is where it begins, with the image that was chosen.
  const wizard = new QuickInput(workbench, WORDS.wizard(SAMPLE_CHOICE.server))
  await wizard.option(SAMPLE_CHOICE.keyPair).waitFor()
  for (const { take } of steps.slice(-5)) await take(workbench)
  assert.equal(service.count('POST', CHANGEOS), 2)
})

test('of two windows, one tells the end', async (t) => {
  const { service, workbench } = await setup(t)
  await signIn(workbench, KEYS)
  const other = await openWorkbench(workbench.page.context(), windows.server(), { settings: service.settings })
  await other.openView()
  await other.row(SAMPLE_CHOICE.server).waitFor()
  const steps = changeOs(SAMPLE_CHOICE)
  for (const { take } of steps.slice(0, -1)) await take(workbench)
  await other.row(WORDS.changing).waitFor()
  const both = [workbench, other]
  const ended = WORDS.ended(SAMPLE_CHOICE.server, SAMPLE_CHOICE.image)
  for (const one of both)
    await one.row(WORDS.running(SAMPLE_CHOICE.server, SAMPLE_CHOICE.image)).waitFor({ timeout: 60_000 })
  // Whoever has seen the end tells it within seconds, or never.
  const looks = both.map((one) => one.notification(ended).waitFor({ timeout: 15_000 }))
  const told = (await Promise.allSettled(looks)).filter(({ status }) => status === 'fulfilled')
  assert.equal(told.length, 1)
  assert.equal(service.count('POST', CHANGEOS), 1)
})
