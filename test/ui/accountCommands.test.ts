import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { SAMPLE } from '../../src/emulator/sample'
import { QuickInput } from '../support/editor/quickInput'
import { useWindows } from '../support/editor/shared'
import { readUserSettings, writeKeybindings } from '../support/editor/userSettings'
import type { Workbench } from '../support/editor/workbench'
import { answerAt, changeOs, SAMPLE_CHOICE, signIn, WORDS } from '../support/journey'
import { projectEntry, type Service, startService } from '../support/service'

const windows = useWindows()
const KEYS = { accessKey: SAMPLE.accessKey, secretKey: SAMPLE.secretKey }
const PROJECT = /^training · cn-southwest-2/
const SETTING = 'modelartsDevServers.projects'

interface Opened {
  readonly service: Service
  readonly workbench: Workbench
}

/** A window that is signed in; `more` entries come first in the setting. */
async function signedIn(t: TestContext, more: readonly object[] = []): Promise<Opened> {
  const service = await startService()
  t.after(() => service.http.dispose())
  const projects = [...more, projectEntry(service.http.url)]
  const workbench = await windows.open(t, { settings: { ...service.settings, [SETTING]: projects } })
  await workbench.openView()
  await workbench.widenSideBar(560)
  await signIn(workbench, KEYS)
  await workbench.row('npu-train-01').waitFor()
  return { service, workbench }
}

const entries = async (): Promise<readonly Record<string, unknown>[]> =>
  (await readUserSettings(windows.server()))[SETTING] as readonly Record<string, unknown>[]

test('credentials are replaced, the account gets another name, and is signed out of, each from the project’s row', async (t) => {
  const { service, workbench } = await signedIn(t)
  await workbench.choose(PROJECT, /Replace Credentials/)
  const wizard = new QuickInput(workbench, /Replace Credentials of work/)
  await wizard.pick(WORDS.permanentKeys)
  await answerAt(wizard, /Access key/, KEYS.accessKey)
  await answerAt(wizard, /Secret key/, 'not-the-secret')
  await wizard.message.filter({ hasText: /Secret key refused/ }).waitFor()
  await workbench.row('npu-train-01').waitFor()
  await wizard.accept(KEYS.secretKey)
  await wizard.widget.waitFor({ state: 'hidden' })
  await workbench.row('npu-train-01').waitFor()

  await workbench.choose(PROJECT, /Rename Account/)
  const rename = new QuickInput(workbench, /Rename Account work/)
  await rename.accept('x'.repeat(101))
  await rename.message.filter({ hasText: 'A name has 100 characters at most.' }).waitFor()
  await rename.accept('team')
  await workbench.notification('The account work is now called team.').waitFor()
  await workbench.choose(PROJECT, /Sign Out/)
  await workbench.page.locator('.monaco-dialog-box').filter({ hasText: 'Sign out of team in all windows?' }).waitFor()
  await workbench.screenshot('ui/accounts-signOut')
  await workbench.dialogButton('Cancel').click()
  assert.equal((await entries())[0]?.['account'], 'team')
  await workbench.row('npu-train-01').waitFor()
  await workbench.choose(PROJECT, /Sign Out/)
  await workbench.dialogButton('Sign Out').click()
  await workbench.notification('Signed out of team.').waitFor()
  await workbench.row(WORDS.notSignedIn).waitFor()
  assert.equal(await workbench.row('npu-train-01').count(), 0)
  const before = service.http.requests.length
  await workbench.runCommand('DevServers: Refresh')
  await workbench.row(WORDS.notSignedIn).waitFor()
  assert.equal(service.http.requests.length, before)
})

test('signing out during a change names it, and who signs in again hears how it ended', async (t) => {
  const { service, workbench } = await signedIn(t)
  const steps = changeOs(SAMPLE_CHOICE)
  for (const { take } of steps.slice(0, -1)) await take(workbench)
  await service.served('POST', /changeos$/)
  await workbench.choose(PROJECT, /Sign Out/)
  const dialog = workbench.page.locator('.monaco-dialog-box')
  await dialog.filter({ hasText: 'npu-train-01 (training, account work)' }).waitFor()
  await workbench.screenshot('ui/accounts-signOutInFlight')
  await workbench.dialogButton('Sign Out').click()
  await signIn(workbench, KEYS)
  await steps.at(-1)?.take(workbench)
  assert.equal(service.count('POST', /changeos$/), 1)
})

test('a project is taken out of the list after asking, and not its namesake that cannot be used', async (t) => {
  const bad = { name: 'training', projectId: 'p', account: 'work' }
  const { workbench } = await signedIn(t, [bad])
  await workbench.row(/entry 1 “training”: “region” is missing/).waitFor()
  await workbench.choose(PROJECT, /Remove Project/)
  await workbench.dialogButton('Cancel').click()
  await workbench.row('npu-train-01').waitFor()
  await workbench.choose(PROJECT, /Remove Project/)
  await workbench.dialogButton('Remove').click()
  await workbench.row(PROJECT).waitFor({ state: 'hidden' })
  assert.deepEqual(await entries(), [bad])
  await workbench.row(/entry 1 “training”: “region” is missing/).waitFor()
})

const OTHER = { accessKey: 'OTHERACCESSKEY00001', secretKey: 'other-secret-of-a-script' }

test('a key binding that signs in does not put other keys in the place of an account unasked', async (t) => {
  const bound = [
    { key: 'ctrl+alt+9', command: 'modelartsDevServers.signIn', args: { account: 'work', ...OTHER } },
    { key: 'ctrl+alt+8', command: 'modelartsDevServers.replaceCredentials', args: { account: 'work', ...OTHER } },
  ]
  await writeKeybindings(windows.server(), [
    ...bound,
    { key: 'ctrl+alt+7', command: 'modelartsDevServers.signOut', args: { account: 'wrok' } },
  ])
  t.after(() => writeKeybindings(windows.server(), []))
  const { service, workbench } = await signedIn(t)
  const before = service.http.requests.length
  const refused = () => service.http.requests.slice(before).filter(({ status }) => status === 401).length
  await workbench.page.keyboard.press('Control+Alt+9')
  const dialog = workbench.page.locator('.monaco-dialog-box').filter({ hasText: 'Replace the credentials of work?' })
  await dialog.filter({ hasText: 'Kept: SAMP••••0001. Given: OTHE••••0001.' }).waitFor()
  await workbench.screenshot('ui/accounts-signInOver')
  await workbench.dialogButton('Cancel').click()
  await workbench.page.keyboard.press('Control+Alt+9')
  assert.equal(refused(), 0)
  await workbench.dialogButton('Replace').click()
  await workbench.notification('Account work: Access key unknown.').waitFor()
  assert.equal(refused(), 1)
  const tried = new Promise<void>((resolve) => {
    service.http.onDidServe(({ status }) => status === 401 && resolve())
  })
  await workbench.page.keyboard.press('Control+Alt+7')
  await workbench.notification('There is no account “wrok”.').waitFor()
  await workbench.page.keyboard.press('Control+Alt+8')
  await tried
  await workbench.row('npu-train-01').waitFor()
})

const LOCKED = Number.MAX_SAFE_INTEGER

test('keys that could not be tried are tried again as they are, or kept anyway with the password that was typed', async (t) => {
  const service = await startService()
  t.after(() => service.http.dispose())
  const { lockouts } = service.emulator.control.state
  const workbench = await windows.open(t, { settings: service.settings })
  await workbench.openView()
  await workbench.widenSideBar(560)
  // A locked key is no wrong one.
  lockouts[KEYS.accessKey] = { failures: 6, lockedUntil: LOCKED }
  await signIn(workbench, KEYS)
  const locked = /could not be tried\. Access key locked/
  await workbench.notification(locked).waitFor()
  delete lockouts[KEYS.accessKey]
  await workbench.press(locked, 'Try Again')
  await workbench.row('npu-train-01').waitFor()

  await workbench.choose(PROJECT, /Replace Credentials/)
  const wizard = new QuickInput(workbench, /Replace Credentials of work/)
  await wizard.pick('IAM user and password')
  await answerAt(wizard, /Name of the account/, SAMPLE.account)
  await answerAt(wizard, /Name of the IAM user/, SAMPLE.user)
  await answerAt(wizard, /Password of the IAM user/, SAMPLE.password)
  await answerAt(wizard, /Passcode/)
  service.http.fault = (_method, path) =>
    path.startsWith('/v3/auth/tokens') ? { kind: 'reset', when: 'before' } : undefined
  await wizard.pick('Do not keep it')
  const broken = /could not be tried\. The connection broke/
  await workbench.notification(broken).waitFor()
  service.http.fault = () => undefined
  await workbench.press(broken, 'Keep Anyway')
  await workbench.row(/sample-user \(sample-account\)/).waitFor()
  await workbench.row('npu-train-01').waitFor()
})

test('where IAM shows no project one is typed, and a row’s account is the one that is signed in to', async (t) => {
  const service = await startService()
  t.after(() => service.http.dispose())
  const { state } = service.emulator.control
  const [account] = state.accounts
  assert.ok(account)
  const workbench = await windows.open(t, { settings: { ...service.settings, [SETTING]: [] } })
  await workbench.openView()
  await workbench.widenSideBar(560)
  state.accounts[0] = { ...account, projects: [] }
  await workbench.welcome('Sign In…').click()
  const wizard = new QuickInput(workbench, WORDS.signIn)
  await wizard.pick(WORDS.permanentKeys)
  await answerAt(wizard, /A name for this account/, 'work')
  await answerAt(wizard, /Access key/, KEYS.accessKey)
  await answerAt(wizard, /Secret key/, KEYS.secretKey)
  await workbench.notification('IAM shows no projects of work.').waitFor()
  state.accounts[0] = account
  await workbench.press('IAM shows no projects of work.', 'Enter a Project Id…')
  const typed = new QuickInput(workbench, 'Add Project')
  await typed.pick(SAMPLE.training.region)
  await answerAt(typed, /Project id/, SAMPLE.training.projectId)
  await answerAt(typed, /A name for the project/, 'training')
  await workbench.row('npu-train-01').waitFor()
  await workbench.choose(PROJECT, /Sign In/)
  await wizard.pick(WORDS.permanentKeys)
  await wizard.message.filter({ hasText: /A name for this account/ }).waitFor()
  assert.equal(await wizard.input.inputValue(), 'work')
  await wizard.cancel()
})
