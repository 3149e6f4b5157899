import { commands, l10n } from 'vscode'
import * as z from 'zod/mini'
import type { App } from '../app'
import { Project } from '../model/project'
import { askProject } from '../wizard/addProject'
import { commandId } from './ids'

/** Adds an entry to the projects setting. */
export async function addProject(app: App, args: readonly unknown[]): Promise<void> {
  const given = Project.safeParse(args[0])
  const taken = app.projects.all.map(({ project }) => project.name)
  if (given.success) {
    if (taken.includes(given.data.name)) throw new Error(l10n.t('Another project is named “{0}”.', given.data.name))
    return app.settings.addProject(given.data)
  }
  const accounts = await app.accounts.names()
  if (accounts.length === 0) {
    await commands.executeCommand(commandId('signIn'))
    return
  }
  const hint = z.pick(Project, { account: true }).safeParse(args[0])
  const start = hint.success ? hint.data : accounts.length === 1 ? { account: accounts[0] ?? '' } : {}
  const answers = await askProject(accounts, taken, start)
  if (!answers) return
  const { name, region, projectId, account } = answers
  await app.settings.addProject({ name, region, projectId, account })
}
