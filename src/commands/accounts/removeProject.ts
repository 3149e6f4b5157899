import { l10n, window } from 'vscode'
import * as z from 'zod/mini'
import type { App } from '../../app'
import { Project } from '../../model/project'
import { projectText } from '../../texts/place'
import { argumentOf, projectOfRow } from '../argument'

const Arguments = z.strictObject({ project: z.string() })

/** Takes a project out of the list, after asking; nothing changes at the service, and the account stays signed in. */
export async function removeProject(app: App, args: readonly unknown[]): Promise<void> {
  const named = projectOfRow(args[0]) ?? argumentOf(Arguments, args[0])?.project
  const name = named ?? (await pickProject(app))
  if (name === undefined) return
  const servers = app.projects.find(name)
  if (!servers || servers.project.isSample) throw new Error(l10n.t('There is no project “{0}”.', name))
  const isWatched = app.osChanges.inFlight.some(({ project }) => app.projects.findPlace(project) === servers)
  const detail = [
    l10n.t('Only the list in this editor changes: its servers stay as they are, and you stay signed in.'),
    isWatched && l10n.t('A change of OS is in flight here. It goes on, but its end will not be told.'),
  ]
  const remove = l10n.t('Remove')
  const question = l10n.t('Remove project {0} from the list?', projectText(servers.project))
  const options = { modal: true, detail: detail.filter(Boolean).join('\n') }
  if ((await window.showWarningMessage(question, options, remove)) !== remove) return
  await app.settings.editProjects((entries) => {
    // One that cannot be used may have the same name; it is not the one that was shown.
    const index = entries.findIndex((entry) => Project.safeParse(entry).data?.name === name)
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
