import { test } from 'node:test'
import { QuickInput } from '../support/editor/quickInput'
import { useWindows } from '../support/editor/shared'
import { openSample, WORDS } from '../support/journey'

const windows = useWindows()

test('without an account the view offers to sign in, and the sample servers', async (t) => {
  const workbench = await windows.open(t)
  await workbench.openView()
  await workbench.welcome('Sign In…').waitFor()
  await workbench.welcome(WORDS.trySample).waitFor()
})

test('the sample servers come with one click and are there again after a reload', async (t) => {
  const workbench = await windows.open(t)
  for (const { take } of openSample) await take(workbench)
  await workbench.row('npu-train-01').waitFor()
  await workbench.reload()
  await workbench.row('npu-train-01').waitFor()
})

test('Sign In… of the view’s title asks for any account, also while a row of the samples has the focus', async (t) => {
  const workbench = await windows.open(t)
  for (const { take } of openSample) await take(workbench)
  for (const row of [/^npu-train-01/, /^sample-training/]) {
    await workbench.row(row).click()
    await workbench.chooseInTitle('Sign In…')
    await new QuickInput(workbench, WORDS.signIn).option(WORDS.permanentKeys).waitFor()
    await workbench.page.keyboard.press('Escape')
  }
})
