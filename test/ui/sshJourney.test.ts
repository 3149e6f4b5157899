import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { appendFileSync, chmodSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { promisify } from 'node:util'
import { addKnownHosts } from '../../src/ssh/hostKeys'
import { QuickInput } from '../support/editor/quickInput'
import { useWindows } from '../support/editor/shared'
import { changeOs, chooseFile, SAMPLE_CHOICE, WORDS } from '../support/journey'
import { missingSshd, startSshd } from '../support/sshd'
import { HOST, knowHost, leaveTerminal, openSshWorkbench, type SshOptions } from '../support/sshWorkbench'

const windows = useWindows()
const skip = missingSshd() ?? false
const SERVER = 'npu-train-02'
const setup = (t: TestContext, options?: SshOptions) => openSshWorkbench(t, windows, options)

test('from the wizard back into the server: plain ssh fails after the change, the repair mends it, Connect is in', {
  skip,
}, async (t) => {
  const { server, image } = SAMPLE_CHOICE
  const { sshd, workbench } = await setup(t, { server })
  await knowHost(sshd)
  assert.equal((await sshd.plainSsh(HOST, 'echo', 'in')).stdout, 'in\n')
  await sshd.stop()
  for (const { take } of changeOs(SAMPLE_CHOICE)) await take(workbench)

  // The service calls the server running before anybody can log in.
  const ended = workbench.notification(WORDS.ended(server, image))
  await ended.getByRole('button', { name: 'Forget Old Host Key…' }).waitFor()
  await workbench.screenshot('ui/ended-before-ssh-answers')
  assert.equal(await ended.getByRole('button', { name: /^Connect/ }).count(), 0)
  await sshd.reinstall()
  const back = /answers on SSH again/
  await workbench
    .notification(back)
    .getByRole('button', { name: /^Connect/ })
    .waitFor()
  await workbench.screenshot('ui/ssh-answers-again')
  assert.match((await sshd.plainSsh(HOST, 'true')).stderr, /REMOTE HOST IDENTIFICATION HAS CHANGED/)

  await workbench.press(back, 'Forget Old Host Key…')
  await workbench.dialogButton('Forget Old Key and Trust New One').click()
  const trusts = /now trusts the new host key/
  await workbench.notification(trusts).waitFor()
  const accepted = sshd.accepted()
  await workbench.press(trusts, 'Connect')
  await new QuickInput(workbench, /^Private key of the key pair/).pick('Let ssh find the key')
  await accepted
  assert.equal((await sshd.plainSsh(HOST, 'echo', 'in')).stdout, 'in\n')
  await leaveTerminal(workbench)
})

test('where SSH answers at once, the end of a change offers Connect itself', { skip }, async (t) => {
  const { server, image } = SAMPLE_CHOICE
  const { workbench } = await setup(t, { server })
  for (const { take } of changeOs(SAMPLE_CHOICE)) await take(workbench)
  await workbench
    .notification(WORDS.ended(server, image))
    .getByRole('button', { name: /^Connect/ })
    .waitFor()
  assert.equal(await workbench.notification(/answers on SSH again/).count(), 0)
})

/** A jump host that the user's ssh may pass, and the journey to the end of a change behind it. */
async function behindJump(t: TestContext, user: string) {
  const jump = await startSshd(t)
  const jumpHost = `${user}@${HOST}:${jump.port}`
  const opened = await setup(t, { server: SAMPLE_CHOICE.server, project: () => ({ ssh: { jumpHost } }) })
  appendFileSync(opened.sshd.ssh.configFile ?? '', `IdentityFile "${jump.identityFile}"\n`)
  await addKnownHosts(opened.sshd.knownHosts, `[${HOST}]:${jump.port} ${jump.hostKey()}\n`)
  await opened.sshd.stop()
  for (const { take } of changeOs(SAMPLE_CHOICE)) await take(opened.workbench)
  return opened
}

test('behind a jump host, too, Connect is offered only when SSH answers', { skip }, async (t) => {
  const { server, image } = SAMPLE_CHOICE
  const { sshd, workbench } = await behindJump(t, userInfo().username)
  const ended = workbench.notification(WORDS.ended(server, image))
  await ended.getByText('You will be told when its SSH answers.').waitFor()
  assert.equal(await ended.getByRole('button', { name: /^Connect/ }).count(), 0)
  await sshd.reinstall()
  await workbench
    .notification(/answers on SSH again/)
    .getByRole('button', { name: /^Connect/ })
    .waitFor()
})

test('where a jump host lets nobody look unasked, Connect is offered at once, with a word why', { skip }, async (t) => {
  const { server, image } = SAMPLE_CHOICE
  const { workbench } = await behindJump(t, 'nobody-here')
  const ended = workbench.notification(WORDS.ended(server, image))
  await ended.getByRole('button', { name: /^Connect/ }).waitFor()
  assert.match(await ended.innerText(), /SSH could not be seen.*jump host nobody-here@.*Permission denied/s)
  await workbench.screenshot('ui/ended-behind-a-jump-host')
})

test('a private key that others can read is said to be so, and made private on request', { skip }, async (t) => {
  const { sshd, workbench } = await setup(t)
  chmodSync(sshd.identityFile, 0o644)
  await workbench.choose(SERVER, 'Choose Another Key…')
  const question = new QuickInput(workbench, /^Private key of the key pair/)
  await question.pick('Choose the private key file…')
  await chooseFile(workbench, question.title, sshd.identityFile)
  await workbench.press(/its fingerprint is another/, 'Use Anyway')
  await workbench.notification(/is used for the key pair/).waitFor()
  await knowHost(sshd)
  const accepted = sshd.accepted()
  await workbench.choose(SERVER, 'Connect With Terminal')
  const problem = /Others can read the private key/
  await workbench.notification(problem).waitFor()
  await workbench.screenshot('ui/key-that-others-can-read')
  await workbench.press(problem, 'Make It Private')
  await accepted
  assert.equal(statSync(sshd.identityFile).mode & 0o777, 0o600)
  await leaveTerminal(workbench)
})

test('nothing of a server’s name or address is run in a real terminal', { skip }, async (t) => {
  const trap = `/tmp/devservers-trap-${process.pid}`
  const name = `x"; touch ${trap}; $(touch ${trap}) '\`touch ${trap}\`'`
  const { sshd, service, workbench } = await setup(t, { wire: { name } })
  await knowHost(sshd)
  const accepted = sshd.accepted()
  await workbench.choose(/^x"; touch/, 'Connect With Terminal')
  await new QuickInput(workbench, /^Private key of the key pair/).pick('Let ssh find the key')
  await accepted
  await leaveTerminal(workbench)
  assert.equal(existsSync(trap), false)

  const { state, settle } = service.emulator.control
  const server = state.servers.find((one) => one.name === name)
  assert.ok(server)
  state.servers[state.servers.indexOf(server)] = { ...server, privateIp: `${HOST}; touch ${trap}` }
  settle(server.id, {})
  await workbench.runCommand('DevServers: Refresh')
  await workbench.row(/; touch .*; touch/).waitFor()
  await workbench.choose(/^x"; touch/, 'Connect With Terminal')
  await workbench.notification(/No address of .* is known/).waitFor()
  assert.equal(existsSync(trap), false)
})

test('the copied command logs in as it is, in a shell of its own', { skip }, async (t) => {
  const { sshd, workbench } = await setup(t)
  await knowHost(sshd)
  await workbench.choose(SERVER, 'Copy SSH Command')
  await new QuickInput(workbench, /^Private key of the key pair/).pick('Let ssh find the key')
  await workbench.notification(/Copied the SSH command for npu-train-02 .* It is meant for use on/).waitFor()
  const line = await workbench.page.evaluate(() => navigator.clipboard.readText())
  assert.match(line, /^ssh -F '.*' -p \d+ \S+@127\.0\.0\.1$/)
  const run = promisify(execFile)
  assert.equal((await run('sh', ['-c', `${line} -o BatchMode=yes echo in`])).stdout, 'in\n')
})

test('what ssh says to a jump host is told at once, and one can go on without having looked', { skip }, async (t) => {
  const project = ({ port }: { readonly port: number }) => ({ ssh: { jumpHost: `nobody-here@${HOST}:${port}` } })
  const { sshd, workbench } = await setup(t, { project })
  await knowHost(sshd)
  await workbench.choose(SERVER, 'Connect With Terminal')
  await new QuickInput(workbench, /^Private key of the key pair/).pick('Let ssh find the key')
  const problem = /cannot be passed without questions.*Permission denied/
  await workbench.notification(problem).waitFor()
  await workbench.screenshot('ui/jump-host-refuses')
  await workbench.press(problem, 'Connect Anyway')
  // It stays open, with ssh’s own words, until Enter is pressed.
  await leaveTerminal(workbench, '\n')
})

test('Cancel ends the waiting for a server that does not answer', { skip }, async (t) => {
  const { sshd, workbench } = await setup(t)
  await sshd.stop()
  await workbench.choose(SERVER, /^Connect$/)
  await new QuickInput(workbench, /^Private key of the key pair/).pick('Let ssh find the key')
  const waiting = /Waiting for SSH on npu-train-02/
  await workbench.press(waiting, 'Cancel')
  await workbench.notification(waiting).waitFor({ state: 'hidden' })
  assert.equal(await workbench.page.locator('.terminal-wrapper').count(), 0)
})

test('who erases a server that another window works on is warned first', { skip }, async (t) => {
  const { server } = SAMPLE_CHOICE
  const { workbench } = await setup(t, { server })
  const storage = join(
    windows.server().dataDir,
    'data',
    'User',
    'globalStorage',
    'modelarts-devservers.modelarts-devservers',
  )
  mkdirSync(join(storage, 'windows'), { recursive: true })
  writeFileSync(join(storage, 'windows', 'other.json'), JSON.stringify({ pid: process.pid, hosts: [HOST] }))
  await workbench.choose(server, WORDS.changeOs)
  const dialog = workbench.page.locator('.monaco-dialog-box')
  await dialog.getByText(`Another window is connected to ${server} (training).`).waitFor()
  await workbench.screenshot('ui/another-window-is-connected')
  await workbench.page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'hidden' })
  assert.equal(await workbench.page.locator('.quick-input-widget:visible').count(), 0)
  await workbench.choose(server, WORDS.changeOs)
  await workbench.dialogButton('Go On').click()
  await new QuickInput(workbench, WORDS.wizard(server)).option(SAMPLE_CHOICE.image).waitFor()
})
