import { test } from 'node:test'
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
