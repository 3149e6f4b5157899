import { isIP } from 'node:net'
import { hopsOf, hostForms, isHost } from '../base/hosts'
import type { Address } from './address'
import { configuredAliases } from './aliases'
import { ConfigBroken, type Effective, effectiveFor } from './effective'
import { plainNames } from './knownHosts'
import { ProgramStuck, type Ssh } from './program'
import { readIfPlain } from './replaceFile'
import { namesOfAddresses, type Resolve } from './resolve'

/** How a server is reached. */
export interface HostPlace {
  /** Every address of the server, checked. */
  readonly addresses: readonly Address[]
  readonly port: number
  /** Through which the server is reached, `[user@]host[:port]`, several with commas between. */
  readonly jumpHost?: string | undefined
  /** Looks a name up; without it, names are not followed to addresses. */
  readonly resolve?: Resolve | undefined
}

/** Under which names, and with which files, the user's ssh meets a server. */
export interface ServerNames {
  /** Every name that the server's key may be kept under. */
  readonly names: readonly string[]
  /** What ssh does for each address. */
  readonly direct: ReadonlyMap<string, Effective>
  /** Paths of known_hosts files, those of the best address first. */
  readonly files: readonly string[]
  /** Aliases of which ssh does not say in time, or not at all, where they lead. */
  readonly unread: readonly string[]
  /** Aliases that may mean another machine of the same address. */
  readonly elsewhere: readonly string[]
}

const AT_ONCE = 8

/**
 * Gathers the names of a server from its addresses and from each alias in the user's configuration that leads to one
 * of them at the same port: another port is another machine. Throws ConfigBroken, ProgramMissing, ProgramStuck.
 */
export async function namesOf(
  ssh: Ssh,
  { addresses, port, jumpHost, resolve }: HostPlace,
  signal?: AbortSignal,
): Promise<ServerNames> {
  const direct = new Map<string, Effective>()
  const ask = async ({ host }: Address): Promise<void> => {
    direct.set(host, await effectiveFor(ssh, host, ['-p', String(port)], signal))
  }
  await Promise.all(addresses.map(ask))
  const wanted = new Set([...direct].flatMap(([host, { hostName }]) => [host.toLowerCase(), hostName.toLowerCase()]))
  const { found, unread, elsewhere } = await aliasesTo(ssh, wanted, { port, jumpHost, resolve }, signal)
  // The map has them in the order of the answers.
  const effective = [...addresses.flatMap(({ host }) => direct.get(host) ?? []), ...found.map(([, one]) => one)]
  const files = [...new Set(effective.flatMap((one) => [...one.userKnownHostsFiles, ...one.globalKnownHostsFiles]))]
  const spoken = resolve ? await namesLeadingTo(wanted, port, files, resolve) : []
  const names = [
    ...addresses.flatMap(({ host }) => hostForms(host, port)),
    // All ports of such an address are the server's own, while a setting may name a gateway with machines behind it.
    ...addresses.flatMap(({ host, from }) => (from === 'setting' ? [] : hostForms(host, 22))),
    ...effective.flatMap(({ hostName, hostKeyAlias }) => [
      ...hostForms(hostName, port),
      // ssh adds no port to it.
      ...(hostKeyAlias === undefined ? [] : [hostKeyAlias.toLowerCase()]),
    ]),
    ...found.flatMap(([alias]) => [alias.toLowerCase(), ...hostForms(alias, port)]),
    ...spoken.flatMap((name) => hostForms(name, port)),
  ]
  return { names: [...new Set(names)], direct, files, unread, elsewhere }
}

/** Names that people gave to ssh itself, and that no configuration knows of: the name service does. */
async function namesLeadingTo(
  wanted: ReadonlySet<string>,
  port: number,
  files: readonly string[],
  resolve: Resolve,
): Promise<readonly string[]> {
  const texts = await Promise.all(files.map(readIfPlain))
  const names = new Set(texts.flatMap((text) => plainNames(text ?? '', port)))
  return namesOfAddresses([...names], wanted, resolve)
}

type Alias = readonly [alias: string, effective: Effective]

interface Aliases extends Pick<ServerNames, 'unread' | 'elsewhere'> {
  readonly found: readonly Alias[]
}

async function aliasesTo(
  ssh: Ssh,
  wanted: ReadonlySet<string>,
  { port, jumpHost, resolve }: Omit<HostPlace, 'addresses'>,
  signal?: AbortSignal,
): Promise<Aliases> {
  const { read, unread } = await readAliases(ssh, signal)
  const atPort = read.filter(([, effective]) => effective.port === port)
  const names = atPort.map(([, { hostName }]) => hostName.toLowerCase()).filter((name) => isIP(name) === 0)
  const leading = resolve ? await namesOfAddresses([...new Set(names)], wanted, resolve) : []
  const all = new Set([...wanted, ...leading])
  const ours = atPort.filter(([, { hostName }]) => all.has(hostName.toLowerCase()))
  const isElsewhere = ([, effective]: Alias): boolean => mayBeElsewhere(effective, jumpHost)
  return {
    found: ours.filter((alias) => !isElsewhere(alias)),
    unread,
    elsewhere: ours.filter(isElsewhere).map(([alias]) => alias),
  }
}

/** What ssh does for each alias in the user's configuration. */
async function readAliases(
  ssh: Ssh,
  signal: AbortSignal | undefined,
): Promise<{ readonly read: readonly Alias[]; readonly unread: readonly string[] }> {
  const waiting = (await configuredAliases(ssh)).filter(isHost)
  const read: Alias[] = []
  const unread: string[] = []
  const work = async (): Promise<void> => {
    for (let alias = waiting.shift(); alias !== undefined; alias = waiting.shift()) {
      try {
        read.push([alias, await effectiveFor(ssh, alias, [], signal)])
      } catch (error) {
        if (!(error instanceof ProgramStuck || error instanceof ConfigBroken)) throw error
        unread.push(alias)
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return { read, unread }
}

const PRIVATE = /^(10|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\.|^f[cd][\da-f]{2}:/i

/** Networks repeat private addresses: who gives a key's host a name of its own and goes another way may mean another one. */
function mayBeElsewhere({ hostName, hostKeyAlias, way }: Effective, jumpHost: string | undefined): boolean {
  if (hostKeyAlias === undefined || !PRIVATE.test(hostName)) return false
  return way === undefined || jumpHost === undefined ? way !== jumpHost : lastStop(way) !== lastStop(jumpHost)
}

const lastStop = (way: string): string => hopsOf(way)?.at(-1)?.host.toLowerCase() ?? way
