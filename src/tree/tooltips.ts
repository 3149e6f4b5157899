import { env, l10n, MarkdownString } from 'vscode'
import type { DevServer } from '../api/schemas'
import type { DevServers } from '../model/devServers'
import { billingText } from '../texts/server'
import { hyperinstanceText, statusText } from '../texts/status'

/** Everything about a server, as text that markdown cannot misread. */
export function serverTooltip(server: DevServer): MarkdownString {
  const text = new MarkdownString()
  const line = (label: string, value: string | undefined): void => {
    if (value) text.appendMarkdown(`\n\n**${label}** `).appendText(value)
  }
  text.appendMarkdown('### ').appendText(server.name)
  line(l10n.t('Status'), statusText(server.status))
  line(l10n.t('Image'), server.image?.name)
  line(l10n.t('Architecture'), server.image?.arch)
  line(l10n.t('Flavor'), server.flavor)
  line(l10n.t('Type'), server.cloudServer?.type)
  line(l10n.t('Supernode'), server.hyperinstance?.name ?? server.hyperinstance?.id)
  line(l10n.t('Private IP'), server.address)
  line(l10n.t('Key pair'), server.keyPairName)
  line(l10n.t('Billing'), billingText(server.chargingMode))
  line(l10n.t('Created'), timeText(server.createdAt))
  line(l10n.t('Updated'), timeText(server.updatedAt))
  line(l10n.t('DevServer id'), server.id)
  line(l10n.t('Cloud server id'), server.cloudServer?.id)
  return text
}

const timeText = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : new Date(ms).toLocaleString(env.language)

/** A supernode's ids and the images of its servers, as text that markdown cannot misread. */
export function supernodeTooltip(servers: DevServers, id: string, children: readonly DevServer[]): MarkdownString {
  const supernode = servers.hyperinstances.find((one) => one.id === id)
  const text = new MarkdownString()
  const line = (label: string, value: string | undefined): void => {
    if (value) text.appendMarkdown(`\n\n**${label}** `).appendText(value)
  }
  text.appendMarkdown('### ').appendText(supernode?.name ?? children[0]?.hyperinstance?.name ?? id)
  line(l10n.t('Status'), supernode && hyperinstanceText(supernode.status))
  line(l10n.t('Servers'), children.map(({ name }) => name).join(', '))
  line(l10n.t('Image'), [...new Set(children.flatMap(({ image }) => image?.name ?? []))].join(', '))
  line(l10n.t('Flavor'), [...new Set(children.flatMap(({ flavor }) => flavor ?? []))].join(', '))
  line(l10n.t('Order'), supernode?.orderId)
  line(l10n.t('Supernode id'), id)
  return text
}
