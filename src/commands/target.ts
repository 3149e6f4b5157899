import { l10n, window } from 'vscode'
import * as z from 'zod/mini'
import type { DevServer } from '../api/schemas'
import type { App } from '../app'
import type { DevServers } from '../model/devServers'
import { statusText } from '../texts/status'

/** A server with the project it was found in. */
export interface Target {
  readonly servers: DevServers
  readonly server: DevServer
}

/** Names a server in a command's argument object. */
export const ServerArguments = z.object({ project: z.string(), serverId: z.string() })

const Row = z.object({ kind: z.literal('server'), project: z.string(), id: z.string() })

/** The command's server: from its row, its argument object, or asked for; undefined when the user leaves. */
export async function targetOf(app: App, args: readonly unknown[]): Promise<Target | undefined> {
  const row = Row.safeParse(args[0])
  if (row.success) return find(app, row.data.project, row.data.id)
  if (args[0] === undefined) return pickTarget(app)
  const { project, serverId } = ServerArguments.parse(args[0])
  return find(app, project, serverId)
}

async function find(app: App, project: string, id: string): Promise<Target> {
  const servers = app.projects.find(project)
  if (!servers) throw new Error(l10n.t('There is no project “{0}”.', project))
  const server = servers.get(id) ?? (await servers.reread(id))
  if (!server) throw new Error(l10n.t('Project {0} has no DevServer {1}, or you are not signed in.', project, id))
  return { servers, server }
}

async function pickTarget(app: App): Promise<Target | undefined> {
  await Promise.all(app.projects.all.filter(({ isLoaded }) => !isLoaded).map((servers) => servers.refresh()))
  const choices = app.projects.all.flatMap((servers) =>
    servers.servers.map((server) => ({
      label: server.name,
      description: `${servers.project.name} · ${statusText(server.status)}`,
      servers,
      server,
    })),
  )
  if (choices.length === 0) throw new Error(l10n.t('No DevServers are listed. Sign in and add a project first.'))
  return window.showQuickPick(choices, { placeHolder: l10n.t('DevServer'), matchOnDescription: true })
}
