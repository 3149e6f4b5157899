import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Locator } from 'playwright-core'
import { SAMPLE } from '../../src/emulator/sample'
import { useWindows } from '../support/editor/shared'
import type { Workbench } from '../support/editor/workbench'
import { signIn } from '../support/journey'
import { startService } from '../support/service'

const windows = useWindows()
const KEYS = { accessKey: SAMPLE.accessKey, secretKey: SAMPLE.secretKey }
const CHANGEOS = /\/changeos$/

/** Answers for image and key pair in the questions of a plan; gives the list of those that follow. */
async function askedHow({ page }: Workbench): Promise<Locator> {
  const list = page.locator('.quick-input-list')
  await list
    .getByRole('option', { name: /^Ubuntu-22.04-Arm/ })
    .first()
    .click()
  await list.getByRole('option', { name: SAMPLE.keyPairs.usual }).first().click()
  return list
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

test('several servers are selected and changed as one plan: a canary, a failure that halts it, going on, one report', async (t) => {
  const { service, workbench, page, added, names } = await setup(t, 4)
  service.emulator.control.failNext({ kind: 'changeos', serverId: added[0]?.id ?? '' })
  await workbench.row(names[3] ?? '').waitFor()
  await workbench.row(names[0] ?? '').click()
  await workbench.row(names[3] ?? '').click({ modifiers: ['Shift'] })
  await workbench.choose(names[0] ?? '', 'Change OS of Selected Servers…')
  const list = await askedHow(workbench)
  await list.getByRole('option', { name: 'A request for each server' }).click()
  await list.getByRole('option', { name: 'Stop after the first failure' }).click()
  const box = page.locator('.quick-input-widget input')
  await page.locator('.quick-input-title').getByText('Erase the system disks of 4 servers?').waitFor()
  assert.equal(service.count('POST', CHANGEOS), 0)
  await workbench.screenshot('ui/plan-confirm')
  await box.fill('training')
  await page.keyboard.press('Enter')
  await workbench.notification('Changing OS of 4 servers').waitFor()
  await workbench.notification(/failed; no further server of training/).waitFor({ timeout: 60_000 })
  assert.equal(service.count('POST', CHANGEOS), 1)
  await workbench.screenshot('ui/plan-halted')
  await workbench.press(/failed; no further server/, 'Go On')
  await workbench.notification(/has ended: 3 succeeded, 1 failed/).waitFor({ timeout: 90_000 })
  assert.equal(service.count('POST', CHANGEOS), 4)
  await workbench.screenshot('ui/plan-ended')
})

test('a plan that a reload interrupted waits for a word, and asks no server twice', async (t) => {
  const { service, workbench, page, names } = await setup(t, 3)
  await workbench.row(names[2] ?? '').waitFor()
  await workbench.row(names[0] ?? '').click()
  await workbench.row(names[2] ?? '').click({ modifiers: ['Shift'] })
  await workbench.choose(names[0] ?? '', 'Change OS of Selected Servers…')
  const list = await askedHow(workbench)
  await list.getByRole('option', { name: 'A request for each server' }).click()
  await list.getByRole('option', { name: 'Stop after the first failure' }).click()
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
  const list = await askedHow(workbench)
  await list.getByRole('option', { name: 'One request for all' }).click()
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
