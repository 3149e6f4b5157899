import { l10n } from 'vscode'
import * as z from 'zod/mini'
import type { DevServer } from '../api/schemas'
import type { App } from '../app'
import type { DevServers } from '../model/devServers'
import { statusText } from '../texts/status'
import { argumentOf, rowOf } from './argument'
import { pickServer } from './pickServer'

/** A server with the project it was found in. */
export interface Target {
  readonly servers: DevServers
  readonly server: DevServer
}

/** Names a server in a command's argument object, beside what else the command takes. */
export const ServerArguments = z.looseObject({ project: z.string(), serverId: z.string() })

/** What each call of a command has turned out to be about, so that its failure can name it. */
const TARGETS = new WeakMap<readonly unknown[], Target>()

/** The server that a call's arguments stood for, once it is known. */
export const targetOfCall = (args: readonly unknown[]): Target | undefined => TARGETS.get(args)

/** The command's server: from its row, its argument object, or asked for; undefined when the user leaves. */
export async function targetOf(app: App, args: readonly unknown[]): Promise<Target | undefined> {
  const target = await wanted(app, args[0])
  if (target) TARGETS.set(args, target)
  return target
}

async function wanted(app: App, argument: unknown): Promise<Target | undefined> {
  const row = rowOf(argument)
  if (row?.kind === 'server' && row.project !== undefined && row.id !== undefined) return find(app, row.project, row.id)
  const given = argumentOf(ServerArguments, argument)
  return given ? find(app, given.project, given.serverId) : pickTarget(app)
}

async function find(app: App, project: string, id: string): Promise<Target> {
  const servers = app.projects.find(project)
  if (!servers) throw new Error(l10n.t('There is no project “{0}”.', project))
  const server = servers.get(id) ?? (await servers.reread(id))
  if (!server) throw new Error(l10n.t('Project {0} has no DevServer {1}, or you are not signed in.', project, id))
  return { servers, server }
}

const pickTarget = (app: App): Promise<Target | undefined> =>
  pickServer(app, {
    placeholder: l10n.t('DevServer'),
    itemsOf: (servers) =>
      servers.servers.map((server) => ({
        label: server.name,
        description: `${servers.project.name} · ${statusText(server.status)}`,
        servers,
        server,
      })),
  })
