import { l10n } from 'vscode'
import type { DevServer } from '../../api/schemas'
import type { App } from '../../app'
import type { DevServers } from '../../model/devServers'
import { shownStatus } from '../../model/pendingActions'
import { billingText, imagesText, stageText } from '../../texts/server'
import { hyperinstanceText, statusText } from '../../texts/status'
import { type Fields, yaml } from './yaml'

/** Addresses of elastic IPs, as far as they are known. */
export type Ips = readonly string[] | { readonly problem: string } | 'reading'

/**
 * What is known of a server as YAML: it reads like a table, folds and is coloured without a schema, and can be copied
 * from; JSON was tried and is harder on the eye. Undefined where the server is gone.
 */
export function detailsText(app: App, servers: DevServers, id: string, ips: Ips): string | undefined {
  const server = servers.get(id)
  if (!server) return undefined
  const change = app.osChanges.find(servers.project, id)
  const { vpcId, subnetId } = server
  return yaml({
    [l10n.t('Name')]: server.name,
    [l10n.t('Status')]: stateText(app, servers, server),
    [l10n.t('Change of OS')]: change && imagesText(change),
    [l10n.t('Begun')]: timeText(change?.intendedAt),
    ...placeFields(servers),
    [l10n.t('DevServer id')]: server.id,
    [l10n.t('Cloud server id')]: server.cloudServer?.id,
    [l10n.t('Type')]: server.cloudServer?.type,
    [l10n.t('Supernode')]: server.hyperinstance?.name,
    [l10n.t('Supernode id')]: server.hyperinstance?.id,
    [l10n.t('Flavor')]: server.flavor,
    [l10n.t('Image')]: server.image?.name,
    [l10n.t('Image id')]: server.image?.id,
    [l10n.t('Architecture')]: server.image?.arch,
    [l10n.t('Key pair')]: server.keyPairName,
    [l10n.t('Billing')]: billingText(server.chargingMode),
    [l10n.t('Order')]: server.orderId,
    [l10n.t('Created')]: timeText(server.createdAt),
    [l10n.t('Updated')]: timeText(server.updatedAt),
    [l10n.t('Private IP')]: server.address,
    [l10n.t('Elastic IPs')]: ipsText(ips),
    [l10n.t('VPC id')]: vpcId,
    [l10n.t('Subnet id')]: subnetId,
    [l10n.t('Volumes')]: server.volumes.map(volumeFields),
  })
}

/** The same of a supernode, with its servers. Undefined where it is gone. */
export function supernodeText(app: App, servers: DevServers, id: string): string | undefined {
  const children = servers.servers.filter(({ hyperinstance }) => hyperinstance?.id === id)
  const supernode = servers.hyperinstances.find((one) => one.id === id)
  const name = supernode?.name ?? children[0]?.hyperinstance?.name
  if (name === undefined) return undefined
  return yaml({
    [l10n.t('Name')]: name,
    [l10n.t('Status')]: supernode && hyperinstanceText(supernode.status),
    ...placeFields(servers),
    [l10n.t('Supernode id')]: id,
    [l10n.t('Order')]: supernode?.orderId,
    [l10n.t('Servers')]: children
      .toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
      .map((child) => ({
        [l10n.t('Name')]: child.name,
        [l10n.t('Status')]: stateText(app, servers, child),
        [l10n.t('Image')]: child.image?.name,
        [l10n.t('Private IP')]: child.address,
        [l10n.t('DevServer id')]: child.id,
      })),
  })
}

const placeFields = ({ project }: DevServers): Fields => ({
  [l10n.t('Project')]: project.name,
  [l10n.t('Region')]: project.region,
  [l10n.t('Project id')]: project.projectId,
  [l10n.t('Account')]: project.account,
})

/** What is being done to a server comes before what the service said last. */
function stateText(app: App, servers: DevServers, { id, status }: DevServer): string {
  const change = app.osChanges.find(servers.project, id)
  return change ? stageText(change) : statusText(shownStatus(status, servers.pending(id)))
}

function ipsText(ips: Ips): string | readonly string[] {
  if (ips === 'reading') return l10n.t('reading…')
  return 'problem' in ips ? ips.problem : ips
}

const volumeFields = ({ use, evsType, sizeGb, evsId }: DevServer['volumes'][number]): Fields => ({
  [l10n.t('Use')]: useText(use),
  [l10n.t('Disk type')]: evsType,
  [l10n.t('Size')]: sizeGb === undefined ? undefined : `${sizeGb} GB`,
  [l10n.t('Volume id')]: evsId,
})

function useText(use: string | undefined): string | undefined {
  if (use === 'ROOT') return l10n.t('system disk')
  return use === 'DATA' ? l10n.t('data disk') : use
}

/** As the service says it, where that is no time in milliseconds. */
const timeText = (ms: number | undefined): string | undefined =>
  ms === undefined || Math.abs(ms) > 8.64e15
    ? ms?.toString()
    : new Date(ms)
        .toISOString()
        .replace('T', ' ')
        .replace(/\.\d+Z$/, ' UTC')
