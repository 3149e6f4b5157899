import { l10n, window } from 'vscode'
import * as z from 'zod/mini'
import type { App } from '../../app'

const Arguments = z.object({ project: z.string() })
const Entry = z.object({ name: z.string() })

/** Takes a project out of the list, after asking; nothing changes at the service, and the account stays signed in. */
export async function removeProject(app: App, args: readonly unknown[]): Promise<void> {
  const name = args[0] === undefined ? await pickProject(app) : Arguments.parse(args[0]).project
  if (name === undefined) return
  const servers = app.projects.find(name)
  if (!servers || servers.project.isSample) throw new Error(l10n.t('There is no project “{0}”.', name))
  const { region, account } = servers.project
  const isWatched = app.osChanges.inFlight.some(({ project }) => app.projects.findPlace(project) === servers)
  const detail = [
    l10n.t('Only the list in this editor changes: its servers stay as they are, and you stay signed in.'),
    isWatched && l10n.t('A change of OS is in flight here. It goes on, but its end will not be told.'),
  ]
  const remove = l10n.t('Remove')
  const question = l10n.t('Remove project {0} ({1}, account {2}) from the list?', name, region, account)
  const options = { modal: true, detail: detail.filter(Boolean).join('\n') }
  if ((await window.showWarningMessage(question, options, remove)) !== remove) return
  await app.settings.editProjects((entries) => {
    const index = entries.findIndex((entry) => {
      const read = Entry.safeParse(entry)
      return read.success && read.data.name.trim() === name
    })
    return entries.filter((_, at) => at !== index)
  })
}

async function pickProject(app: App): Promise<string | undefined> {
  const choices = app.projects.all
    .filter(({ project }) => !project.isSample)
    .map(({ project }) => ({ label: project.name, description: `${project.region} · ${project.account}` }))
  if (choices.length === 0) throw new Error(l10n.t('There is no project to remove.'))
  return (await window.showQuickPick(choices, { placeHolder: l10n.t('Project to take out of the list') }))?.label
}
