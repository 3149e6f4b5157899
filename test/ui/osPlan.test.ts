import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SAMPLE } from '../../src/emulator/sample'
import { useWindows } from '../support/editor/shared'
import { signIn } from '../support/journey'
import { startService } from '../support/service'

const windows = useWindows()
const KEYS = { accessKey: SAMPLE.accessKey, secretKey: SAMPLE.secretKey }
const CHANGEOS = /\/changeos$/

test('several servers are selected and changed as one plan: a canary, a failure that halts it, going on, one report', async (t) => {
  const service = await startService()
  t.after(() => service.http.dispose())
  const { state, addServers, failNext } = service.emulator.control
  const like = state.servers.find(({ id }) => id === SAMPLE.servers.stopped)
  assert.ok(like)
  const added = addServers(4, like)
  failNext({ kind: 'changeos', serverId: added[0]?.id ?? '' })
  const workbench = await windows.open(t, { settings: service.settings })
  const { page } = workbench
  await workbench.openView()
  await workbench.widenSideBar(520)
  await signIn(workbench, KEYS)
  const names = added.map(({ name }) => name)
  await workbench.row(names[3] ?? '').waitFor()
  await workbench.row(names[0] ?? '').click()
  await workbench.row(names[3] ?? '').click({ modifiers: ['Shift'] })
  await workbench.choose(names[0] ?? '', 'Change OS of Selected Servers…')
  const list = page.locator('.quick-input-list')
  await list
    .getByRole('option', { name: /^Ubuntu-22.04-Arm/ })
    .first()
    .click()
  await list.getByRole('option', { name: SAMPLE.keyPairs.usual }).first().click()
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
  const service = await startService()
  t.after(() => service.http.dispose())
  const { state, addServers } = service.emulator.control
  const like = state.servers.find(({ id }) => id === SAMPLE.servers.stopped)
  assert.ok(like)
  const names = addServers(3, like).map(({ name }) => name)
  const workbench = await windows.open(t, { settings: service.settings })
  const { page } = workbench
  await workbench.openView()
  await workbench.widenSideBar(520)
  await signIn(workbench, KEYS)
  await workbench.row(names[2] ?? '').waitFor()
  await workbench.row(names[0] ?? '').click()
  await workbench.row(names[2] ?? '').click({ modifiers: ['Shift'] })
  await workbench.choose(names[0] ?? '', 'Change OS of Selected Servers…')
  const list = page.locator('.quick-input-list')
  await list
    .getByRole('option', { name: /^Ubuntu-22.04-Arm/ })
    .first()
    .click()
  await list.getByRole('option', { name: SAMPLE.keyPairs.usual }).first().click()
  await list.getByRole('option', { name: 'A request for each server' }).click()
  await list.getByRole('option', { name: 'Stop after the first failure' }).click()
  await page.locator('.quick-input-title').getByText('Erase the system disks of 3 servers?').waitFor()
  await page.locator('.quick-input-widget input').fill('training')
  await page.keyboard.press('Enter')
  await workbench.row(/Changing OS/).waitFor()
  await workbench.reload()
  await workbench.openView()
  await workbench.notification(/was interrupted/).waitFor({ timeout: 60_000 })
  await workbench.press(/was interrupted/, 'Go On')
  await workbench.notification(/has ended: 3 succeeded/).waitFor({ timeout: 90_000 })
  assert.equal(service.count('POST', CHANGEOS), 3)
})

test('one request for all: who does not fit is named before it leaves, and each server is followed to its end', async (t) => {
  const service = await startService()
  t.after(() => service.http.dispose())
  const { state, addServers } = service.emulator.control
  const like = state.servers.find(({ id }) => id === SAMPLE.servers.stopped)
  assert.ok(like)
  const names = addServers(2, like).map(({ name }) => name)
  const workbench = await windows.open(t, { settings: service.settings })
  const { page } = workbench
  await workbench.openView()
  await workbench.widenSideBar(520)
  await signIn(workbench, KEYS)
  await workbench.row(names[0] ?? '').click()
  await workbench.row(names[1] ?? '').click({ modifiers: ['Control'] })
  await workbench.row('npu-train-02').click({ modifiers: ['Control'] })
  await workbench.choose(names[0] ?? '', 'Change OS of Selected Servers…')
  const list = page.locator('.quick-input-list')
  await list
    .getByRole('option', { name: /^Ubuntu-22.04-Arm/ })
    .first()
    .click()
  await list.getByRole('option', { name: SAMPLE.keyPairs.usual }).first().click()
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
