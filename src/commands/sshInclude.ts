import { l10n, window } from 'vscode'
import type { App } from '../app'
import type { Login } from '../ssh/commandLine'
import { configFileOf } from '../ssh/program'
import type { WindowHost } from '../ssh/remoteAuthority'
import { addInclude, includeLine, isIncluded, ownFileOf, putOwnHost } from '../ssh/sshConfig'
import { rememberHosts } from './connectedWindow'
import type { Route } from './sshLogin'
import type { Machine } from './sshMachine'

const REFUSED = 'ssh.includeRefused'

/** What Remote-SSH is to open: our alias where the user lets ssh know it, else the bare address; undefined when the user left. */
export async function includedHost(
  app: App,
  machine: Machine,
  route: Route,
  login: Login,
): Promise<WindowHost | undefined> {
  const { ssh } = machine
  const { project } = route.connection
  const key = [project.region, project.projectId, encodeURIComponent(route.server.id)].join('/')
  const { host: hostName, user, port, identityFile, jumpHost } = login
  const called = { server: route.server.name, project: project.name }
  const alias = await putOwnHost(ssh, { key, hostName, user, port, identityFile, jumpHost }, called)
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
  await addInclude(ssh, app.clock.now())
  if (await isIncluded(ssh, { alias, hostName })) return { kind: 'alias', alias }
  throw new Error(l10n.t('ssh does not read {0} although {1} includes it.', ownFileOf(ssh), configFileOf(ssh)))
}

async function ask({ ssh, where }: Machine): Promise<'add' | 'without' | undefined> {
  const add = l10n.t('Add Line')
  const without = l10n.t('Connect Without')
  const text = l10n.t('Let ssh know your DevServers?')
  const detail = [
    l10n.t(
      'One line is added at the top of {0}, and a backup kept beside it; the rest stays as it is:',
      configFileOf(ssh),
    ),
    includeLine(ssh),
    l10n.t('The servers stand in a file of their own, {0}.', ownFileOf(ssh)),
    ...(where ? [l10n.t('This happens {0}.', where)] : []),
  ].join('\n\n')
  const answer = await window.showInformationMessage(text, { modal: true, detail }, add, without)
  if (answer === undefined) return undefined
  return answer === add ? 'add' : 'without'
}
