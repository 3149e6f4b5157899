import { l10n, window } from 'vscode'
import * as z from 'zod/mini'
import { isNotFound, statusOf } from '../../api/errors'
import { type Hyperinstance, showHyperinstance } from '../../api/hyperinstances'
import type { DevServer } from '../../api/schemas'
import type { App } from '../../app'
import type { Connection } from '../../model/connection'
import type { DevServers } from '../../model/devServers'
import { type Target, targetOf } from '../target'

const Row = z.object({ kind: z.enum(['server', 'supernode']), project: z.string(), id: z.string() })
type Row = z.infer<typeof Row>
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
  const rows = rowsOf(args)
  if (rows.length > 0) return thoseThere(app, ofKind(rows, 'server'))
  const several = Several.safeParse(args[0])
  if (several.success) {
    const { project, serverIds } = several.data
    return Promise.all([...new Set(serverIds)].map((serverId) => required(app, { project, serverId })))
  }
  const target = await targetOf(app, args)
  return target ? [target] : []
}

/** The command's servers and supernodes; a selection may hold both, an argument object names one kind. */
export async function selectionOf(
  app: App,
  args: readonly unknown[],
): Promise<{ readonly targets: readonly Target[]; readonly supernodes: readonly SupernodeTarget[] }> {
  const given = Supernode.safeParse(args[0])
  if (given.success) return { targets: [], supernodes: [supernode(app, given.data.project, given.data.supernodeId)] }
  const rows = ofKind(rowsOf(args), 'supernode')
  return { targets: await targetsOf(app, args), supernodes: rows.map(({ project, id }) => supernode(app, project, id)) }
}

/** The supernode that a row or an argument object names, if it names one. */
export function supernodeOf(app: App, args: readonly unknown[]): SupernodeTarget | undefined {
  const given = Supernode.safeParse(args[0])
  if (given.success) return supernode(app, given.data.project, given.data.supernodeId)
  const [row] = ofKind(rowsOf(args.slice(0, 1)), 'supernode')
  return row && supernode(app, row.project, row.id)
}

/** VS Code gives the row under the menu first, then all selected ones, if that row is among them. */
function rowsOf(args: readonly unknown[]): readonly Row[] {
  const selected = z.catch(z.array(z.unknown()), []).parse(args[1])
  return (selected.length > 0 ? selected : args.slice(0, 1)).flatMap((row) => {
    const read = Row.safeParse(row)
    return read.success ? [read.data] : []
  })
}

const ofKind = (rows: readonly Row[], kind: Row['kind']): readonly Row[] => rows.filter((row) => row.kind === kind)

/** Rows may be gone by the time something is asked of them: the others stay, and it is said. */
async function thoseThere(app: App, rows: readonly Row[]): Promise<readonly Target[]> {
  const read = await Promise.allSettled(rows.map(({ project, id }) => required(app, { project, serverId: id })))
  const there = read.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const [failed] = read.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
  if (there.length === 0 && failed !== undefined) throw failed
  const gone = rows.length - there.length
  if (gone > 0) void window.showWarningMessage(l10n.t('{0} of the {1} servers are no longer there.', gone, rows.length))
  return there
}

async function required(app: App, named: { readonly project: string; readonly serverId: string }): Promise<Target> {
  const target = await targetOf(app, [named])
  if (!target) throw new Error(l10n.t('No server was named.'))
  return target
}

function supernode(app: App, project: string, id: string): SupernodeTarget {
  const servers = app.projects.find(project)
  const children = servers?.servers.filter(({ hyperinstance }) => hyperinstance?.id === id) ?? []
  const name = servers?.hyperinstances.find((one) => one.id === id)?.name ?? children[0]?.hyperinstance?.name
  if (!servers || name === undefined) throw new Error(l10n.t('Project {0} has no supernode {1}.', project, id))
  return { servers, id, name, children }
}

/** The supernode with its servers as they are now; where its own page is not offered, as each server's page says. */
export async function readSupernode(seen: SupernodeTarget): Promise<SupernodeTarget> {
  const { servers, id } = seen
  const { call, project } = await signedIn(servers)
  let now: Hyperinstance
  try {
    now = await showHyperinstance(call, project.projectId, id)
  } catch (error) {
    if (isNotFound(error)) throw new Error(l10n.t('{0} is no longer there (project {1}).', seen.name, project.name))
    if (![403, 404].includes(statusOf(error) ?? 0)) throw error
    const children = await Promise.all(seen.children.map((child) => servers.reread(child.id)))
    return { ...seen, children: children.flatMap((child) => child ?? []) }
  }
  for (const child of now.servers) servers.put(child)
  return { servers, id, name: now.name, children: now.servers.map((child) => servers.get(child.id) ?? child) }
}

/** The project of that name, else all. */
export function projectsNamed(app: App, project: string | undefined): readonly DevServers[] {
  if (project === undefined) return app.projects.all
  const servers = app.projects.find(project)
  if (!servers) throw new Error(l10n.t('There is no project “{0}”.', project))
  return [servers]
}

/** The connection that requests need; an error in words where nobody is signed in. */
export async function signedIn(servers: DevServers): Promise<Connection> {
  const connection = await servers.connection()
  if (!connection) throw new Error(l10n.t('Sign in to {0} first.', servers.project.account))
  return connection
}

/** A server as messages name it. */
export const placeOf = ({ servers, server }: Target): string => `${server.name} (${servers.project.name})`
