import { commands, l10n, window } from 'vscode'
import type { App } from '../../app'
import { cloudBeside, cloudOf } from '../../model/cloud'
import { Project } from '../../model/project'
import { problemOf } from '../../texts/problem'
import { askProject } from '../../wizard/addProject'
import { commandId } from '../ids'
import { accountOf } from './accountOf'
import { pickProjects } from './pickProjects'

/** Adds entries to the projects setting: of the projects found in IAM those ticked, or one typed by hand. */
export async function addProject(app: App, args: readonly unknown[]): Promise<void> {
  const given = Project.safeParse(args[0])
  if (given.success) {
    const isTaken = app.projects.all.some(({ project }) => project.name === given.data.name)
    if (isTaken) throw new Error(l10n.t('Another project is named “{0}”.', given.data.name))
    return app.settings.editProjects((entries) => [...entries, given.data])
  }
  if ((await app.accounts.names()).length === 0) {
    await commands.executeCommand(commandId('signIn'))
    return
  }
  const account = await accountOf(app, args, l10n.t('Account to list the project’s servers with'))
  if (account !== undefined) await addFound(app, account)
}

/** What is known of the project that the user means. */
type Hint = { readonly region?: string | undefined; readonly projectId?: string | undefined }

/** Lets the user tick the account's projects; where they cannot be listed, asks for one. */
export async function addFound(app: App, account: string, hint: Hint = {}): Promise<void> {
  try {
    const picked = await pickProjects(app, account)
    if (picked === undefined) return
    if (picked !== 'typed') return app.settings.editProjects((entries) => [...entries, ...picked])
  } catch (error) {
    const text = l10n.t(
      'The projects of {0} could not be listed, so enter an id. {1}',
      account,
      problemOf(error).message,
    )
    void window.showWarningMessage(text)
  }
  await addTyped(app, account, hint)
}

async function addTyped(app: App, account: string, { region = '', projectId = '' }: Hint): Promise<void> {
  const accounts = await app.accounts.names()
  const taken = app.projects.all.map(({ project }) => project.name)
  const answers = await askProject(accounts, taken, { account, region, projectId })
  if (!answers) return
  const { wantsOtherAccount: _account, wantsOtherRegion: _region, ...entry } = answers
  const own = app.projects.all.find(({ project }) => project.account === entry.account)?.project
  const cloud = own ? cloudBeside(own, entry.region) : cloudOf(app.settings.iamEndpoint())
  if (!cloud) {
    throw new Error(
      l10n.t(
        'The addresses of the cloud of {0} in {1} are not known. Write the entry with its “endpoints” into {2}.',
        entry.account,
        entry.region,
        'modelartsDevServers.projects',
      ),
    )
  }
  await app.settings.editProjects((entries) => [...entries, { ...entry, ...cloud }])
}
