import { l10n } from 'vscode'
import * as z from 'zod/mini'
import type { DevServer } from '../../api/schemas'
import type { App } from '../../app'
import type { Connection } from '../../model/connection'
import type { DevServers } from '../../model/devServers'
import { type Target, targetOf } from '../target'

const Row = z.object({ kind: z.string(), project: z.string(), id: z.string() })
const Several = z.object({ project: z.string(), serverIds: z.array(z.string()).check(z.minLength(1)) })
const Supernode = z.object({ project: z.string(), supernodeId: z.string() })

/** A supernode with the project it was found in. */
export interface SupernodeTarget {
  readonly servers: DevServers
  readonly id: string
  readonly name: string
  readonly children: readonly DevServer[]
}

/** The command's servers: the rows selected, an argument object with one id or several, or one asked for. */
export async function targetsOf(app: App, args: readonly unknown[]): Promise<readonly Target[]> {
  const rows = serverRows(args)
  if (rows.length > 1) return Promise.all(rows.map((row) => required(app, [row])))
  const several = Several.safeParse(args[0])
  if (several.success) {
    const { project, serverIds } = several.data
    return Promise.all([...new Set(serverIds)].map((serverId) => required(app, [{ project, serverId }])))
  }
  const target = await targetOf(app, args)
  return target ? [target] : []
}

async function required(app: App, args: readonly unknown[]): Promise<Target> {
  const target = await targetOf(app, args)
  if (!target) throw new Error(l10n.t('No server was named.'))
  return target
}

/** VS Code gives the row under the menu first, then all selected ones, if that row is among them. */
function serverRows(args: readonly unknown[]): readonly z.infer<typeof Row>[] {
  const rows = z.catch(z.array(z.unknown()), []).parse(args[1])
  return rows.flatMap((row) => {
    const read = Row.safeParse(row)
    return read.success && read.data.kind === 'server' ? [read.data] : []
  })
}

/** The supernode that a row or an argument object names, if it names one. */
export function supernodeOf(app: App, args: readonly unknown[]): SupernodeTarget | undefined {
  const row = Row.safeParse(args[0])
  const given = Supernode.safeParse(args[0])
  const named =
    row.success && row.data.kind === 'supernode'
      ? { project: row.data.project, id: row.data.id }
      : given.success && { project: given.data.project, id: given.data.supernodeId }
  if (!named) return undefined
  const servers = app.projects.find(named.project)
  const children = servers?.servers.filter(({ hyperinstance }) => hyperinstance?.id === named.id) ?? []
  const name = servers?.hyperinstances.find(({ id }) => id === named.id)?.name ?? children[0]?.hyperinstance?.name
  if (!servers || name === undefined)
    throw new Error(l10n.t('Project {0} has no supernode {1}.', named.project, named.id))
  return { servers, id: named.id, name, children }
}

/** The connection that requests need; an error in words where nobody is signed in. */
export async function signedIn(servers: DevServers): Promise<Connection> {
  const connection = await servers.connection()
  if (!connection) throw new Error(l10n.t('Sign in to {0} first.', servers.project.account))
  return connection
}

/** A server as messages name it. */
export const placeOf = ({ servers, server }: Target): string => `${server.name} (${servers.project.name})`
