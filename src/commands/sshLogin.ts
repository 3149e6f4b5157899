import { l10n } from 'vscode'
import * as z from 'zod/mini'
import type { DevServer } from '../api/schemas'
import type { App } from '../app'
import { hopsOf } from '../base/hosts'
import { withHome } from '../base/paths'
import type { Connection } from '../model/connection'
import { ServerSsh } from '../model/project'
import { type Address, addressesOf, answering } from '../ssh/address'
import { throughJump } from '../ssh/jump'
import type { Machine } from './sshMachine'
import type { Target } from './target'

/** What is known of the way to a server before anything was tried. */
export interface Route {
  readonly connection: Connection
  readonly server: DevServer
  /** The server and its project, for messages. */
  readonly place: string
  /** Best first, never empty. */
  readonly addresses: readonly Address[]
  readonly user: string
  readonly port: number
  readonly jumpHost: string | undefined
  /** The private key that the settings name. */
  readonly identityFile: string | undefined
}

const SERVERS_SETTING = 'modelartsDevServers.ssh.servers'

type Known = Pick<App, 'log'> & { readonly settings: Pick<App['settings'], 'sshServers'> }
type Wanted = Pick<Target, 'server'> & { readonly servers: Pick<Target['servers'], 'project' | 'connection'> }

/** Gathers addresses and settings; asks the network services, not the server. */
export async function routeTo(app: Known, { servers, server }: Wanted): Promise<Route> {
  const { project } = servers
  const place = `${server.name} (${project.name})`
  if (project.isSample) throw new Error(l10n.t('{0} is a sample server: there is no machine to log in to.', place))
  const connection = await servers.connection()
  if (!connection) throw new Error(l10n.t('Sign in to {0} first.', project.account))
  const own = ownSettings(app, server)
  const known: readonly Address[] = own.host
    ? [{ host: own.host, from: 'setting' }]
    : await addressesOf(connection.call, project.projectId, server, (failure) => app.log.warn(failure))
  if (known.length === 0)
    throw new Error(l10n.t('No address of {0} is known. Give one in {1}.', place, SERVERS_SETTING))
  const jumpHost = project.ssh?.jumpHost
  return {
    connection,
    server,
    place,
    // Who comes through a jump host is inside, where the private address is the one that leads on.
    addresses: jumpHost
      ? known.toSorted((a, b) => Number(b.from === 'privateIp') - Number(a.from === 'privateIp'))
      : known,
    user: own.user ?? project.ssh?.user ?? 'root',
    port: own.port ?? project.ssh?.port ?? 22,
    jumpHost,
    identityFile: own.identityFile && withHome(own.identityFile),
  }
}

/** Every address that a host key may be known under: also those that a setting puts out of use. */
export async function everyAddress(app: App, { connection, server, addresses }: Route): Promise<readonly Address[]> {
  if (addresses.every(({ from }) => from !== 'setting')) return addresses
  const { call, project } = connection
  const others = await addressesOf(call, project.projectId, server, (failure) => app.log.warn(failure))
  return [...addresses, ...others]
}

function ownSettings(app: Known, { id, name }: DevServer): ServerSsh {
  const all = z.record(z.string(), z.unknown()).safeParse(app.settings.sshServers() ?? {})
  if (!all.success) throw new Error(l10n.t('{0}: must be an object', SERVERS_SETTING))
  const key = Object.hasOwn(all.data, id) ? id : name
  if (!Object.hasOwn(all.data, key)) return {}
  const own = ServerSsh.safeParse(all.data[key])
  if (own.success) return own.data
  const where = l10n.t('{0}, entry “{1}”', SERVERS_SETTING, key)
  const [issue] = own.error.issues
  const field = issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path[0]
  if (field === undefined) throw new Error(l10n.t('{0}: must be an object', where))
  throw new Error(l10n.t('{0}: “{1}” is not valid', where, String(field)))
}

/** What is done with a server that greets at an address: `from` is where it is reached from here. */
export type AtServer<T> = (
  address: Address,
  from: { readonly host: string; readonly port: number },
  signal: AbortSignal,
) => Promise<T>

/** Uses the best address at which an SSH server greets; undefined where none does. Throws JumpFailed, ProgramMissing. */
export async function atServer<T>(
  { ssh }: Machine,
  { addresses, port, jumpHost }: Route,
  use: AtServer<T>,
  signal: AbortSignal,
): Promise<T | undefined> {
  const hops = jumpHost === undefined ? undefined : hopsOf(jumpHost)
  if (!hops) {
    const address = await answering(addresses, port, signal)
    return address && use(address, { host: address.host, port }, signal)
  }
  for (const address of addresses) {
    const through = async (local: number) => ({ value: await use(address, { host: '127.0.0.1', port: local }, signal) })
    const used = await throughJump(ssh, hops, { host: address.host, port }, through, signal)
    if (used) return used.value
  }
  return undefined
}
