import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { type TestContext, test } from 'node:test'
import { scanHostKeys } from '../../src/ssh/hostKeys'
import { QuickInput } from '../support/editor/quickInput'
import { useWindows } from '../support/editor/shared'
import { missingSshd } from '../support/sshd'
import { HOST, knowHost, leaveTerminal, openSshWorkbench } from '../support/sshWorkbench'

const windows = useWindows()
const skip = missingSshd() ?? false
const SERVER = 'npu-train-02'
const OTHER = '# mine\n10.9.8.7 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOther\n'

const setup = (t: TestContext) => openSshWorkbench(t, windows)

test('after a change of OS the old host key is forgotten, the new one shown and trusted, and ssh works', {
  skip,
}, async (t) => {
  const { sshd, workbench } = await setup(t)
  writeFileSync(sshd.knownHosts, OTHER)
  await knowHost(sshd)
  await sshd.reinstall()
  assert.equal((await sshd.plainSsh(HOST, 'true')).code, 255)

  await workbench.choose(SERVER, 'Forget Old Host Key…')
  const [offered] = await scanHostKeys(sshd.ssh, HOST, sshd.port)
  const dialog = workbench.page.locator('.monaco-dialog-box')
  await dialog.getByText(offered?.fingerprint ?? '').waitFor()
  await workbench.screenshot('ui/forget-old-host-key')
  assert.match(await dialog.innerText(), /line 3/)
  assert.equal((await sshd.plainSsh(HOST, 'true')).code, 255)
  await workbench.dialogButton('Forget Old Key and Trust New One').click()
  await workbench.notification(/now trusts the new host key/).waitFor()
  assert.equal((await sshd.plainSsh(HOST, 'echo', 'in')).stdout, 'in\n')
  assert.ok(readFileSync(sshd.knownHosts, 'latin1').startsWith(OTHER))
})

test('Escape in the question about the host key changes nothing', { skip }, async (t) => {
  const { sshd, workbench } = await setup(t)
  await knowHost(sshd)
  await sshd.reinstall()
  const before = readFileSync(sshd.knownHosts)
  await workbench.choose(SERVER, 'Forget Old Host Key…')
  await workbench.dialogButton('Only Forget Old Key').waitFor()
  await workbench.page.keyboard.press('Escape')
  await workbench.page.locator('.monaco-dialog-box').waitFor({ state: 'hidden' })
  assert.deepEqual(readFileSync(sshd.knownHosts), before)
})

test('without Remote-SSH, Connect waits for SSH and opens a terminal that is logged in, and says on which machine', {
  skip,
}, async (t) => {
  const { sshd, workbench } = await setup(t)
  await knowHost(sshd)
  const accepted = sshd.accepted()
  await workbench.row(SERVER).hover()
  await workbench.row(SERVER).getByRole('button', { name: 'Connect' }).click()
  const question = new QuickInput(workbench, /^Private key of the key pair/)
  await workbench.screenshot('ui/which-private-key')
  await question.pick('Let ssh find the key')
  await accepted
  await workbench.notification(/can only be opened from VS Code on your own computer/).waitFor()
  await workbench.page.locator('.terminal-wrapper.active').waitFor()
  await workbench.screenshot('ui/connected-in-a-terminal')
  await leaveTerminal(workbench)
})

test('Connect notices a host key that has changed before ssh fails on it', { skip }, async (t) => {
  const { sshd, workbench } = await setup(t)
  await knowHost(sshd, true)
  await sshd.reinstall()
  await workbench.choose(SERVER, /^Connect$/)
  await new QuickInput(workbench, /^Private key of the key pair/).pick('Let ssh find the key')
  const repair = workbench.dialogButton('Forget Old Host Key…')
  await repair.waitFor()
  await workbench.screenshot('ui/host-key-changed')
  await repair.click()
  await workbench.dialogButton('Forget Old Key and Trust New One').click()
  await workbench.notification(/now trusts the new host key/).waitFor()
  assert.equal((await sshd.plainSsh(HOST, 'echo', 'in')).stdout, 'in\n')
})
