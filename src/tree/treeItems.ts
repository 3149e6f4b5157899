import {
  type Command,
  env,
  l10n,
  MarkdownString,
  ThemeColor,
  ThemeIcon,
  TreeItem,
  TreeItemCollapsibleState,
} from 'vscode'
import { type DevServer, isFailed, isTransitional } from '../api/schemas'
import { commandId, PREFIX } from '../commands/ids'
import type { DevServers } from '../model/devServers'
import type { ListOptions } from '../model/listOptions'
import type { OsChange } from '../model/osChange'
import { type PendingAction, shownStatus } from '../model/pendingActions'
import type { Project, ProjectProblem } from '../model/project'
import { NOTE_TOKENS, projectTokens, serverTokens } from '../model/rowTokens'
import { healthText, warningsOf } from '../texts/health'
import { problemOf } from '../texts/problem'
import { changeText, imagesText } from '../texts/server'
import { statusText } from '../texts/status'
import { rowHealth } from './health'
import { remedyFor } from './remedy'
import type { Note } from './row'

/** A server: name, then status in words, image and address. */
export function serverItem(
  server: DevServer,
  project: Project,
  change: OsChange | undefined,
  now: number,
  pending?: PendingAction,
): TreeItem {
  const item = new TreeItem(server.name, TreeItemCollapsibleState.None)
  const status = shownStatus(server.status, pending)
  const details = change
    ? `${changeText(change, now)} · ${imagesText(change)}`
    : [statusText(status), server.image?.name, server.address].filter(Boolean).join(' · ')
  item.description = details
  item.iconPath = change ? new ThemeIcon('sync~spin') : statusIcon(status)
  item.contextValue = serverTokens({ ...server, status }, { isChanging: change !== undefined })
  item.accessibilityInformation = { label: [server.name, details, project.name].join(', ') }
  return item
}

function statusIcon(status: DevServer['status']): ThemeIcon {
  if (isTransitional(status)) return new ThemeIcon('sync~spin')
  if (isFailed(status)) return new ThemeIcon('error', new ThemeColor('list.errorForeground'))
  if (status === 'RUNNING') return new ThemeIcon('vm-running')
  return new ThemeIcon(status === 'STOPPED' ? 'vm-outline' : 'vm')
}

/** How many servers a filter lets through, and how many there are. */
export interface Counts {
  readonly shown: number
  readonly total: number
}

/** A project with the state of its credentials. */
export function projectItem(servers: DevServers, list?: ListOptions & Counts): TreeItem {
  const { project } = servers
  // IAM names projects by their region (`cn-north-4`, `cn-north-4_team`): once is enough.
  const isTold = project.name.split('_')[0] === project.region
  const label = isTold ? project.name : `${project.name} · ${project.region}`
  const item = new TreeItem(label, TreeItemCollapsibleState.Expanded)
  const state = rowHealth(servers)
  item.description = project.isSample
    ? l10n.t('sample servers, nothing is real')
    : [servers.identity, state].filter(Boolean).join(' · ')
  if (list?.filter)
    item.description = `${l10n.t('{0} of {1} match “{2}”', list.shown, list.total, list.filter)} · ${item.description}`
  const isAlarming = servers.health.kind === 'problem' || warningsOf(servers.standing).length > 0
  item.iconPath = new ThemeIcon(isAlarming ? 'warning' : project.isSample ? 'beaker' : 'server-environment')
  item.contextValue = projectTokens(project.isSample === true)
  item.tooltip = healthTooltip(servers)
  item.accessibilityInformation = { label: `${label}, ${item.description}` }
  return item
}

function healthTooltip({ project, health, identity, standing }: DevServers): MarkdownString {
  const text = new MarkdownString()
  const line = (label: string, value: string): void => {
    text.appendMarkdown(`\n\n**${label}** `).appendText(value)
  }
  text.appendMarkdown('### ').appendText(project.name)
  line(l10n.t('Region'), project.region)
  line(l10n.t('Project id'), project.projectId)
  line(l10n.t('Account'), project.account)
  if (identity) line(l10n.t('Signed in as'), identity)
  if (health.kind === 'verified') line(l10n.t('Verified'), new Date(health.at).toLocaleTimeString(env.language))
  for (const warning of warningsOf(standing)) line(l10n.t('Attention'), warning)
  if (health.kind === 'problem') line(l10n.t('Problem'), problemOf(health.error).message)
  const remedy = remedyFor(standing, project)
  // The row that has it as a click is not to be seen while the project is collapsed.
  if (remedy) addLink(text, remedy)
  return text
}

function addLink(text: MarkdownString, { command, title, arguments: args }: Command): void {
  text.isTrusted = { enabledCommands: [command] }
  text.appendMarkdown(`\n\n[${title}](command:${command}?${encodeURIComponent(JSON.stringify(args))})`)
}

/** What stands in a project where servers would, each with its remedy as a click. */
export function noteItem(note: Note, servers: DevServers | undefined): TreeItem {
  const args = servers ? [{ project: servers.project.name, account: servers.project.account }] : []
  switch (note) {
    case 'loading':
      return rowOf(l10n.t('Loading…'), 'loading~spin')
    case 'empty':
      return rowOf(l10n.t('No DevServers in this project'), 'info')
    case 'noMatch':
      return rowOf(l10n.t('No DevServer matches the filter. Clear filter'), 'filter', {
        command: commandId('clearFilter'),
        title: l10n.t('Clear Filter'),
        arguments: args,
      })
    case 'notSignedIn':
      return rowOf(
        l10n.t('Not signed in. Sign in…'),
        'sign-in',
        servers && remedyFor(servers.standing, servers.project),
      )
    case 'problem':
    case 'warning':
      return servers ? remedyItem(servers) : rowOf('', 'warning')
  }
}

/** What is wrong, or soon will be, with its remedy as a click. */
function remedyItem({ standing, project }: DevServers): TreeItem {
  const command = remedyFor(standing, project)
  if (!command) return rowOf('', 'warning')
  const { title } = command
  const warnings = warningsOf(standing).join(' · ')
  const isProblem = standing.kind === 'problem'
  const label = isProblem ? `${healthText(standing)} ${title}` : `${warnings} · ${title}`
  const item = rowOf(label, 'warning', command)
  item.tooltip = isProblem ? problemOf(standing.error).message : warnings
  item.accessibilityInformation = { label: isProblem ? `${item.tooltip} ${title}` : label }
  return item
}

/** An entry of the projects setting that cannot be used; a click opens it. */
export function settingItem(problem: ProjectProblem | undefined): TreeItem {
  const command = { command: commandId('openSettings'), title: l10n.t('Open Settings') }
  return rowOf(problem ? settingText(problem) : '', 'warning', command)
}

function settingText({ entry, name, field, reason }: ProjectProblem): string {
  const setting = `${PREFIX}.projects`
  if (entry === 0) return l10n.t('{0} must be a list', setting)
  const where = name ? l10n.t('{0}, entry {1} “{2}”', setting, entry, name) : l10n.t('{0}, entry {1}', setting, entry)
  if (field === '') return l10n.t('{0}: must be an object', where)
  if (reason === 'missing') return l10n.t('{0}: “{1}” is missing', where, field)
  if (reason === 'unknown') return l10n.t('{0}: “{1}” is not a field of an entry', where, field)
  if (reason === 'duplicate') return l10n.t('{0}: another entry has this name', where)
  return l10n.t('{0}: “{1}” is not valid', where, field)
}

function rowOf(label: string, icon: string, command?: TreeItem['command']): TreeItem {
  const item = new TreeItem(label, TreeItemCollapsibleState.None)
  item.iconPath = new ThemeIcon(icon)
  item.contextValue = NOTE_TOKENS
  if (command) item.command = command
  return item
}
