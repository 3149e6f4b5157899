import { hostname } from 'node:os'
import { l10n, window } from 'vscode'
import type { App } from '../app'
import type { Connection } from '../model/connection'
import type { DevServers } from '../model/devServers'
import type { Project } from '../model/project'
import type { Login } from '../ssh/commandLine'
import { configFileOf } from '../ssh/program'
import type { WindowHost } from '../ssh/remoteAuthority'
import { addInclude, includeLine, isIncluded, ownFileOf, putOwnHost } from '../ssh/sshConfig'
import { rememberHosts } from './connectedWindow'
import type { Route } from './sshLogin'
import type { Machine } from './sshMachine'

/** Of this machine: VS Code keeps one memory for all that the extension may run on. */
const REFUSED = `ssh.includeRefused/${hostname()}`

type List = Pick<DevServers, 'project' | 'servers' | 'isLoaded' | 'health'>
type Known = Pick<App, 'memory' | 'clock'> & { readonly projects: { readonly all: readonly List[] } }
type Wanted = Pick<Route, 'server'> & { readonly connection: Pick<Connection, 'project'> }

/** What Remote-SSH is to open: our alias where the user lets ssh know it, else the bare address; undefined when the user left. */
export async function includedHost(
  app: Known,
  machine: Machine,
  route: Wanted,
  login: Login,
  ask: (machine: Machine) => Promise<'add' | 'without' | undefined> = askUser,
): Promise<WindowHost | undefined> {
  const { ssh } = machine
  const { project } = route.connection
  const key = keyOf(project, route.server.id)
  const { host: hostName, user, port, identityFile, jumpHost } = login
  const called = { server: route.server.name, project: project.name }
  const alias = await putOwnHost(ssh, { key, hostName, user, port, identityFile, jumpHost }, called, isGone(app))
  await rememberHosts(app, project, route.server.id, [alias, hostName])
  const bare: WindowHost = { kind: 'address', hostName, user, port }
  if (await isIncluded(ssh, { alias, hostName })) return { kind: 'alias', alias }
  if (app.memory.get<boolean>(REFUSED) && jumpHost === undefined) return bare
  const answer = await ask(machine)
  if (answer === undefined) return undefined
  if (answer === 'without') {
    if (jumpHost !== undefined)
      throw new Error(l10n.t('Without that line, a window cannot go through a jump host. Use Connect With Terminal.'))
    await app.memory.update(REFUSED, true)
    return bare
  }
  if (await addInclude(ssh, { alias, hostName }, app.clock.now())) return { kind: 'alias', alias }
  throw new Error(
    l10n.t(
      'ssh does not take {0} from {1}, even where {2} includes it, so the line was taken out again. Look for another “Host {0}”, then try again.',
      alias,
      ownFileOf(ssh),
      configFileOf(ssh),
    ),
  )
}

const keyOf = ({ region, projectId }: Project, serverId: string): string =>
  [region, projectId, encodeURIComponent(serverId)].join('/')

/** True for servers that the list of their project no longer has; what cannot be listed now is left alone. */
function isGone({ projects }: Known): (key: string) => boolean {
  const lists = projects.all.filter(({ isLoaded, health }) => isLoaded && health.kind !== 'problem')
  const there = new Set(lists.flatMap(({ project, servers }) => servers.map(({ id }) => keyOf(project, id))))
  const listed = lists.map(({ project }) => keyOf(project, ''))
  return (key) => listed.some((place) => key.startsWith(place)) && !there.has(key)
}

async function askUser({ ssh, where }: Machine): Promise<'add' | 'without' | undefined> {
  const add = l10n.t('Add Line')
  const without = l10n.t('Connect Without')
  const text = l10n.t('Let ssh know your DevServers?')
  const detail = [
    l10n.t(
      'One line is added at the top of {0}, and a backup kept beside it; the rest stays as it is:',
      configFileOf(ssh),
    ),
    includeLine(ssh),
    l10n.t('The servers are listed in a file of their own, {0}.', ownFileOf(ssh)),
    ...(where ? [l10n.t('This happens {0}.', where)] : []),
  ].join('\n\n')
  const answer = await window.showInformationMessage(text, { modal: true, detail }, add, without)
  if (answer === undefined) return undefined
  return answer === add ? 'add' : 'without'
}
