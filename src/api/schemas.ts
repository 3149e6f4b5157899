import * as z from 'zod/mini'
import { unlinked } from './errors'

// Wire names end here: snake_case comes in, ours goes out. Every field of the service is optional in its own
// schema, older and newer pages differ, and one odd record must not hide the others.

/** What the schema reads, or undefined for anything else. */
export const loose = <T extends z.ZodMiniType>(schema: T) => z.catch(z.optional(schema), undefined)
/** Wire form in, our form out. */
export const into = <T extends z.ZodMiniType, R>(schema: T, turn: (wire: z.output<T>) => R) =>
  z.pipe(schema, z.transform(turn))

export const id = z.string().check(z.minLength(1))
export const text = loose(id)
/** A name that people read. */
export const label = loose(into(id, unlinked))
export const number = loose(z.number())
/** A list without the records that cannot be read. */
export const list = <T extends z.ZodMiniType>(item: T) =>
  into(z.catch(z.array(z.unknown()), []), (values) => kept(item, values))

function kept<T extends z.ZodMiniType>(item: T, values: readonly unknown[]): z.output<T>[] {
  return values.flatMap((value) => {
    const result = z.safeParse(item, value)
    return result.success ? [result.data] : []
  })
}

/** The records of a page; some serialisers write an empty list as null. */
const records = into(z.nullable(z.array(z.unknown())), (values) => values ?? [])

const STEADY = ['RUNNING', 'STOPPED'] as const
const TRANSITIONAL = [
  'CREATING',
  'STARTING',
  'STOPPING',
  'REBOOTING',
  'CHANGINGOS',
  'REINSTALLINGOS',
  'DELETING',
] as const
const FAILED = [
  'CREATE_FAILED',
  'START_FAILED',
  'STOP_FAILED',
  'REBOOT_FAILED',
  'CHANGINGOS_FAILED',
  'REINSTALLINGOS_FAILED',
  'DELETE_FAILED',
  'ERROR',
] as const

/** Statuses the service documents; anything newer reads as UNKNOWN instead of failing the whole list. */
export const DevServerStatus = z.catch(z.enum([...STEADY, ...TRANSITIONAL, ...FAILED, 'DELETED', 'UNKNOWN']), 'UNKNOWN')
export type DevServerStatus = z.infer<typeof DevServerStatus>

/** True while the service is still at work on a server. */
export const isTransitional = (status: DevServerStatus): boolean => TRANSITIONAL.some((s) => s === status)

/** True for a status that says that the last operation failed. */
export const isFailed = (status: DevServerStatus): boolean => FAILED.some((s) => s === status)

/** The kind of machine behind a server; HPS is a supernode's child. */
export const ServerType = loose(z.enum(['BMS', 'ECS', 'HPS']))
export type ServerType = z.infer<typeof ServerType>

/** Processor architecture; one vendor example prints X86_64. */
export const Arch = loose(into(z.string(), archOf))
export type Arch = z.infer<typeof Arch>

function archOf(value: string): 'X86' | 'ARM' | undefined {
  if (/^(x86|amd64)/i.test(value)) return 'X86'
  return /^(arm|aarch)/i.test(value) ? 'ARM' : undefined
}

/** What can be installed; an absent status means usable. */
export const Image = into(
  z.object({ image_id: id, name: label, arch: Arch, server_type: ServerType, status: text }),
  (wire) => ({
    id: wire.image_id,
    name: wire.name ?? wire.image_id,
    arch: wire.arch,
    serverType: wire.server_type,
    isActive: wire.status === undefined || wire.status.toUpperCase() === 'ACTIVE',
  }),
)
export type Image = z.infer<typeof Image>

const endpoint = z.object({ service: text, dev_service: text, uri: text })

const cloudServer = into(z.object({ id: text, type: ServerType, hps_id: text, hps_ecs_id: text }), (wire) => ({
  id: wire.id,
  type: wire.type,
  hpsId: wire.hps_id,
  hpsEcsId: wire.hps_ecs_id,
}))

const volume = into(z.object({ size: number, type: text, evs_type: text, evs_id: text }), (wire) => ({
  sizeGb: wire.size,
  use: wire.type,
  evsType: wire.evs_type,
  evsId: wire.evs_id,
}))

const parent = z.object({ id, name: label })

/** A server as the service describes it; times in milliseconds since the epoch, `address` the private IP. */
export const DevServer = into(
  z.object({
    id,
    name: label,
    status: DevServerStatus,
    category: text,
    charging_mode: text,
    create_at: number,
    update_at: number,
    flavor: text,
    resource_flavor: text,
    image: loose(Image),
    server_image_response: loose(Image),
    key_pair_name: text,
    order_id: text,
    vpc_id: text,
    subnet_id: text,
    cloud_server: loose(cloudServer),
    server_hps: loose(parent),
    endpoints: list(endpoint),
    volumes: list(volume),
  }),
  (wire) => ({
    id: wire.id,
    name: wire.name ?? wire.id,
    status: wire.status,
    category: wire.category,
    chargingMode: wire.charging_mode,
    createdAt: wire.create_at,
    updatedAt: wire.update_at,
    flavor: wire.flavor ?? wire.resource_flavor,
    image: wire.image ?? wire.server_image_response,
    keyPairName: wire.key_pair_name,
    orderId: wire.order_id,
    vpcId: wire.vpc_id,
    subnetId: wire.subnet_id,
    cloudServer: wire.cloud_server,
    hyperinstance: wire.server_hps,
    address: addressOf(wire.endpoints),
    volumes: wire.volumes,
  }),
)
export type DevServer = z.infer<typeof DevServer>

/** The documented place is the SSH endpoint's `uri`; it may carry a scheme or a port. */
function addressOf(endpoints: readonly z.infer<typeof endpoint>[]): string | undefined {
  const ssh = endpoints.find((e) => e.uri && (e.service === 'SSH' || e.dev_service === 'SSH'))
  const uri = (ssh ?? endpoints.find((e) => e.uri))?.uri?.replace(/^[a-z]+:\/\//i, '').replace(/\/.*$/, '')
  return uri?.replace(/^([^:]+):\d+$/, '$1').replace(/^\[(.+)\](:\d+)?$/, '$1')
}

/** One page of a list; `total` counts records, the other page fields are not to be computed with. */
export const page = <T extends z.ZodMiniType>(item: T) =>
  into(z.object({ data: records, total: number }), (wire) => ({
    items: kept(item, wire.data),
    received: wire.data.length,
    total: wire.total,
  }))

const keyPairRecord = into(
  z.object({
    name: id,
    type: text,
    scope: text,
    fingerprint: text,
    public_key: text,
    frozen_state: loose(z.union([z.string(), z.number()])),
  }),
  (wire) => ({
    name: wire.name,
    type: wire.type,
    scope: wire.scope,
    fingerprint: wire.fingerprint,
    publicKey: wire.public_key,
    isFrozen: String(wire.frozen_state ?? '0') !== '0',
  }),
)

/** An SSH key pair as KPS and ECS name it. */
export const KeyPair = into(z.object({ keypair: keyPairRecord }), (wire) => wire.keypair)
export type KeyPair = z.infer<typeof KeyPair>

/** A page of key pairs; `nextMarker` is opaque. */
export const KeyPairPage = into(
  z.object({ keypairs: records, page_info: loose(z.object({ next_marker: text })) }),
  (wire) => ({ items: kept(KeyPair, wire.keypairs), nextMarker: wire.page_info?.next_marker }),
)

/** A project as IAM lists it; the default project is named as its region, a sub-project `region_suffix`. */
export const IamProject = into(
  z.object({ id, name: id, domain_id: text, enabled: z.catch(z.boolean(), true) }),
  (wire) => ({ id: wire.id, name: wire.name, domainId: wire.domain_id, isEnabled: wire.enabled }),
)
export type IamProject = z.infer<typeof IamProject>

/** The answer of IAM's project lists. */
export const IamProjects = into(z.object({ projects: list(IamProject) }), (wire) => wire.projects)
