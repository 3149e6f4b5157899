import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { SAMPLE } from '../../src/emulator/sample'
import { QuickInput } from '../support/editor/quickInput'
import { useWindows } from '../support/editor/shared'
import type { Workbench } from '../support/editor/workbench'
import { signIn } from '../support/journey'
import { type Service, startService } from '../support/service'

const windows = useWindows()
const KEYS = { accessKey: SAMPLE.accessKey, secretKey: SAMPLE.secretKey }

async function setup(
  t: TestContext,
  servers = 0,
  more: Readonly<Record<string, unknown>> = {},
): Promise<{ service: Service; workbench: Workbench }> {
  const service = await startService()
  t.after(() => service.http.dispose())
  const { state, addServers } = service.emulator.control
  const like = state.servers.find(({ id }) => id === SAMPLE.servers.ecsStopped)
  if (servers > 0 && like) addServers(servers, like)
  const workbench = await windows.open(t, { settings: { ...service.settings, ...more } })
  await workbench.openView()
  await workbench.widenSideBar(520)
  await signIn(workbench, KEYS)
  return { service, workbench }
}

test('a server is stopped after asking, shows it at once, and a refusal puts the row back', async (t) => {
  const { service, workbench } = await setup(t)
  await workbench.row(/npu-train-02, Running/).waitFor()
  await workbench.choose('npu-train-02', 'Stop…')
  await workbench.dialogButton('Stop').click()
  await workbench.row(/npu-train-02, Stopping/).waitFor()
  await workbench.row(/npu-train-02, Stopped/).waitFor({ timeout: 20_000 })
  assert.equal(service.count('PUT', /\/stop$/), 1)
  service.emulator.control.intercept({
    method: 'PUT',
    path: /\/start$/,
    answer: async () => Response.json({ error_code: 'ModelArts.6326', error_msg: 'frozen, arrears' }, { status: 400 }),
  })
  await workbench.choose('npu-train-02', 'Start')
  await workbench.notification(/npu-train-02 \(training\): .*frozen, arrears/).waitFor()
  await workbench.row(/npu-train-02, Stopped/).waitFor()
})

test('a supernode stands above its servers, sums up their power, and is stopped as a whole', async (t) => {
  const { service, workbench } = await setup(t)
  await workbench.row(/pod-7 \(supernode, 4 servers\), 3 running, 1 stopped/).waitFor()
  assert.equal(
    await workbench.page
      .locator('.sidebar')
      .getByRole('treeitem', { name: /^pod-7-0/ })
      .count(),
    1,
  )
  await workbench.choose(/pod-7 \(supernode/, 'Stop…')
  await workbench.screenshot('ui/fleet-stop-supernode')
  await workbench.dialogButton('Stop').click()
  await workbench.row(/pod-7 \(supernode, 4 servers\), 4 stopped/).waitFor({ timeout: 20_000 })
  assert.equal(service.count('PUT', /\/hyperinstance\/[^/]+\/stop$/), 1)
})

test('by keyboard alone: a server is stopped, the list filtered while one types, and a server gone to', async (t) => {
  const { service, workbench } = await setup(t)
  const { page } = workbench
  const presses = await workbench.countMouse()
  await workbench.row('npu-train-01').waitFor()
  await workbench.runCommand('DevServers: Focus on Servers View')
  await workbench.walkTo('npu-train-02')
  await workbench.chooseByKeyboard('Stop…')
  await workbench.dialogButton('Stop').waitFor()
  await page.keyboard.press('Enter')
  await workbench.row(/npu-train-02, Stopped/).waitFor({ timeout: 20_000 })
  assert.equal(service.count('PUT', /\/stop$/), 1)
  await workbench.runCommand('DevServers: Filter…')
  const box = new QuickInput(workbench, 'Filter DevServers')
  await box.type('status:stopped image:euler')
  await workbench.row('npu-train-02').waitFor({ state: 'hidden' })
  await workbench.row('npu-train-01').waitFor()
  await workbench.screenshot('ui/fleet-filter')
  await page.keyboard.press('Enter')
  assert.equal(await presses(), 0, 'the mouse was used')
  await workbench.reload()
  await workbench.openView()
  await workbench.row('npu-train-01').waitFor()
  assert.equal(await workbench.row('npu-train-02').count(), 0, 'the filter is kept')
  await workbench.runCommand('DevServers: Go to DevServer…')
  const list = page.locator('.quick-input-list')
  await list.getByRole('option', { name: /npu-train-01/ }).waitFor()
  await page.keyboard.type('gpu-dev')
  await page.keyboard.press('Enter')
  await page.getByRole('tab', { name: /gpu-dev-01\.yaml/ }).waitFor()
  await workbench.screenshot('ui/fleet-details')
  await workbench.runCommand('DevServers: Clear Filter')
  await workbench.row('npu-train-02').waitFor()
})

test('details follow the server while they are open', async (t) => {
  const { service, workbench } = await setup(t, 0, { 'modelartsDevServers.refresh.idleSeconds': 10 })
  await workbench.choose('pod-7-0', 'Show Details')
  const text = workbench.page.locator('.editor-instance .view-lines')
  await text.getByText('127.0.113.24').waitFor()
  await text.getByText(/Status:.*Running/).waitFor()
  const pod0 = service.emulator.control.state.servers.find(({ name }) => name === 'pod-7-0')?.id ?? ''
  service.emulator.control.settle(pod0, { status: 'STOPPED' })
  await workbench.runCommand('DevServers: Refresh')
  await text.getByText(/Status:.*Stopped/).waitFor()
  // Also while the view is out of sight, and nobody lists the servers.
  await workbench.openView('Explorer')
  service.emulator.control.settle(pod0, { status: 'ERROR' })
  await text.getByText(/Status:.*Error/).waitFor()
})

test('ten thousand servers: rows appear, the ends of the list are reached, a filter and a change show soon', async (t) => {
  const { service, workbench } = await setup(t, 10_000)
  const { page } = workbench
  const took = async (what: string, work: () => Promise<unknown>): Promise<void> => {
    const began = Date.now()
    await work()
    t.diagnostic(`${what}: ${Date.now() - began} ms`)
  }
  await took('first row after signing in', () => workbench.row('cpu-build-01').waitFor())
  await took('all read', () =>
    workbench
      .row(/training/)
      .getByText('verified')
      .waitFor({ timeout: 60_000 }),
  )
  await workbench.row('cpu-build-01').click()
  await took('to the last row', async () => {
    await page.keyboard.press('End')
    await workbench.row('pod-7-3').waitFor()
  })
  await took('to the first row', async () => {
    await page.keyboard.press('Home')
    await workbench.row(/^training/).waitFor()
  })
  await took('one server that changes', async () => {
    service.emulator.control.settle(SAMPLE.servers.ecsStopped, { status: 'RUNNING', updatedAt: Date.now() })
    await workbench.runCommand('DevServers: Refresh')
    await workbench.row(/cpu-build-01, Running/).waitFor()
  })
  await took('a filter', async () => {
    await workbench.runCommand('DevServers: Filter…')
    const box = new QuickInput(workbench, 'Filter DevServers')
    await box.type('name:09999')
    await workbench.row('cpu-build-01-09999').waitFor()
    await workbench.row(/^npu-train-01/).waitFor({ state: 'hidden' })
  })
  await page.keyboard.press('Escape')
  await workbench.screenshot('ui/fleet-ten-thousand')
})
