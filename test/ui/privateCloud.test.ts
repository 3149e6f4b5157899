import assert from 'node:assert/strict'
import { X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { SAMPLE } from '../../src/emulator/sample'
import { useWindows } from '../support/editor/shared'
import { signIn } from '../support/journey'
import { CA, caFileOf, GOOD, OTHER_CA } from '../support/privateCloud'
import { startService } from '../support/service'

const windows = useWindows()

test('a private cloud: the file is missing, then right, then another; each is said where one looks', async (t) => {
  const service = await startService(GOOD)
  t.after(() => service.http.dispose())
  const file = await caFileOf('')
  t.after(() => file.dispose())
  await file.dispose()
  const projects = service.settings['modelartsDevServers.projects']
  assert.ok(Array.isArray(projects))
  const settings = { ...service.settings, 'modelartsDevServers.projects': [{ ...projects[0], caFile: file.path }] }
  const workbench = await windows.open(t, { settings })
  await workbench.openView()
  await workbench.widenSideBar(560)
  await signIn(workbench, { account: 'work', accessKey: SAMPLE.accessKey, secretKey: SAMPLE.secretKey })
  const untried = 'could not be tried'
  await workbench.notification(file.path).waitFor()
  await workbench.screenshot('private-cloud-sign-in')
  await workbench.press(untried, 'Keep Anyway')
  const row = workbench.row(/“caFile” of the project “training”, which names .* Open Settings/)
  await row.waitFor()
  assert.deepEqual(service.http.requests, [])
  await workbench.screenshot('private-cloud-missing')
  await row.click()
  const editor = workbench.page.locator('.monaco-editor').filter({ hasText: 'modelartsDevServers.projects' })
  await editor.waitFor()
  // In a modal editor, as newer versions show settings.
  await workbench.page.keyboard.press('Escape')
  await editor.waitFor({ state: 'hidden' })
  await file.write(CA)
  await workbench.runCommand('DevServers: Refresh')
  await workbench.row('npu-train-01').waitFor()
  const before = service.http.requests.length
  await file.write(`${OTHER_CA}# another\n`)
  await workbench.runCommand('DevServers: Refresh')
  await workbench.row(/certificate is not trusted.*Details/).click()
  const said = workbench.notification(new X509Certificate(GOOD.cert).fingerprint256)
  await said.waitFor()
  await workbench.screenshot('private-cloud-refused')
  await said.getByRole('button', { name: 'Open Settings' }).waitFor()
  assert.equal(service.http.requests.length, before)
})
