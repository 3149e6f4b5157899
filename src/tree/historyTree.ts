import { l10n, MarkdownString, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode'
import { hasChanged, type OsHistory, type PastChange } from '../model/osHistory'
import { pastFields, timeText, tookText } from '../texts/pastChange'
import { imagesText } from '../texts/server'
import { settledText } from '../texts/settled'

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
  const images = imagesText(change)
  const item = new TreeItem(images, TreeItemCollapsibleState.None)
  const details = [timeText(change.intendedAt), settledText(outcome), tookText(past)].join(' · ')
  item.id = change.id
  item.description = details
  item.iconPath = iconOf(past)
  item.contextValue = hasChanged(past) ? 'pastChange;canReturn;' : 'pastChange;'
  item.tooltip = tooltipOf(past)
  item.accessibilityInformation = { label: [change.serverName, images, details].join(', ') }
  return item
}

function iconOf({ outcome }: PastChange): ThemeIcon {
  if (outcome.kind === 'succeeded') return new ThemeIcon('pass')
  if (outcome.kind === 'undetermined' || outcome.kind === 'gone') return new ThemeIcon('question')
  return new ThemeIcon('error', new ThemeColor('list.errorForeground'))
}

/** Every detail, as text that markdown cannot misread. */
function tooltipOf(past: PastChange): MarkdownString {
  const text = new MarkdownString()
  text.appendMarkdown('### ').appendText(past.change.serverName)
  for (const [label, value] of pastFields(past)) if (value) text.appendMarkdown(`\n\n**${label}** `).appendText(value)
  return text
}
