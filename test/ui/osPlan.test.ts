import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { SAMPLE } from '../../src/emulator/sample'
import { QuickInput } from '../support/editor/quickInput'
import { useWindows } from '../support/editor/shared'
import type { Workbench } from '../support/editor/workbench'
import { signIn } from '../support/journey'
import { startService } from '../support/service'

const windows = useWindows()
const KEYS = { accessKey: SAMPLE.accessKey, secretKey: SAMPLE.secretKey }
const CHANGEOS = /\/changeos$/

/** Answers for image, key pair and how the service is asked; gives the wizard. */
async function askedHow(workbench: Workbench, how: string): Promise<QuickInput> {
  const wizard = new QuickInput(workbench, /^Change OS of \d servers \(training\)/)
  await wizard.pick(/^Ubuntu-22.04-Arm/)
  await wizard.pick(SAMPLE.keyPairs.usual)
  await wizard.pick(how)
  return wizard
}

/** Takes a line of the plan's own menu. */
async function manage(workbench: Workbench, line: string): Promise<void> {
  await workbench.runCommand('DevServers: OS Change Plan…')
  await workbench.page.locator('.quick-input-list').getByRole('option', { name: line }).click()
}

/** A window on a service with more stopped servers of one kind than the samples have, signed in. */
async function setup(t: TestContext, count: number) {
  const service = await startService()
  t.after(() => service.http.dispose())
  const { state, addServers } = service.emulator.control
  const like = state.servers.find(({ id }) => id === SAMPLE.servers.stopped)
  assert.ok(like)
  const added = addServers(count, like)
  const workbench = await windows.open(t, { settings: service.settings })
  await workbench.openView()
  await workbench.widenSideBar(520)
  await signIn(workbench, KEYS)
  return { service, workbench, page: workbench.page, added, names: added.map(({ name }) => name) }
}

test('several servers are selected and changed as one plan: a failure that halts it, leaving out, pausing, going on', async (t) => {
  const { service, workbench, page, added, names } = await setup(t, 5)
  service.emulator.control.failNext({ kind: 'changeos', serverId: added[0]?.id ?? '' })
  await workbench.row(names[4] ?? '').waitFor()
  await workbench.row(names[0] ?? '').click()
  await workbench.row(names[4] ?? '').click({ modifiers: ['Shift'] })
  await workbench.choose(names[0] ?? '', 'Change OS of Selected Servers…')
  const wizard = await askedHow(workbench, 'A request for each server')
  await wizard.pick('Stop after the first failure')
  const box = page.locator('.quick-input-widget input')
  await page.locator('.quick-input-title').getByText('Erase the system disks of 5 servers?').waitFor()
  assert.equal(service.count('POST', CHANGEOS), 0)
  await workbench.screenshot('ui/plan-confirm')
  await box.fill('training')
  await page.keyboard.press('Enter')
  await workbench.notification('Changing OS of 5 servers').waitFor()
  await workbench.notification(/failed; no further server of training/).waitFor({ timeout: 60_000 })
  assert.equal(service.count('POST', CHANGEOS), 1)
  await workbench.screenshot('ui/plan-halted')
  await manage(workbench, 'Leave Servers Out…')
  await page
    .locator('.quick-input-list')
    .getByRole('checkbox', { name: names[4] ?? '' })
    .first()
    .click()
  await page.keyboard.press('Enter')
  await workbench.press(/failed; no further server/, 'Go On')
  await manage(workbench, 'Pause')
  await workbench.row(new RegExp(`${names[1]}, Running.*Ubuntu-22.04`)).waitFor({ timeout: 60_000 })
  await workbench.notification(/paused: as you wished/).waitFor()
  assert.equal(service.count('POST', CHANGEOS), 2, 'nothing is begun while it is paused')
  await workbench.screenshot('ui/plan-paused')
  await manage(workbench, 'Go On')
  await workbench.notification(/has ended: 3 succeeded, 1 failed, .*1 left out/).waitFor({ timeout: 90_000 })
  assert.equal(service.count('POST', CHANGEOS), 4)
  await workbench.screenshot('ui/plan-ended')
})

test('a plan that a reload interrupted waits for a word, and asks no server twice', async (t) => {
  const { service, workbench, page, names } = await setup(t, 3)
  await workbench.row(names[2] ?? '').waitFor()
  await workbench.row(names[0] ?? '').click()
  await workbench.row(names[2] ?? '').click({ modifiers: ['Shift'] })
  await workbench.choose(names[0] ?? '', 'Change OS of Selected Servers…')
  const wizard = await askedHow(workbench, 'A request for each server')
  await wizard.pick('Stop after the first failure')
  await page.locator('.quick-input-title').getByText('Erase the system disks of 3 servers?').waitFor()
  await page.locator('.quick-input-widget input').fill('training')
  await page.keyboard.press('Enter')
  await workbench.row(/Changing OS/).waitFor()
  await service.served('POST', CHANGEOS)
  await workbench.reload()
  await workbench.openView()
  await workbench.notification(/was interrupted/).waitFor({ timeout: 60_000 })
  await workbench.press(/was interrupted/, 'Go On')
  await workbench.notification(/has ended: 3 succeeded/).waitFor({ timeout: 90_000 })
  assert.equal(service.count('POST', CHANGEOS), 3)
})

test('one request for all: who does not fit is named before it leaves, and each server is followed to its end', async (t) => {
  const { service, workbench, page, names } = await setup(t, 2)
  await workbench.row(names[0] ?? '').click()
  await workbench.row(names[1] ?? '').click({ modifiers: ['Control'] })
  await workbench.row('npu-train-02').click({ modifiers: ['Control'] })
  await workbench.choose(names[0] ?? '', 'Change OS of Selected Servers…')
  await askedHow(workbench, 'One request for all')
  await page.locator('.quick-input-title').getByText('Erase the system disks of 2 servers?').waitFor()
  await page
    .locator('.editor-instance')
    .getByText('npu-train-02: one request for all takes stopped servers only')
    .waitFor()
  await workbench.screenshot('ui/plan-batch')
  assert.equal(service.count('POST', /./), 0)
  await page.locator('.quick-input-widget input').fill('training')
  await page.keyboard.press('Enter')
  await workbench.notification(/has ended: 2 succeeded/).waitFor({ timeout: 60_000 })
  assert.equal(service.count('POST', /dev-servers\/action$/), 1)
  assert.equal(service.count('POST', /./), 1)
  await workbench.screenshot('ui/plan-batch-ended')
})

test('a server of another flavor than the image is for is named before anything starts', async (t) => {
  const { service, workbench, page } = await setup(t, 1)
  await workbench.row('gpu-dev-01').click()
  await workbench.row('cpu-build-01').click({ modifiers: ['Control'] })
  await workbench.choose('cpu-build-01', 'Change OS of Selected Servers…')
  const wizard = new QuickInput(workbench, /^Change OS of 2 servers \(training\)/)
  await wizard.pick(/Tesla/)
  await wizard.pick(SAMPLE.keyPairs.usual)
  await wizard.pick('A request for each server')
  await wizard.pick('Stop after the first failure')
  await page.locator('.quick-input-title').getByText('Erase the system disks of 1 servers?').waitFor()
  await page.locator('.editor-instance').getByText('cpu-build-01: the image is not offered for its flavor').waitFor()
  await page.keyboard.press('Escape')
  assert.equal(service.count('POST', /./), 0)
})
