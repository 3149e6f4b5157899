import type { ChangeKind, Living } from './lifecycle'

/** What the underlying machine is: bare metal, a virtual machine, or a supernode's child (ModelArts API: querying a DevServer). */
export type ServerType = 'BMS' | 'ECS' | 'HPS'
export type Arch = 'ARM' | 'X86'

/** A project of an account; `name` is the region, or the region, `_` and a suffix. */
export interface Project {
  readonly id: string
  readonly name: string
  readonly enabled: boolean
}

/** An IAM user; with `passcode`, a token needs the second factor. */
export interface User {
  readonly id: string
  readonly name: string
  readonly password: string
  readonly passcode?: string
}

/** A permanent access key of a user. */
export interface AccessKey {
  readonly accessKey: string
  readonly secretKey: string
  readonly userId: string
}

export interface Account {
  readonly id: string
  readonly name: string
  readonly users: readonly User[]
  readonly keys: readonly AccessKey[]
  readonly projects: readonly Project[]
}

/** Keys that POST securitytokens has given out; valid until `expiresAt` (ms). */
export interface TemporaryKey {
  readonly accessKey: string
  readonly secretKey: string
  readonly securityToken: string
  readonly accountId: string
  readonly userId: string
  readonly expiresAt: number
}

/** A token that IAM has issued; without `projectId` it is good for the account only. */
export interface Token {
  readonly value: string
  readonly accountId: string
  readonly userId: string
  readonly projectId?: string
  readonly expiresAt: number
}

/** Failures in a row of one access key; locked until `lockedUntil` (ms). */
export interface Lockout {
  readonly failures: number
  readonly lockedUntil: number
}

export interface Flavor {
  readonly name: string
  readonly arch: Arch
  readonly serverType: ServerType
  readonly specification: string
}

/** An image of the curated list (`public`) or of IMS only (`private`, `shared`). */
export interface Image {
  readonly id: string
  readonly name: string
  readonly arch: Arch
  readonly serverType: ServerType
  readonly active: boolean
  readonly visibility: 'public' | 'private' | 'shared'
  /** Flavors it is made for; absent: all of its server type and architecture. */
  readonly flavors?: readonly string[]
  /** The only project that sees it; absent: all. */
  readonly projectId?: string
  /** A disk without an operating system. */
  readonly dataOnly?: boolean
  readonly createdAt: number
}

export interface KeyPair {
  readonly name: string
  readonly projectId: string
  readonly userId: string
  readonly scope: 'user' | 'domain'
  readonly publicKey: string
  readonly fingerprint: string
  readonly frozen: boolean
}

/** A data disk; visible on the server from `attachedAt` until `detachedAt` (ms). */
export interface Volume {
  readonly id: string
  readonly projectId: string
  readonly size: number
  readonly evsType: string
  readonly serverId?: string
  readonly attachedAt?: number
  readonly detachedAt?: number
}

/** An elastic IP; bound when it has a `serverId`. */
export interface PublicIp {
  readonly id: string
  readonly projectId: string
  readonly address: string
  readonly serverId?: string
}

/** An asynchronous operation that is polled by its own id. */
export interface Operation {
  readonly id: string
  readonly serverId: string
  readonly type: string
  readonly at: number
  readonly endsAt: number
  readonly fails: boolean
}

/** How it was before its change is in `settled`. */
export interface Server extends Living {
  readonly id: string
  readonly projectId: string
  readonly name: string
  readonly type: ServerType
  readonly resourceId: string
  readonly flavor: string
  readonly chargingMode: 'PRE_PAID' | 'POST_PAID'
  readonly orderId?: string
  readonly hyperinstanceId?: string
  readonly privateIp: string
  readonly vpcId: string
  readonly subnetId: string
  readonly createdAt: number
  /** Set when somebody used the power button elsewhere; `PUT /sync` notices. */
  readonly actual?: 'RUNNING' | 'STOPPED'
}

/** A supernode; its servers are those that name it. */
export interface Hyperinstance {
  readonly id: string
  readonly projectId: string
  readonly name: string
  readonly resourceId: string
  readonly chargingMode: 'PRE_PAID' | 'POST_PAID'
  readonly orderId?: string
  readonly createdAt: number
}

/** The next change of this kind (of this server) that is to end badly. */
export interface PlannedFailure {
  readonly kind: ChangeKind | 'volume'
  readonly serverId?: string
}

/** Everything the emulator knows, as plain JSON; the arrays change, the records in them are replaced. */
export interface EmulatorState {
  readonly version: 1
  readonly accounts: Account[]
  readonly temporaryKeys: TemporaryKey[]
  readonly tokens: Token[]
  readonly lockouts: Record<string, Lockout>
  readonly flavors: Flavor[]
  readonly images: Image[]
  readonly keyPairs: KeyPair[]
  readonly volumes: Volume[]
  readonly publicIps: PublicIp[]
  readonly operations: Operation[]
  readonly servers: Server[]
  readonly hyperinstances: Hyperinstance[]
  readonly failures: PlannedFailure[]
}
