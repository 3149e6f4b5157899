import { isObject } from './call'
import type { EmulatorState } from './state'

/** What a record of each list must have as text for the rest to work with it. */
const REQUIRED: Readonly<Record<string, readonly string[]>> = {
  accounts: ['id', 'name'],
  temporaryKeys: ['accessKey', 'secretKey', 'securityToken'],
  tokens: ['value', 'accountId'],
  flavors: ['name', 'arch', 'serverType'],
  images: ['id', 'name', 'arch', 'serverType', 'visibility'],
  keyPairs: ['name', 'projectId', 'publicKey'],
  volumes: ['id', 'projectId'],
  publicIps: ['id', 'projectId', 'address'],
  operations: ['id', 'serverId'],
  servers: ['id', 'projectId', 'name', 'type', 'flavor'],
  hyperinstances: ['id', 'projectId', 'name'],
  failures: ['kind'],
}

/** A copy of a snapshot that `snapshot()` made; `undefined` for anything else, broken ones included. */
export function parseState(value: unknown): EmulatorState | undefined {
  if (!isObject(value) || value['version'] !== 1 || !isObject(value['lockouts'])) return undefined
  for (const [list, required] of Object.entries(REQUIRED)) {
    const records = value[list]
    if (!Array.isArray(records) || !records.every((record) => hasTexts(record, required))) return undefined
  }
  const copy: unknown = structuredClone(value)
  return isState(copy) ? copy : undefined
}

function hasTexts(record: unknown, names: readonly string[]): boolean {
  return isObject(record) && names.every((name) => typeof record[name] === 'string')
}

function isState(value: unknown): value is EmulatorState {
  const { servers, accounts } = value as EmulatorState
  return (
    servers.every(({ settled, change }) => isObject(settled) && (change === undefined || isObject(change))) &&
    accounts.every(({ users, keys, projects }) => [users, keys, projects].every(Array.isArray))
  )
}
