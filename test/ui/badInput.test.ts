import { test } from 'node:test'
import { SAMPLE } from '../../src/emulator/sample'
import { useWindows } from '../support/editor/shared'
import type { Fault } from '../support/emulatorServer'
import { signIn } from '../support/journey'
import { projectEntry, startService } from '../support/service'

const windows = useWindows()

/** What goes wrong on the way, and the row that says so. */
const FAULTS: readonly (readonly [Fault, RegExp])[] = [
  [{ kind: 'html', status: 200 }, /Something other than the service answered.*Retry/],
  [{ kind: 'truncated' }, /Something other than the service answered.*Retry/],
]
const UNREACHABLE = /cannot be reached.*127\.0\.0\.1.*Retry/

test('what the service gets wrong becomes a row with the remedy, and the list survives it', async (t) => {
  const service = await startService()
  t.after(() => service.http.dispose())
  const workbench = await windows.open(t, { settings: service.settings })
  await workbench.openView()
  await signIn(workbench, { accessKey: SAMPLE.accessKey, secretKey: SAMPLE.secretKey })
  await workbench.row('npu-train-01').waitFor()
  for (const [fault, words] of FAULTS) {
    service.http.fault = () => fault
    await workbench.runCommand('DevServers: Refresh')
    const problem = workbench.row(words)
    await problem.waitFor()
    await workbench.row('npu-train-01').waitFor()
    service.http.fault = () => undefined
    await problem.click()
    await problem.waitFor({ state: 'hidden' })
    await workbench.row('npu-train-01').waitFor()
  }
  service.emulator.control.state.servers.length = 0
  await workbench.runCommand('DevServers: Refresh')
  await workbench.row('No DevServers in this project').waitFor()
  await workbench.screenshot('ui/bad-input-empty')
})

test('a service that cannot be reached is named, with its host, and Retry', async (t) => {
  const service = await startService()
  t.after(() => service.http.dispose())
  const workbench = await windows.open(t, { settings: service.settings })
  await workbench.openView()
  await signIn(workbench, { accessKey: SAMPLE.accessKey, secretKey: SAMPLE.secretKey })
  await workbench.row('npu-train-01').waitFor()
  await service.http.dispose()
  await workbench.runCommand('DevServers: Refresh')
  await workbench.row(UNREACHABLE).waitFor()
  await workbench.row('npu-train-01').waitFor()
  await workbench.screenshot('ui/bad-input-unreachable')
})

test('a project entry without a region is named, and the good entries still work', async (t) => {
  const { region: _region, ...entry } = projectEntry('http://127.0.0.1:9')
  const settings = { 'modelartsDevServers.projects': [entry, projectEntry('http://127.0.0.1:9')] }
  const workbench = await windows.open(t, { settings })
  await workbench.openView()
  await workbench.row(/entry 1 “training”: “region” is missing/).waitFor()
  await workbench.row(/^training · cn-southwest-2/).waitFor()
})
