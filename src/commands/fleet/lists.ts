import { InputBoxValidationSeverity, l10n, type QuickPickItem, window } from 'vscode'
import * as z from 'zod/mini'
import type { App } from '../../app'
import { GROUPS, type ListOptions, SORTS } from '../../model/listOptions'
import { FILTER_KEYS } from '../../model/serverFilter'
import { statusText } from '../../texts/status'
import { argumentOf, projectOfRow } from '../argument'
import { pickServer } from '../pickServer'
import { showDetails } from './details'
import { projectsNamed } from './targets'

/** The account stands in it where the click was on a note in the project. */
const Which = z.strictObject({ project: z.optional(z.string()), account: z.optional(z.string()) })
const Filter = z.strictObject({ ...Which.shape, filter: z.optional(z.string()) })
const Sort = z.strictObject({ ...Which.shape, sort: z.optional(z.enum(SORTS)) })
const Group = z.strictObject({ ...Which.shape, group: z.optional(z.enum(GROUPS)) })

const namesOf = (app: App, project: string | undefined): readonly string[] =>
  projectsNamed(app, project).map((servers) => servers.project.name)

const setAll = async (app: App, projects: readonly string[], change: Partial<ListOptions>): Promise<void> => {
  for (const project of projects) await app.lists.set(project, change)
}

/** Shows only servers that match; the list follows while one types, and stays so however the box is left. */
export async function filter(app: App, args: readonly unknown[]): Promise<void> {
  const given = argumentOf(Filter, args[0])
  const project = given?.project ?? projectOfRow(args[0])
  const projects = namesOf(app, project)
  if (given?.filter !== undefined) return setAll(app, projects, { filter: given.filter.trim() })
  const box = window.createInputBox()
  box.title = project === undefined ? l10n.t('Filter DevServers') : l10n.t('Filter DevServers of {0}', project)
  // In a prompt VS Code would add that Escape cancels: what is typed is what the list shows by then.
  box.validationMessage = {
    message: l10n.t('Text, or key:value with {0}; all must match. Empty shows all.', FILTER_KEYS.join(', ')),
    severity: InputBoxValidationSeverity.Info,
  }
  box.placeholder = 'status:stopped flavor:npu train'
  box.value = projects.map((name) => app.lists.of(name).filter).find(Boolean) ?? ''
  box.onDidChangeValue((value) => void setAll(app, projects, { filter: value.trim() }))
  const accepted = await new Promise<boolean>((resolve) => {
    box.onDidAccept(() => resolve(true))
    box.onDidHide(() => resolve(false))
    box.show()
  })
  const value = box.value.trim()
  box.dispose()
  if (accepted) await setAll(app, projects, { filter: value })
}

/** Shows all servers again: of the project named, else of all. No row has it, so that a row says nothing here. */
export async function clearFilter(app: App, args: readonly unknown[]): Promise<void> {
  await setAll(app, namesOf(app, argumentOf(Which, args[0])?.project), { filter: '' })
}

interface Choice<T> extends QuickPickItem {
  readonly value: T
}

/** Asks for the order of servers, or takes it from the argument. */
export async function sortBy(app: App, args: readonly unknown[]): Promise<void> {
  const given = argumentOf(Sort, args[0])
  const projects = namesOf(app, given?.project ?? projectOfRow(args[0]))
  const present = app.lists.of(projects[0] ?? '').sort
  const choices: readonly Choice<ListOptions['sort']>[] = [
    { value: 'name', label: l10n.t('Name') },
    { value: 'status', label: l10n.t('Status'), description: l10n.t('failed and changing first') },
    { value: 'created', label: l10n.t('Created'), description: l10n.t('newest first') },
  ]
  const sort = given?.sort ?? (await pick(choices, present, l10n.t('Sort DevServers by')))
  if (sort) await setAll(app, projects, { sort })
}

/** Asks for the groups of servers, or takes them from the argument. */
export async function groupBy(app: App, args: readonly unknown[]): Promise<void> {
  const given = argumentOf(Group, args[0])
  const projects = namesOf(app, given?.project ?? projectOfRow(args[0]))
  const present = app.lists.of(projects[0] ?? '').group
  const choices: readonly Choice<ListOptions['group']>[] = [
    { value: 'supernode', label: l10n.t('Supernode'), description: l10n.t('other servers stand alone') },
    { value: 'status', label: l10n.t('Status') },
    { value: 'flavor', label: l10n.t('Flavor') },
    { value: 'none', label: l10n.t('Nothing'), description: l10n.t('one flat list') },
  ]
  const group = given?.group ?? (await pick(choices, present, l10n.t('Group DevServers by')))
  if (group) await setAll(app, projects, { group })
}

async function pick<T>(choices: readonly Choice<T>[], present: T, placeHolder: string): Promise<T | undefined> {
  const marked = choices.map((choice) =>
    choice.value === present ? { ...choice, label: `$(check) ${choice.label}` } : choice,
  )
  return (await window.showQuickPick(marked, { placeHolder }))?.value
}

/** Finds a server over all projects and shows it in the tree; one that the filter hides opens its details instead. */
export async function goTo(app: App): Promise<void> {
  const choice = await pickServer(app, {
    placeholder: l10n.t('Name, id, address, image or flavor'),
    matchOnDetail: true,
    itemsOf: (servers) =>
      servers.servers.map((server) => ({
        label: server.name,
        description: [servers.project.name, statusText(server.status), server.address].filter(Boolean).join(' · '),
        detail: [server.image?.name, server.flavor, server.id].filter(Boolean).join(' · '),
        project: servers.project.name,
        id: server.id,
      })),
  })
  if (!choice) return
  if (app.tree.isShown(choice.project, choice.id))
    await app.view.reveal(app.tree.row(choice.project, choice.id), { select: true, focus: true, expand: true })
  else await showDetails(app, [{ project: choice.project, serverId: choice.id }])
}
