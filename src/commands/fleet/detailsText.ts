import { l10n } from 'vscode'
import type { PublicIp } from '../../api/publicIps'
import type { DevServer } from '../../api/schemas'
import type { DevServers } from '../../model/devServers'
import type { OsChange } from '../../model/osChange'
import { statusText } from '../../texts/status'

type Value = string | number | undefined | readonly Fields[]
interface Fields {
  readonly [key: string]: Value
}

/**
 * What is known of a server as YAML: it reads like a table, folds and is coloured without a schema, and can be copied
 * from; JSON was tried and is harder on the eye. What the service says is quoted, so that it cannot pass for a key.
 */
export function detailsText(
  { project }: DevServers,
  server: DevServer,
  ips: readonly PublicIp[] | { readonly problem: string },
  change: OsChange | undefined,
): string {
  const sections: Fields = {
    [l10n.t('Name')]: server.name,
    [l10n.t('Status')]: change ? l10n.t('Changing OS…') : statusText(server.status),
    [l10n.t('Project')]: `${project.name} (${project.region}, ${project.projectId})`,
    [l10n.t('Account')]: project.account,
    [l10n.t('DevServer id')]: server.id,
    [l10n.t('Cloud server id')]: server.cloudServer?.id,
    [l10n.t('Type')]: server.cloudServer?.type,
    [l10n.t('Supernode')]:
      server.hyperinstance && `${server.hyperinstance.name ?? ''} ${server.hyperinstance.id}`.trim(),
    [l10n.t('Flavor')]: server.flavor,
    [l10n.t('Image')]: server.image?.name,
    [l10n.t('Image id')]: server.image?.id,
    [l10n.t('Architecture')]: server.image?.arch,
    [l10n.t('Key pair')]: server.keyPairName,
    [l10n.t('Billing')]: server.chargingMode,
    [l10n.t('Order')]: server.orderId,
    [l10n.t('Created')]: timeText(server.createdAt),
    [l10n.t('Updated')]: timeText(server.updatedAt),
    [l10n.t('Private IP')]: server.address,
    [l10n.t('Elastic IPs')]: 'problem' in ips ? ips.problem : ips.map(({ address, id }) => ({ address, id })),
    [l10n.t('Network')]: server.vpcId && `vpc ${server.vpcId}, subnet ${server.subnetId ?? '?'}`,
    [l10n.t('Volumes')]: server.volumes.map(({ use, evsType, sizeGb, evsId }) => ({
      use,
      type: evsType,
      size: sizeGb === undefined ? undefined : `${sizeGb} GB`,
      id: evsId,
    })),
  }
  return `${Object.entries(sections)
    .flatMap(([key, value]) => linesOf(key, value))
    .join('\n')}\n`
}

function linesOf(key: string, value: Value): readonly string[] {
  if (value === undefined || value === '') return []
  if (typeof value !== 'object') return [`${key}: ${scalar(value)}`]
  if (value.length === 0) return [`${key}: []`]
  return [`${key}:`, ...value.map((fields) => `  - { ${pairs(fields)} }`)]
}

const pairs = (fields: Fields): string =>
  Object.entries(fields)
    .flatMap(([key, value]) => (value === undefined || typeof value === 'object' ? [] : [`${key}: ${scalar(value)}`]))
    .join(', ')

/** Plain where YAML reads it as the same text, quoted otherwise. */
const scalar = (value: string | number): string => {
  const text = String(value)
  const isPlain =
    /^[A-Za-z\p{Script=Han}][\w.\-/ ()\p{Script=Han}…]*$/u.test(text) &&
    !/^(y|n|yes|no|true|false|null|on|off)$/i.test(text)
  return isPlain && text === text.trim() ? text : JSON.stringify(text)
}

const timeText = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : new Date(ms).toISOString()
