import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { SAMPLE } from '../../src/emulator/sample'
import { QuickInput } from '../support/editor/quickInput'
import { useWindows } from '../support/editor/shared'
import type { Workbench } from '../support/editor/workbench'
import { answerAt, chooseFile, SAMPLE_CHOICE, signIn, WORDS } from '../support/journey'
import { secret } from '../support/secrets'
import { type Service, startService } from '../support/service'

const windows = useWindows()
const { server, image, keyPair } = SAMPLE_CHOICE
const KEYS = { accessKey: SAMPLE.accessKey, secretKey: SAMPLE.secretKey }

interface Opened {
  readonly service: Service
  readonly workbench: Workbench
  readonly wizard: QuickInput
  readonly folder: string
}

/** The wizard of the stopped server, at its first step. */
async function open(t: TestContext, title: string = WORDS.changeOs): Promise<Opened> {
  const folder = mkdtempSync(join(tmpdir(), 'devservers-wizard-'))
  const service = await startService()
  t.after(async () => {
    await service.http.dispose()
    rmSync(folder, { recursive: true, force: true })
  })
  const workbench = await windows.open(t, { settings: { ...service.settings, 'files.simpleDialog.enable': true } })
  await workbench.openView()
  await workbench.widenSideBar(420)
  await signIn(workbench, KEYS)
  await workbench.choose(server, title)
  const wizard = new QuickInput(workbench, /^(Change|Reinstall) OS of npu-train-01/)
  return { service, workbench, wizard, folder }
}

test('the whole wizard: a new key pair, user data, the review, and back again with every answer kept', async (t) => {
  const { service, workbench, wizard, folder } = await open(t)
  await wizard.option(image).waitFor()
  await workbench.screenshot('ui/wizard-1-image')
  await wizard.pick(image)

  await wizard.option(keyPair).waitFor()
  await wizard.pick('New key pair…')
  await answerAt(wizard, /Name of the new key pair/, 'my-laptop')
  const file = join(folder, 'my-laptop.pem')
  await chooseFile(workbench, 'Save the Private Key of my-laptop', file)
  await wizard.option('From a file…').waitFor()
  const privateKey = readFileSync(file, 'utf8')
  assert.match(privateKey, /PRIVATE KEY/)
  assert.equal(statSync(file).mode & 0o777, 0o600)
  await workbench.screenshot('ui/wizard-2-userData')

  const bad = join(folder, 'bad.yaml')
  writeFileSync(bad, '#cloud-config\nusers:\n  - name: a\n bad: [\n')
  await wizard.pick('From a file…')
  await chooseFile(workbench, 'User Data', bad)
  await wizard.option(/bad\.yaml, line \d/).waitFor()
  await workbench.screenshot('ui/wizard-3-badUserData')
  const good = join(folder, 'setup.yaml')
  writeFileSync(good, '#cloud-config\nruncmd:\n  - [touch, /tmp/secret-token-77]\n')
  await wizard.pick('From a file…')
  await chooseFile(workbench, 'User Data', good)

  await wizard.option(WORDS.go).waitFor()
  const review = workbench.page.locator('.editor-instance')
  await review.getByText('Nothing has been changed so far.').waitFor()
  await workbench.screenshot('ui/wizard-4-review')
  const shown = await review.innerText()
  assert.doesNotMatch(shown, /secret-token-77/)

  await wizard.press('Back')
  await wizard.option(/setup\.yaml/).waitFor()
  await wizard.press('Back')
  await wizard.option('my-laptop').waitFor()
  await wizard.press('Back')
  await wizard.option(image).waitFor()
  assert.match((await wizard.widget.locator('.monaco-list-row.focused').innerText()) ?? '', /Ubuntu-22\.04/)
  await wizard.accept()
  await wizard.option('my-laptop').waitFor()
  assert.match((await wizard.widget.locator('.monaco-list-row.focused').innerText()) ?? '', /my-laptop/)
  await wizard.accept()
  await wizard.option(/setup\.yaml/).waitFor()
  await wizard.accept()
  await wizard.option(WORDS.go).waitFor()
  await wizard.pick(WORDS.go)
  const confirm = new QuickInput(workbench, WORDS.confirm(server))
  await confirm.input.waitFor()
  await workbench.screenshot('ui/wizard-5-confirm')
  await confirm.message
    .filter({ hasText: /\(cn-southwest-2\).*key pair my-laptop.*setup\.yaml.*Type the server/ })
    .waitFor()
  assert.equal(service.count('POST', /changeos$/), 0)
  await confirm.accept(server)
  await workbench.row(WORDS.changing).waitFor()
  await service.served('POST', /changeos$/)
  assert.equal(service.count('POST', /changeos$/), 1)
  const installed = service.emulator.control.state.servers.find(({ id }) => id === SAMPLE.servers.stopped)
  assert.match(JSON.stringify(installed), new RegExp(Buffer.from(readFileSync(good)).toString('base64').slice(0, 40)))
  await workbench.page.getByRole('tab', { name: /Change OS of/ }).waitFor({ state: 'detached' })
})

test('a private key never overwrites a file, and no key pair is made then', async (t) => {
  const { service, workbench, wizard, folder } = await open(t)
  const file = join(folder, 'taken.pem')
  await wizard.option(image).waitFor()
  await wizard.pick(image)
  await wizard.option(keyPair).waitFor()
  await wizard.pick('New key pair…')
  await answerAt(wizard, /Name of the new key pair/, 'taken')
  writeFileSync(file, 'precious')
  await chooseFile(workbench, 'Save the Private Key of taken', file)
  // VS Code itself asks whether to overwrite: whoever says yes still loses nothing.
  const again = new QuickInput(workbench, /already exists/)
  await again.widget.getByRole('button', { name: /^(OK|Use as User Data)$/ }).click()
  await wizard.message.filter({ hasText: /nothing is overwritten/ }).waitFor()
  assert.equal(readFileSync(file, 'utf8'), 'precious')
  assert.equal(service.count('POST', /keypairs$/), 0)
  await wizard.cancel()
})

test('a password is checked while it is typed, can be generated, and is typed twice', async (t) => {
  const { service, workbench, wizard } = await open(t)
  await wizard.option(image).waitFor()
  await wizard.pick(image)
  await wizard.option(keyPair).waitFor()
  await wizard.pick('Password…')
  // The list has a box of the same title: what is typed before its place is taken filters it.
  await wizard.message.filter({ hasText: /Password/ }).waitFor()
  await wizard.type('abc')
  await wizard.message.filter({ hasText: /✗ 8 to 26 characters/ }).waitFor()
  await workbench.screenshot('ui/wizard-6-password')
  await wizard.type('Abcdefg1$')
  await wizard.message.filter({ hasText: /not everywhere does the service take \$ and \^/ }).waitFor()
  await wizard.press(/Generate a strong password/)
  await wizard.message.filter({ hasText: 'All rules are met.' }).waitFor()
  const password = secret(await wizard.input.inputValue())
  assert.equal(password.length, 20)
  assert.equal(await wizard.input.getAttribute('type'), 'text')
  await wizard.accept()
  await answerAt(wizard, /The same password again/, 'other')
  await wizard.message.filter({ hasText: /do not match yet/ }).waitFor()
  await wizard.accept(password)
  await wizard.option(WORDS.noUserData).waitFor()
  await wizard.pick(WORDS.noUserData)
  await wizard.option(WORDS.go).waitFor()
  const review = workbench.page.locator('.editor-instance')
  await review.getByText('Nothing has been changed so far.').waitFor()
  assert.ok(!(await review.innerText()).includes(password))
  // Back over the password: it is still there, and a key pair in its place ends it.
  await wizard.press('Back')
  await wizard.option(WORDS.noUserData).waitFor()
  await wizard.press('Back')
  await answerAt(wizard, /All rules|The same password again|match/)
  await wizard.option(WORDS.noUserData).waitFor()
  await wizard.cancel()
  assert.equal(service.count('POST', /./), 0)
})

test('an image ID that cannot be used is told so where it is typed', async (t) => {
  const { service, wizard } = await open(t)
  await wizard.option(image).waitFor()
  await wizard.pick('Enter an image ID…')
  await answerAt(wizard, /ID of an image of this region/, SAMPLE.images.ecsUbuntu)
  await wizard.message.filter({ hasText: /Ubuntu-22\.04-x86.* does not fit this server/ }).waitFor()
  await wizard.accept('no-such-image')
  await wizard.message.filter({ hasText: /There is no image with this ID/ }).waitFor()
  await wizard.accept(SAMPLE.images.npuUbuntu)
  await wizard.option(keyPair).waitFor()
  await wizard.cancel()
  assert.equal(service.count('POST', /./), 0)
})

test('what changed while the user was deciding leads back to its question, with the reason', async (t) => {
  const { service, workbench, wizard } = await open(t)
  await wizard.option(image).waitFor()
  await wizard.pick(image)
  await wizard.option(keyPair).waitFor()
  await wizard.pick(keyPair)
  await wizard.option(WORDS.noUserData).waitFor()
  await wizard.pick(WORDS.noUserData)
  await wizard.option(WORDS.go).waitFor()
  await wizard.pick(WORDS.go)
  const confirm = new QuickInput(workbench, WORDS.confirm(server))
  await confirm.input.waitFor()
  const pairs = service.emulator.control.state.keyPairs
  const at = pairs.findIndex(({ name }) => name === keyPair)
  const pair = pairs[at]
  assert.ok(pair)
  pairs[at] = { ...pair, frozen: true }
  await confirm.accept(server)
  await wizard.option(/has been frozen/).waitFor()
  await workbench.screenshot('ui/wizard-7-preflight')
  assert.equal(service.count('POST', /changeos$/), 0)
  await wizard.pick(SAMPLE.keyPairs.usual)
  await wizard.option(WORDS.noUserData).waitFor()
  await wizard.accept()
  await wizard.option(WORDS.go).waitFor()
  // What was wrong is mended: the review does not go on about it.
  const review = workbench.page.locator('.editor-instance')
  await review.getByText(`key pair ${SAMPLE.keyPairs.usual}`).first().waitFor()
  assert.doesNotMatch(await review.innerText(), /Attention|frozen/)
  await wizard.pick(WORDS.go)
  await confirm.accept(server)
  await workbench.row(WORDS.changing).waitFor()
  await service.served('POST', /changeos$/)
  assert.equal(service.count('POST', /changeos$/), 1)
})

test('Reinstall OS asks for no image and sends one request to its own address', async (t) => {
  const { service, workbench, wizard } = await open(t, 'Reinstall OS…')
  await wizard.option(keyPair).waitFor()
  await wizard.pick(keyPair)
  await wizard.option(WORDS.noUserData).waitFor()
  await wizard.pick(WORDS.noUserData)
  await wizard.option(/Reinstall OS…/).waitFor()
  await workbench.screenshot('ui/wizard-8-reinstall')
  await wizard.pick(/Reinstall OS…/)
  await new QuickInput(workbench, WORDS.confirm(server)).accept(server)
  await workbench.row(/(Changing|Reinstalling) OS/).waitFor()
  await service.served('POST', /reinstallos$/)
  assert.equal(service.count('POST', /reinstallos$/), 1)
  assert.equal(service.count('POST', /changeos$/), 0)
})
