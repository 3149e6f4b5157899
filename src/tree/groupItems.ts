import { l10n, ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode'
import type { HyperinstanceStatus } from '../api/hyperinstances'
import { type DevServer, DevServerStatus, isFailed, isTransitional } from '../api/schemas'
import type { DevServers } from '../model/devServers'
import type { ListOptions } from '../model/listOptions'
import { shownStatus } from '../model/pendingActions'
import { GROUP_TOKENS, supernodeTokens } from '../model/rowTokens'
import { hyperinstanceText, statusText } from '../texts/status'

/** A supernode: its own status where it says more than "there", and the power of its servers, those that a filter hides included. */
export function supernodeItem(
  servers: DevServers,
  id: string,
  children: readonly DevServer[],
  isChanging: boolean,
): TreeItem {
  const supernode = servers.hyperinstances.find((one) => one.id === id)
  const name = supernode?.name ?? children[0]?.hyperinstance?.name ?? id
  const label = l10n.t('{0} (supernode, {1} servers)', name, children.length)
  const item = new TreeItem(label, TreeItemCollapsibleState.Expanded)
  const pending = children.map((child) => servers.pending(child.id))
  const status = supernode?.status ?? 'ACTIVE'
  const own = status === 'ACTIVE' ? '' : hyperinstanceText(status)
  item.description = [own, powerText(children.map((child, at) => shownStatus(child.status, pending[at])))]
    .filter(Boolean)
    .join(' · ')
  const isPending = pending.some(Boolean)
  const isBusy = isPending || isChanging || children.some((child) => isTransitional(child.status))
  item.iconPath = supernodeIcon(status, isBusy)
  item.contextValue = supernodeTokens(children, { isChanging, isPending })
  item.accessibilityInformation = { label: [label, item.description, servers.project.name].join(', ') }
  return item
}

function supernodeIcon(status: HyperinstanceStatus, isBusy: boolean): ThemeIcon {
  if (status === 'ERROR') return new ThemeIcon('error', new ThemeColor('list.errorForeground'))
  const isChanging = ['PROVISIONING', 'REIMAGING', 'TERMINATING'].includes(status)
  return new ThemeIcon(isBusy || isChanging ? 'sync~spin' : 'server')
}

/** How many servers are on, off, and neither. */
function powerText(statuses: readonly DevServerStatus[]): string {
  const count = (test: (status: DevServerStatus) => boolean): number => statuses.filter(test).length
  const [running, stopped] = [count((s) => s === 'RUNNING'), count((s) => s === 'STOPPED')]
  const [changing, failed] = [count(isTransitional), count(isFailed)]
  const other = statuses.length - running - stopped - changing - failed
  return [
    running > 0 && l10n.t('{0} running', running),
    stopped > 0 && l10n.t('{0} stopped', stopped),
    changing > 0 && l10n.t('{0} changing', changing),
    failed > 0 && l10n.t('{0} failed', failed),
    other > 0 && l10n.t('{0} unknown', other),
  ]
    .filter(Boolean)
    .join(', ')
}

/** Servers that share a status or a flavor. */
export function groupItem(key: string, group: ListOptions['group'], count: number): TreeItem {
  const name = group === 'status' ? statusText(DevServerStatus.parse(key)) : key || l10n.t('Unknown flavor')
  const item = new TreeItem(name, TreeItemCollapsibleState.Expanded)
  item.description = String(count)
  item.contextValue = GROUP_TOKENS
  item.accessibilityInformation = { label: l10n.t('{0}, {1} servers', name, count) }
  return item
}
