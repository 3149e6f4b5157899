import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { answerOf } from '../../src/emulator/interception'
import { SAMPLE } from '../../src/emulator/sample'
import { QuickInput } from '../support/editor/quickInput'
import { useWindows } from '../support/editor/shared'
import type { Workbench } from '../support/editor/workbench'
import { changeOs, SAMPLE_CHOICE, signIn, WORDS } from '../support/journey'
import { type Service, startService } from '../support/service'

const windows = useWindows()
const { server, image } = SAMPLE_CHOICE

async function signedIn(t: TestContext): Promise<{ service: Service; workbench: Workbench }> {
  const service = await startService()
  t.after(() => service.http.dispose())
  const workbench = await windows.open(t, { settings: service.settings })
  await workbench.openView()
  await workbench.widenSideBar(520)
  await signIn(workbench, { accessKey: SAMPLE.accessKey, secretKey: SAMPLE.secretKey })
  return { service, workbench }
}

test('a change that was made stands in the history, and leads back to the image before', async (t) => {
  const { service, workbench } = await signedIn(t)
  const steps = changeOs(SAMPLE_CHOICE)
  for (const { take } of steps.slice(0, -1)) await take(workbench)
  const inFlight = workbench.page.locator('.statusbar-item').filter({ hasText: `Changing OS of ${server}` })
  const badge = workbench.page.getByRole('tab', { name: /^DevServers.*Changes of OS in flight: 1/ })
  await inFlight.waitFor()
  await badge.waitFor()
  await workbench.screenshot('ui/history-1-status-bar')
  await steps.at(-1)?.take(workbench)
  // Both are there only while something is in flight.
  await inFlight.waitFor({ state: 'detached' })
  await badge.waitFor({ state: 'detached' })
  await workbench.page.getByRole('button', { name: 'History Section' }).click()
  const past = workbench.row(new RegExp(`^${server}, training, changes of OS: 1`))
  await past.waitFor()
  await past.click()
  const entry = workbench.row(new RegExp(`^${server}, .* → ${image}.*succeeded`, 'i'))
  await entry.waitFor()
  await workbench.screenshot('ui/history-2-view')
  await workbench.choose(new RegExp(`^${server}, .* → ${image}.*succeeded`, 'i'), /Return to Previous Image/)
  await workbench.page.getByText('does not come back', { exact: false }).waitFor()
  await workbench.dialogButton(/Choose the Login/).click()
  await new QuickInput(workbench, WORDS.wizard(server)).input.waitFor()
  await workbench.screenshot('ui/history-3-return')
  assert.equal(service.count('POST', /changeos$/), 1)
})

test('a change that failed says so, and Try Again begins with the old answers', async (t) => {
  const { service, workbench } = await signedIn(t)
  service.emulator.control.failNext({ kind: 'changeos', serverId: SAMPLE.servers.stopped })
  for (const { take } of changeOs(SAMPLE_CHOICE).slice(0, -1)) await take(workbench)
  const failed = /The change of OS of npu-train-01 \(training\).*failed.*Request id: [\w-]+/
  await workbench.notification(failed).waitFor({ timeout: 60_000 })
  for (const name of ['Copy Diagnostics', 'Details'])
    await workbench.notification(failed).getByRole('button', { name }).waitFor()
  await workbench.screenshot('ui/failed-1')
  await workbench.press(failed, /Try Again/)
  const wizard = new QuickInput(workbench, WORDS.wizard(server))
  await wizard.input.waitFor()
  await workbench.screenshot('ui/failed-2-again')
  await wizard.cancel()
  assert.equal(service.count('POST', /changeos$/), 1)
  await workbench.page.getByRole('button', { name: 'History Section' }).click()
  await workbench.row(new RegExp(`^${server}, training, changes of OS: 1`)).click()
  const entry = new RegExp(`^${server}, .* → ${image}.*failed`, 'i')
  await workbench.row(entry).waitFor()
  await workbench.choose(entry, /Copy Diagnostics/)
  await workbench.page.locator('.statusbar-item').filter({ hasText: 'no secrets' }).waitFor()
  await workbench.choose(entry, /Show Details/)
  await workbench.page.locator('.editor-instance').getByText('OS change failed').first().waitFor()
  await workbench.screenshot('ui/failed-3-details')
})

test('a supernode is changed as a whole, with a key pair only; what is refused is tried again as a whole, and one message tells the end', async (t) => {
  const { service, workbench } = await signedIn(t)
  const { keyPair } = SAMPLE_CHOICE
  const { control } = service.emulator
  for (const { id } of control.state.servers.filter(({ hyperinstanceId }) => hyperinstanceId)) {
    control.settle(id, { status: 'STOPPED' })
  }
  await workbench.choose(/^pod-7 \(supernode/, 'Change OS of All Servers…')
  const wizard = new QuickInput(workbench, /^Change OS of pod-7/)
  await wizard.option(/^Ubuntu-22.04.*SuperNode/).waitFor()
  await wizard.pick(/^Ubuntu-22.04.*SuperNode/)
  await wizard.option(keyPair).waitFor()
  assert.equal(await wizard.option('Password…').count(), 0)
  await wizard.pick(keyPair)
  await wizard.option(WORDS.noUserData).waitFor()
  await wizard.pick(WORDS.noUserData)
  await wizard.option(WORDS.go).waitFor()
  await workbench.screenshot('ui/wizard-9-supernode')
  await wizard.pick(WORDS.go)
  const said = { error_code: 'ModelArts.6789', error_msg: 'No permission' }
  control.intercept({ method: 'POST', path: /changeos$/, answer: () => answerOf(400, said) })
  const confirm = new QuickInput(workbench, 'Erase the system disks of all 4 servers of pod-7?')
  await confirm.message.filter({ hasText: /all 4 servers of the supernode pod-7.*Type the supernode’s name/ }).waitFor()
  await workbench.screenshot('ui/wizard-10-supernode-confirm')
  await confirm.accept('pod-7')
  const refused = /pod-7 \(training\): nothing was changed/
  await workbench.notification(refused).waitFor()
  await workbench.press(refused, /Try Again/)
  for (const option of [/^Ubuntu-22.04.*SuperNode/, keyPair, WORDS.noUserData, WORDS.go]) {
    await wizard.option(option).waitFor()
    await wizard.pick(option)
  }
  await confirm.accept('pod-7')
  await workbench.row(/^pod-7-0.*Changing OS/).waitFor()
  await workbench.notification(/Changing OS of pod-7/).waitFor()
  const ended = /All 4 servers of pod-7 \(training\) now run Ubuntu-22.04/
  await workbench.notification(ended).waitFor({ timeout: 60_000 })
  // Its row has come to rest too, and can be asked for the next thing.
  const menu = await workbench.openMenu(/^pod-7 \(supernode.*4 running/)
  await menu.getByRole('menuitem', { name: 'Stop…' }).waitFor()
  await workbench.page.keyboard.press('Escape')
  const toasts = workbench.page.locator('.notification-toast')
  assert.equal(await toasts.filter({ hasText: ended }).count(), 1)
  assert.equal(await toasts.filter({ hasText: /Changing OS of/ }).count(), 0)
  assert.equal(await toasts.filter({ hasText: /now runs/ }).count(), 0)
  assert.equal(service.count('POST', /hyperinstance\/[^/]+\/changeos$/), 2)
  assert.equal(service.count('POST', /./), 2)
})
