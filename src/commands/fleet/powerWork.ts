import { l10n, window } from 'vscode'
import { powerHyperinstance } from '../../api/hyperinstances'
import { type PowerAction, powerDevServer } from '../../api/power'
import type { DevServer } from '../../api/schemas'
import type { App } from '../../app'
import type { Connection } from '../../model/connection'
import { canReboot, canStart, canStop } from '../../model/devServerStatus'
import type { DevServers } from '../../model/devServers'
import { statusText } from '../../texts/status'
import type { Target } from '../target'
import { placeOf, readSupernode, type SupernodeTarget } from './targets'

const CAN: Readonly<Record<PowerAction, (server: DevServer) => boolean>> = {
  start: canStart,
  stop: canStop,
  reboot: canReboot,
}
/** Servers of one project that are read one by one; more are cheaper as a list. */
const MOST_SINGLE = 20

/** One request that is to be sent: for a server, or for a supernode with all its servers. */
export interface Work {
  readonly place: string
  readonly servers: DevServers
  readonly isSupernode: boolean
  /** The ids of all that belong to it. */
  readonly ids: readonly string[]
  /** Those of its servers that the action is for, as they are known at this moment. */
  readonly able: () => readonly DevServer[]
  /** Why it cannot be asked for at this moment; undefined where it can. */
  readonly whyNot: () => string | undefined
  readonly send: (connection: Connection) => Promise<unknown>
}

/** What is to be done with what was selected, each server once and freshly read. */
export async function workOn(
  app: App,
  targets: readonly Target[],
  supernodes: readonly SupernodeTarget[],
  action: PowerAction,
): Promise<readonly Work[]> {
  const pods = await Promise.all(supernodes.map((one) => readSupernode(one)))
  const within = new Set(pods.flatMap(({ children }) => children.map(({ id }) => id)))
  const alone = await readAgain(targets.filter(({ server }) => !within.has(server.id)))
  return [
    ...pods.map((pod) => supernodeWork(app, pod, action)),
    ...alone.map((target) => serverWork(app, target, action)),
  ]
}

/** What a menu or an argument meant may have changed since; thousands of others need not be read for it. */
async function readAgain(targets: readonly Target[]): Promise<readonly Target[]> {
  const projects = [...new Set(targets.map(({ servers }) => servers))]
  const read = await Promise.all(
    projects.map(async (servers): Promise<readonly Target[]> => {
      const own = targets.filter((target) => target.servers === servers)
      if (own.length > MOST_SINGLE) await servers.refresh()
      else await Promise.all(own.map(({ server }) => servers.reread(server.id).then(gone(servers, server))))
      return own.flatMap(({ server }) => {
        const now = servers.get(server.id)
        return now ? [{ servers, server: now }] : []
      })
    }),
  )
  return read.flat()
}

const gone =
  (servers: DevServers, server: DevServer) =>
  (read: DevServer | undefined): void => {
    if (read) return
    const text = l10n.t('{0} is no longer there (project {1}).', server.name, servers.project.name)
    void window.showWarningMessage(text)
  }

function serverWork(app: App, target: Target, action: PowerAction): Work {
  const { servers, server } = target
  const now = (): DevServer => servers.get(server.id) ?? server
  return {
    place: placeOf(target),
    servers,
    isSupernode: false,
    ids: [server.id],
    able: () => [now()],
    whyNot: () => busyWith(app, servers, server.id) ?? (CAN[action](now()) ? undefined : statusText(now().status)),
    send: ({ call, project }) => powerDevServer(call, project.projectId, server.id, action),
  }
}

function supernodeWork(app: App, { servers, id, name, children }: SupernodeTarget, action: PowerAction): Work {
  const now = (): readonly DevServer[] => children.map((child) => servers.get(child.id) ?? child)
  const able = (): readonly DevServer[] => now().filter(CAN[action])
  const whyNot = (): string | undefined => {
    if (action === 'reboot') return l10n.t('a supernode cannot be rebooted as a whole')
    if (children.length === 0) return l10n.t('it has no servers')
    const busy = children.map((child) => busyWith(app, servers, child.id)).find(Boolean)
    if (busy) return busy
    return able().length > 0 ? undefined : [...new Set(now().map(({ status }) => statusText(status)))].join(', ')
  }
  const send = ({ call, project }: Connection): Promise<unknown> =>
    action === 'reboot' ? Promise.resolve() : powerHyperinstance(call, project.projectId, id, action)
  const ids = children.map((child) => child.id)
  return { place: `${name} (${servers.project.name})`, servers, isSupernode: true, ids, able, whyNot, send }
}

/** What of our own doing stands in the way of another operation. */
export function busyWith(app: App, servers: DevServers, id: string): string | undefined {
  if (app.osChanges.find(servers.project, id)) return l10n.t('its OS is being changed')
  return servers.pending(id) && l10n.t('another operation is under way')
}
