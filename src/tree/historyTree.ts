import { l10n, MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode'
import { durationMs, type OsHistory, type PastChange } from '../model/osHistory'
import { settledText } from '../texts/settled'
import { durationText } from '../texts/status'

/** An element of the history view: a server, or one of its changes. */
export type HistoryRow =
  | { readonly kind: 'pastServer'; readonly key: string; readonly changes: readonly PastChange[] }
  | { readonly kind: 'pastChange'; readonly past: PastChange }

/** Rows of the history view: read from the disk when they are looked at. */
export async function historyRows(history: OsHistory, row: HistoryRow | undefined): Promise<readonly HistoryRow[]> {
  if (row?.kind === 'pastServer') return row.changes.map((past) => ({ kind: 'pastChange', past }))
  if (row) return []
  const byServer = new Map<string, PastChange[]>()
  for (const past of await history.all()) {
    const { project, serverId } = past.change
    const key = JSON.stringify([project.region, project.projectId, serverId])
    byServer.set(key, [...(byServer.get(key) ?? []), past])
  }
  return [...byServer].map(([key, changes]) => ({ kind: 'pastServer', key, changes }))
}

/** What a row of the history shows. */
export function historyItem(row: HistoryRow): TreeItem {
  switch (row.kind) {
    case 'pastServer':
      return serverItem(row.key, row.changes)
    case 'pastChange':
      return changeItem(row.past)
  }
}

function serverItem(key: string, changes: readonly PastChange[]): TreeItem {
  const [latest] = changes
  const item = new TreeItem(latest?.change.serverName ?? '', TreeItemCollapsibleState.Collapsed)
  item.id = key
  item.description = [latest?.change.project.name, String(changes.length)].join(' · ')
  item.iconPath = new ThemeIcon('vm')
  item.contextValue = 'pastServer;'
  item.accessibilityInformation = {
    label: [item.label, latest?.change.project.name, l10n.t('changes of OS: {0}', changes.length)].join(', '),
  }
  return item
}

function changeItem(past: PastChange): TreeItem {
  const { change, outcome } = past
  const item = new TreeItem(change.image.name, TreeItemCollapsibleState.None)
  const details = [timeText(change.intendedAt), settledText(outcome), durationText(durationMs(past))].join(' · ')
  item.id = change.id
  item.description = details
  item.iconPath = iconOf(past)
  item.contextValue = change.before.imageId ? 'pastChange;canReturn;' : 'pastChange;'
  item.tooltip = tooltipOf(past)
  item.accessibilityInformation = { label: [change.serverName, change.image.name, details].join(', ') }
  return item
}

function iconOf({ outcome }: PastChange): ThemeIcon {
  if (outcome.kind === 'succeeded') return new ThemeIcon('pass')
  if (outcome.kind === 'undetermined' || outcome.kind === 'gone') return new ThemeIcon('question')
  return new ThemeIcon('error', new ThemeColor('list.errorForeground'))
}

const timeText = (ms: number): string => new Date(ms).toLocaleString()

/** Every detail, as text that markdown cannot misread. */
function tooltipOf(past: PastChange): MarkdownString {
  const { change, outcome, endedAt } = past
  const text = new MarkdownString()
  const line = (label: string, value: string | undefined): void => {
    if (value) text.appendMarkdown(`\n\n**${label}** `).appendText(value)
  }
  text.appendMarkdown('### ').appendText(change.serverName)
  line(l10n.t('Result'), settledText(outcome))
  if (outcome.kind === 'refused') line(l10n.t('Answer'), outcome.said)
  line(l10n.t('Image before'), change.before.imageName ?? change.before.imageId)
  line(l10n.t('Image afterwards'), change.image.name)
  line(l10n.t('Login'), change.keyPairName ? l10n.t('key pair {0}', change.keyPairName) : l10n.t('password'))
  const { userData } = change
  line(l10n.t('User data'), userData && `${userData.name} (sha256 ${userData.sha256.slice(0, 16)}…)`)
  line(l10n.t('Begun'), timeText(change.intendedAt))
  line(l10n.t('Ended'), timeText(endedAt))
  line(l10n.t('Duration'), durationText(durationMs(past)))
  line(l10n.t('Project'), `${change.project.name} · ${change.project.region}`)
  line(l10n.t('Account'), change.project.account)
  line(l10n.t('DevServer id'), change.serverId)
  line(l10n.t('Request ids'), change.requestIds?.join(', '))
  return text
}
