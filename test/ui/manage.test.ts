import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { SAMPLE } from '../../src/emulator/sample'
import { QuickInput } from '../support/editor/quickInput'
import { useWindows } from '../support/editor/shared'
import type { Workbench } from '../support/editor/workbench'
import { signIn } from '../support/journey'
import { projectEntry, startService } from '../support/service'

const windows = useWindows()
const KEYS = { accessKey: SAMPLE.accessKey, secretKey: SAMPLE.secretKey }

async function setup(t: TestContext) {
  const service = await startService()
  t.after(() => service.http.dispose())
  const workbench = await windows.open(t, { settings: service.settings })
  await workbench.openView()
  await workbench.widenSideBar(520)
  await signIn(workbench, KEYS)
  await workbench.row('npu-train-01').waitFor()
  return { service, workbench, page: workbench.page }
}

/** Focuses a row by the keyboard and takes an entry of its menu. */
async function take(workbench: Workbench, row: string, ...path: readonly string[]): Promise<void> {
  await workbench.runCommand('DevServers: Focus on Servers View')
  await workbench.walkTo(row)
  await workbench.chooseByKeyboard(...path)
}

test('a server is renamed, copied from and deleted; one that is paid by the year leads to the console', async (t) => {
  const { service, workbench, page } = await setup(t)
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  const copied = (start: string): Promise<string> =>
    page.evaluate(async (text) => {
      let read = ''
      while (!read.startsWith(text)) {
        await new Promise((resolve) => requestAnimationFrame(resolve))
        read = await navigator.clipboard.readText()
      }
      return read
    }, start)
  await take(workbench, 'npu-train-01', 'Rename…')
  const name = new QuickInput(workbench, /npu-train-01 \(training\)/)
  await name.type('not a name!')
  await name.message.filter({ hasText: /1 to 64 letters/ }).waitFor()
  await name.type('npu-train-02')
  await name.message.filter({ hasText: /Another server of this project has this name/ }).waitFor()
  await name.accept('npu-train-09')
  await workbench.row(/^npu-train-09, Stopped/).waitFor()
  assert.equal(service.count('PUT', /\/dev-servers\/[^/]+$/), 1)

  await take(workbench, 'npu-train-09', 'Copy', 'Copy ID')
  await copied(SAMPLE.servers.stopped)
  await take(workbench, 'npu-train-09', 'Copy', 'Copy as JSON')
  assert.equal(JSON.parse(await copied('{')).name, 'npu-train-09')

  await take(workbench, 'cpu-build-01', 'Delete…')
  const typed = new QuickInput(workbench, 'Delete cpu-build-01 (training)?')
  await typed.type('cpu-build-02')
  await typed.message.filter({ hasText: /Type cpu-build-01 to confirm/ }).waitFor()
  await typed.input.press('Enter')
  assert.equal(service.count('DELETE', /./), 0, 'another name confirms nothing')
  await workbench.screenshot('ui/manage-delete')
  await typed.accept('cpu-build-01')
  await workbench.row('cpu-build-01').waitFor({ state: 'hidden', timeout: 30_000 })
  await take(workbench, 'npu-train-09', 'Delete…')
  await workbench.notification(/billed yearly\/monthly.*Unsubscriptions/).waitFor()
  assert.equal(service.count('DELETE', /./), 1)
})

test('a volume is attached and followed to its end, an elastic IP bound, both seen in the open details', async (t) => {
  const { service, workbench } = await setup(t)
  const text = workbench.page.locator('.editor-instance .view-lines')
  await take(workbench, 'npu-train-01', 'Show Details')
  await text.getByText(/Status:.*Stopped/).waitFor()
  await workbench.page.locator('.editor-instance .monaco-editor.focused').waitFor()
  await take(workbench, 'npu-train-01', 'Volumes and Elastic IPs', 'Attach Volume…')
  const volume = new QuickInput(workbench, 'Attach a volume to npu-train-01 (training)')
  await volume.type('no/id')
  await volume.message.filter({ hasText: /letters, digits and hyphens/ }).waitFor()
  await volume.accept(SAMPLE.volume)
  await text.getByText(SAMPLE.volume).waitFor({ timeout: 30_000 })
  assert.equal(service.count('POST', /attach/), 1)
  await take(workbench, 'pod-7-1', 'Show Details')
  // The document takes the focus when it comes.
  await workbench.page.getByRole('tab', { name: /pod-7-1\.yaml/ }).waitFor()
  await workbench.page.locator('.editor-instance .monaco-editor.focused').waitFor()
  await take(workbench, 'pod-7-1', 'Volumes and Elastic IPs', 'Bind Elastic IP…')
  await workbench.page
    .locator('.quick-input-list')
    .getByRole('option', { name: /\.113\.50/ })
    .click()
  await text.getByText(/\.113\.50/).waitFor({ timeout: 30_000 })
  await workbench.screenshot('ui/manage-details')
})

test('the view’s title is for all projects, whichever row has the focus; Find finds, and what was closed stays closed', async (t) => {
  const service = await startService()
  t.after(() => service.http.dispose())
  const { region, projectId } = SAMPLE.research
  const training = projectEntry(service.http.url)
  const projects = [training, { ...training, name: 'research', region, projectId }]
  const settings = { ...service.settings, 'modelartsDevServers.projects': projects }
  const workbench = await windows.open(t, { settings })
  const { page } = workbench
  await workbench.openView()
  await workbench.widenSideBar(520)
  await signIn(workbench, KEYS)
  await workbench.row(/^npu-lab-01, Running/).waitFor()
  await workbench.runCommand('DevServers: Filter…')
  const box = new QuickInput(workbench, 'Filter DevServers')
  await box.type('status:stopped')
  for (const running of [/^npu-train-02/, /^npu-lab-01/]) await workbench.row(running).waitFor({ state: 'hidden' })
  // Whoever goes from the box to what it has found still sees it.
  await workbench.row(/^npu-train-01/).click()
  await box.widget.waitFor({ state: 'hidden' })
  await workbench.titleOfView(/4 of 13/).waitFor()
  assert.equal(await workbench.row(/^npu-train-02/).count(), 0)
  await (await workbench.titleButton('Clear Filter')).click()
  for (const running of [/^npu-train-02/, /^npu-lab-01/]) await workbench.row(running).waitFor()
  await workbench.titleOfView(/13/).waitFor()
  // The tree's own Find.
  await workbench.row(/^npu-train-01/).click()
  await page.keyboard.press('F3')
  // At once: VS Code takes the focus back to the tree with each row that changes, a rebooting server's for instance.
  await page.locator('.sidebar .monaco-findInput input:visible').fill('npu-lab-02')
  await page
    .locator('.sidebar .monaco-list-row.focused')
    .and(workbench.row(/^npu-lab-02/))
    .waitFor()
  await page.locator('.sidebar .monaco-findInput input:visible').press('Escape')
  await workbench
    .row(/^research/)
    .locator('.monaco-tl-twistie')
    .click()
  await workbench.row(/^npu-lab-02/).waitFor({ state: 'hidden' })
  await workbench.reload()
  await workbench.openView()
  await workbench.row(/^npu-train-01/).waitFor()
  assert.equal(await workbench.row(/^research/).getAttribute('aria-expanded'), 'false', 'what was closed stays closed')
})

test('groups and the filter stand while readings come: a server that changes moves to its group', async (t) => {
  const { service, workbench } = await setup(t)
  const refreshed = async (status: 'RUNNING' | 'STOPPED'): Promise<void> => {
    service.emulator.control.settle(SAMPLE.servers.stopped, { status })
    await workbench.runCommand('DevServers: Refresh')
  }
  await workbench.runCommand('DevServers: Group By…')
  await workbench.page
    .locator('.quick-input-list')
    .getByRole('option', { name: /^Status/ })
    .click()
  await workbench.row(/^Stopped, 3 servers/).waitFor()
  await refreshed('RUNNING')
  await workbench.row(/^Stopped, 2 servers/).waitFor()
  await workbench.row(/^npu-train-01, Running/).waitFor()
  await workbench.runCommand('DevServers: Filter…')
  await new QuickInput(workbench, 'Filter DevServers').accept('status:stopped')
  await workbench.row(/^npu-train-01/).waitFor({ state: 'hidden' })
  await refreshed('STOPPED')
  await workbench.row(/^Stopped, 3 servers/).waitFor()
  await workbench.row(/^npu-train-01, Stopped/).waitFor()
  await workbench.runCommand('DevServers: Focus on Servers View')
  await workbench.walkTo(/^Stopped, 3 servers/)
  await workbench.page.keyboard.press('ArrowLeft')
  await workbench.row(/^npu-train-01/).waitFor({ state: 'hidden' })
  await refreshed('RUNNING')
  await workbench.row(/^Stopped, 2 servers/).waitFor()
  assert.equal(await workbench.row(/^npu-train-01/).count(), 0, 'a group that is closed stays closed')
  await workbench.screenshot('ui/manage-groups')
})
