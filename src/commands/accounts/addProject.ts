import { commands, l10n, window } from 'vscode'
import type { App } from '../../app'
import { valueAt } from '../../base/valueAt'
import { cloudBeside, cloudOf } from '../../model/cloud'
import { Project } from '../../model/project'
import { problemOf } from '../../texts/problem'
import { askProject } from '../../wizard/addProject'
import { rowOf } from '../argument'
import { commandId } from '../ids'
import { accountOf, namedIn } from './accountOf'
import { pickProjects } from './pickProjects'

/** Adds entries to the projects setting: of the projects found in IAM those ticked, or one typed by hand. */
export async function addProject(app: App, args: readonly unknown[]): Promise<void> {
  if (isEntry(args[0])) return addEntry(app, Project.parse(args[0]))
  const named = namedIn(app, args[0])
  if (named === undefined && (await app.accounts.names()).length === 0) {
    await commands.executeCommand(commandId('signIn'))
    return
  }
  const account = named ?? (await accountOf(app, [], l10n.t('Account to list the project’s servers with')))
  if (account !== undefined) await addFound(app, account)
}

/** Not merely whose projects to look for. */
const isEntry = (argument: unknown): boolean =>
  !rowOf(argument) && ['name', 'region', 'projectId'].some((field) => valueAt(argument, [field]) !== undefined)

async function addEntry(app: App, entry: Project): Promise<void> {
  if (app.projects.all.some(({ project }) => project.name === entry.name))
    throw new Error(l10n.t('Another project is named “{0}”.', entry.name))
  await app.settings.editProjects((entries) => [...entries, entry])
}

/** What is known of the project that the user means. */
type Hint = { readonly region?: string | undefined; readonly projectId?: string | undefined }

/** Lets the user tick the account's projects; where there are none to tick, asks for one. */
export async function addFound(app: App, account: string, hint: Hint = {}): Promise<void> {
  try {
    const picked = await pickProjects(app, account)
    if (picked === undefined || (picked === 'none' && !(await wantsToType(app, account)))) return
    if (typeof picked !== 'string') return await app.settings.editProjects((entries) => [...entries, ...picked])
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

/** Says that nothing was found that is not listed yet. */
async function wantsToType({ projects }: App, account: string): Promise<boolean> {
  const enter = l10n.t('Enter a Project Id…')
  const text = projects.all.some(({ project }) => project.account === account)
    ? l10n.t('IAM shows no projects of {0} but those that are listed already.', account)
    : l10n.t('IAM shows no projects of {0}. If there is one, its id is under My Credentials in the console.', account)
  return (await window.showInformationMessage(text, enter)) === enter
}

async function addTyped(app: App, account: string, { region = '', projectId = '' }: Hint): Promise<void> {
  const accounts = await app.accounts.names()
  const taken = app.projects.all.map(({ project }) => project.name)
  const answers = await askProject(accounts, taken, { account, region, projectId })
  if (!answers) return
  const { wantsOtherAccount: _account, wantsOtherRegion: _region, ...entry } = answers
  const own = app.projects.all.find(({ project }) => project.account === entry.account)?.project
  const { settings } = app
  const iam = (await app.accounts.get(entry.account))?.iam ?? settings.iamEndpoint()
  const cloud = own ? cloudBeside(own, entry.region) : cloudOf(iam, settings.iamCaFile())
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
