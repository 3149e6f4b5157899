import { l10n, window } from 'vscode'
import * as z from 'zod/mini'
import type { App } from '../../app'
import { nameProblem } from '../../wizard/nameProblem'
import { runWizard, type Step } from '../../wizard/wizard'
import { argumentOf } from '../argument'
import { accountOf } from './accountOf'
import { Named } from './arguments'

const Arguments = z.strictObject({
  ...Named.shape,
  name: z.optional(z.string().check(z.trim(), z.minLength(1))),
})
const Entry = z.looseObject({ account: z.string() })

/** Gives an account another name, here and in the projects that use it. */
export async function renameAccount(app: App, args: readonly unknown[]): Promise<void> {
  const account = await accountOf(app, args, l10n.t('Account to rename'), Arguments)
  if (account === undefined) return
  const names = await app.accounts.names()
  const problem = (name: string): string | undefined => {
    const wrong = nameProblem(name)
    return wrong ?? (names.includes(name.trim()) ? l10n.t('Another account has this name.') : undefined)
  }
  const name = argumentOf(Arguments, args[0])?.name ?? (await askName(account, problem))
  if (name === undefined || name === account) return
  const wrong = problem(name)
  if (wrong !== undefined) throw new Error(wrong)
  // The new name works before the old one is gone, so that whatever happens in between loses nothing.
  await app.accounts.copy(account, name)
  try {
    await app.settings.editProjects((entries) => entries.map((entry) => renamed(entry, account, name)))
  } catch (error) {
    await app.accounts.remove(name)
    throw error
  }
  await app.accounts.remove(account)
  void window.showInformationMessage(l10n.t('The account {0} is now called {1}.', account, name))
}

function renamed(entry: unknown, account: string, name: string): unknown {
  const read = Entry.safeParse(entry)
  return read.success && read.data.account.trim() === account ? { ...read.data, account: name } : entry
}

async function askName(account: string, problem: (name: string) => string | undefined): Promise<string | undefined> {
  const step: Step<{ readonly name: string }> = {
    ask: async (page, { name }) => {
      const check = (typed: string): string | undefined => (typed.trim() === account ? undefined : problem(typed))
      const typed = await page.input({ prompt: l10n.t('Another name for the account'), value: name, check })
      return typeof typed === 'string' ? { name: typed.trim() } : typed
    },
  }
  return (await runWizard(l10n.t('Rename Account {0}', account), [step], { name: account }))?.name
}
