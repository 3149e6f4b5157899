import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Locator } from 'playwright-core'
import { SAMPLE } from '../../src/emulator/sample'
import { QuickInput } from '../support/editor/quickInput'
import { SDK_FILE } from '../support/editor/server'
import { useWindows } from '../support/editor/shared'
import { readUserSettings } from '../support/editor/userSettings'
import type { Workbench } from '../support/editor/workbench'
import { answerAt, chooseFile, WORDS } from '../support/journey'
import { TEMPORARY } from '../support/secrets'
import { type Service, startService } from '../support/service'

const windows = useWindows()
const PROJECTS = /^Projects of work/

/** A line that can be ticked. */
const line = (pick: QuickInput, text: RegExp): Locator =>
  pick.widget.locator('.monaco-list-row').filter({ hasText: text }).first()

interface Setup {
  readonly service: Service
  readonly workbench: Workbench
  readonly wizard: QuickInput
}

async function setup(t: TestContext): Promise<Setup> {
  const service = await startService()
  t.after(() => service.http.dispose())
  const settings = { ...service.settings, 'modelartsDevServers.projects': [], 'files.simpleDialog.enable': true }
  const workbench = await windows.open(t, { settings })
  await workbench.openView()
  await workbench.widenSideBar(560)
  await workbench.welcome('Sign In…').click()
  return { service, workbench, wizard: new QuickInput(workbench, WORDS.signIn) }
}

/** Ticks what is ticked already: the projects that have DevServers. */
async function takeProjects(workbench: Workbench): Promise<void> {
  const projects = new QuickInput(workbench, PROJECTS)
  await line(projects, /cn-southwest-2.*has DevServers/).waitFor()
  await projects.input.press('Enter')
  await workbench.row('npu-train-01').waitFor()
}

/** Fills the fields of the wizard, one after the other. */
async function fill(
  wizard: QuickInput,
  answers: readonly (readonly [question: RegExp, answer?: string])[],
): Promise<void> {
  for (const [question, answer] of answers) await answerAt(wizard, question, answer)
}

const AS_WORK = [/A name for this account/, 'work'] as const

test('signing in finds the projects of the account, those with DevServers ticked', async (t) => {
  const { workbench, wizard } = await setup(t)
  await wizard.pick(WORDS.permanentKeys)
  await answerAt(wizard, /A name for this account/, 'work')
  await answerAt(wizard, /Access key/, SAMPLE.accessKey)
  await answerAt(wizard, /Secret key/, SAMPLE.secretKey)
  const projects = new QuickInput(workbench, PROJECTS)
  await line(projects, /cn-southwest-2.*has DevServers/).waitFor()
  await line(projects, /cn-north-4/).waitFor()
  assert.equal(await line(projects, /MOS/).count(), 0)
  assert.equal(await line(projects, /cn-east-3/).count(), 0)
  await workbench.screenshot('accounts-projects')
  await line(projects, /cn-north-9.*has DevServers/).waitFor()
  const third = workbench.page.locator('.quick-input-list .monaco-list-row').nth(2)
  await third.filter({ hasText: 'cn-north-4' }).waitFor()
  await projects.input.press('Enter')
  await workbench.row('npu-train-01').waitFor()
  await workbench.row(/^cn-north-9, SAMP/).waitFor()
  const entries = (await readUserSettings(windows.server()))['modelartsDevServers.projects']
  assert.ok(Array.isArray(entries) && entries.length === 2)
})

test('what is looked for in the list of projects stays when all are looked into, and so do the ticks beside it', async (t) => {
  const { service, workbench, wizard } = await setup(t)
  service.http.fault = (_method, path) =>
    path.includes(SAMPLE.research.projectId) ? { kind: 'delay', ms: 3_000 } : undefined
  await wizard.pick(WORDS.permanentKeys)
  await fill(wizard, [AS_WORK, [/Access key/, SAMPLE.accessKey], [/Secret key/, SAMPLE.secretKey]])
  const projects = new QuickInput(workbench, PROJECTS)
  await line(projects, /cn-southwest-2.*has DevServers/).waitFor()
  await projects.type('north')
  await workbench.page.getByPlaceholder('Projects whose DevServers are to be shown').waitFor()
  assert.equal(await projects.input.inputValue(), 'north')
  await line(projects, /cn-north-9.*has DevServers/).waitFor()
  await workbench.screenshot('ui/accounts-projects-filtered')
  await projects.input.press('Enter')
  await workbench.row(/^cn-north-9, /).waitFor()
  await workbench.row(/^cn-southwest-2, /).waitFor()
})

test('an IAM user signs in with a password, which is kept nowhere in the clear', async (t) => {
  const { workbench, wizard } = await setup(t)
  await wizard.pick('IAM user and password')
  await answerAt(wizard, /A name for this account/, 'work')
  await answerAt(wizard, /Name of the account/, SAMPLE.account)
  await answerAt(wizard, /Name of the IAM user/, SAMPLE.user)
  await answerAt(wizard, /Password of the IAM user/, 'wrong')
  await answerAt(wizard, /Passcode/)
  await wizard.option('Do not keep it').waitFor()
  await wizard.accept()
  await wizard.message.filter({ hasText: /username or password is wrong/ }).waitFor()
  await wizard.accept(SAMPLE.password)
  await answerAt(wizard, /Passcode/)
  await wizard.option('Do not keep it').waitFor()
  await wizard.accept()
  await takeProjects(workbench)
  await workbench
    .row(/sample-user \(sample-account\)/)
    .first()
    .waitFor()
})

test('a user with a second factor gives a passcode, again where it was not the right one', async (t) => {
  const { workbench, wizard } = await setup(t)
  await wizard.pick('IAM user and password')
  await fill(wizard, [
    AS_WORK,
    [/Name of the account/, SAMPLE.account],
    [/Name of the IAM user/, SAMPLE.mfaUser],
    [/Password of the IAM user/, SAMPLE.password],
    [/Passcode/, '000000'],
    [/Id of the IAM user/, '7a6b5c4d3e2f41a0b9c8d7e6f5a4b3c2'],
  ])
  await wizard.pick('Do not keep it')
  await wizard.message.filter({ hasText: /username or password is wrong/ }).waitFor()
  await wizard.accept(SAMPLE.passcode)
  await answerAt(wizard, /Id of the IAM user/)
  await wizard.pick('Do not keep it')
  await takeProjects(workbench)
  await workbench.row(/sample-mfa-user \(sample-account\)/).waitFor()
})

test('temporary keys are taken until they end; a time that has passed and a wrong token are asked for again', async (t) => {
  const { service, workbench, wizard } = await setup(t)
  const { state } = service.emulator.control
  const [account] = state.accounts
  const [accountId, userId] = [account?.id ?? '', account?.users[0]?.id ?? '']
  const expiresAt = Date.now() + 30 * 60_000
  state.temporaryKeys.push({ ...TEMPORARY, accountId, userId, expiresAt })
  await wizard.pick('Temporary keys')
  await fill(wizard, [AS_WORK, [/Access key/, TEMPORARY.accessKey], [/Secret key/, 'two words']])
  await wizard.message.filter({ hasText: /without blanks/ }).waitFor()
  await wizard.accept(TEMPORARY.secretKey)
  await answerAt(wizard, /Security token/, 'of-somebody-else')
  await answerAt(wizard, /When the temporary keys expire/, '2026-01-15T09:30:00Z')
  await wizard.message.filter({ hasText: /This time has passed/ }).waitFor()
  await wizard.accept(new Date(expiresAt).toISOString())
  await wizard.message.filter({ hasText: /Temporary keys refused/ }).waitFor()
  await wizard.accept(TEMPORARY.securityToken)
  await answerAt(wizard, /When the temporary keys expire/)
  await takeProjects(workbench)
  await workbench.row(/sign-in ends in \d+ min · Sign in again/).waitFor()
  await workbench.row('npu-train-01').hover()
  await workbench.page.locator('.monaco-hover').filter({ hasText: 'DevServer id' }).waitFor()
  await workbench.screenshot('ui/accounts-ending')
})

test('keys from the clipboard and from a file are shown masked and chosen, never taken unseen', async (t) => {
  const { workbench, wizard } = await setup(t)
  const copy = (text: string) => workbench.page.evaluate((own) => navigator.clipboard.writeText(own), text)
  await wizard.option('Keys from the clipboard').waitFor()
  await copy('nothing of use')
  await wizard.pick('Keys from the clipboard')
  await wizard.option(/cannot be read.*no access key/).waitFor()
  await wizard.press('Back')
  await copy(
    `[team.dev]\nak = OTHERACCESSKEY00001\nsk = other\n[team.prod]\nak = ${SAMPLE.accessKey}\nsk = ${SAMPLE.secretKey}\n`,
  )
  await wizard.pick('Keys from the clipboard')
  await wizard.option(/OTHE••••0001.*team\.dev/).waitFor()
  await wizard.option(/SAMP••••0001.*team\.prod/).waitFor()
  await workbench.screenshot('ui/accounts-pasted')
  await wizard.press('Back')
  const folder = await mkdtemp(join(tmpdir(), 'devservers-keys-'))
  t.after(() => rm(folder, { recursive: true }))
  const file = join(folder, 'credentials.csv')
  await writeFile(
    file,
    `User Name,Access Key Id,Secret Access Key\nx,y,z\ndev,${SAMPLE.accessKey},${SAMPLE.secretKey}\n`,
  )
  await wizard.pick('credentials.csv…')
  await chooseFile(workbench, /credentials\.csv, as downloaded/, file)
  await wizard.option(/cannot be read.*credentials\.csv, line 2/).waitFor()
  await wizard.pick(/SAMP••••0001.*dev/)
  await fill(wizard, [AS_WORK])
  await takeProjects(workbench)
})

test('the SDK’s file is offered with what is not right in it; a name that is taken is not overwritten unasked', async (t) => {
  const file = join(windows.server().dataDir, SDK_FILE)
  t.after(() => rm(file, { force: true }))
  const [ak, sk] = [SAMPLE.accessKey, SAMPLE.secretKey]
  await writeFile(file, `[basic]\nak = ${ak}\nsk = ${sk}\n\n[half]\nak = ${ak}\n`)
  const { workbench, wizard } = await setup(t)
  await wizard.option(/cannot be read.*sdk-credentials, line 5/).waitFor()
  await workbench.screenshot('ui/accounts-sources')
  await wizard.pick(/SAMP••••0001.*basic/)
  await fill(wizard, [AS_WORK])
  await takeProjects(workbench)
  await workbench.runCommand('DevServers: Sign In…')
  await wizard.pick(/SAMP••••0001.*basic/)
  await fill(wizard, [AS_WORK])
  await wizard.pick('Give another name')
  await fill(wizard, [AS_WORK])
  await wizard.pick('Replace the credentials of work')
  await wizard.widget.waitFor({ state: 'hidden' })
  await workbench.row('npu-train-01').waitFor()
})
