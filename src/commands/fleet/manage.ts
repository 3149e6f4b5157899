import { env, l10n, Uri, window } from 'vscode'
import * as z from 'zod/mini'
import { deleteDevServer, NAME_PATTERN, renameDevServer, syncDevServers } from '../../api/power'
import type { App } from '../../app'
import { isBilledByTerm } from '../../model/devServerStatus'
import type { DevServers } from '../../model/devServers'
import { statusText } from '../../texts/status'
import { SERVERS_VIEW } from '../ids'
import { type Target, targetOf } from '../target'
import { unknownText } from './power'
import { placeOf, signedIn } from './targets'

const Name = z.object({ name: z.string() })

/** Gives a server another name; the rules are checked while it is typed. */
export async function rename(app: App, args: readonly unknown[]): Promise<void> {
  const target = await targetOf(app, args)
  if (!target) return
  const { servers, server } = target
  const given = Name.safeParse(args[0])
  const name = given.success ? given.data.name : await askName(target)
  if (name === undefined || name === server.name) return
  const problem = nameProblem(target, name)
  if (problem?.isFatal) throw new Error(problem.text)
  const { call, project } = await signedIn(servers)
  try {
    servers.put(await renameDevServer(call, project.projectId, server.id, name))
  } catch (error) {
    throw new Error(l10n.t('{0} was not renamed: {1}', placeOf(target), app.explain(error)))
  }
}

function askName(target: Target): Thenable<string | undefined> {
  const { name } = target.server
  return window.showInputBox({
    title: l10n.t('Rename {0}', placeOf(target)),
    prompt: l10n.t('Letters, digits, “-”, “_” and “.”, 64 at most.'),
    value: name,
    valueSelection: [0, name.length],
    ignoreFocusOut: true,
    validateInput: (value) => {
      const problem = nameProblem(target, value)
      return problem && { message: problem.text, severity: problem.isFatal ? 3 : 2 }
    },
  })
}

/** Two servers may share a name, but hardly anybody wants that. */
function nameProblem(
  { servers, server }: Target,
  name: string,
): { readonly text: string; readonly isFatal: boolean } | undefined {
  if (!NAME_PATTERN.test(name))
    return { text: l10n.t('A name has 1 to 64 letters, digits, “-”, “_” or “.”.'), isFatal: true }
  const isTaken = servers.servers.some((other) => other.id !== server.id && other.name === name)
  return isTaken ? { text: l10n.t('Another server of this project has this name.'), isFatal: false } : undefined
}

/** Deletes a pay-per-use or failed server after its name was typed; others are unsubscribed from in the console. */
export async function deleteServer(app: App, args: readonly unknown[]): Promise<string | undefined> {
  const found = await targetOf(app, args)
  if (!found) return undefined
  const server = await found.servers.reread(found.server.id)
  const target = { servers: found.servers, server: server ?? found.server }
  const place = placeOf(target)
  if (!server) throw new Error(l10n.t('{0} is no longer there.', place))
  if (app.osChanges.find(found.servers.project, server.id) || found.servers.pending(server.id))
    throw new Error(l10n.t('{0} cannot be deleted now: another operation is under way.', place))
  if (isBilledByTerm(server)) return offerConsole(app, target)
  if (!(await isNameTyped(target))) return undefined
  const { call, project } = await signedIn(found.servers)
  try {
    const acted = await found.servers.act([server], 'delete', () => deleteDevServer(call, project.projectId, server.id))
    if (acted.kind === 'accepted') return 'accepted'
    void window.showWarningMessage(unknownText(app, place, acted.error))
    return 'unknown'
  } catch (error) {
    throw new Error(l10n.t('{0} was not deleted: {1}', place, app.explain(error)))
  }
}

async function offerConsole(app: App, target: Target): Promise<undefined> {
  const open = l10n.t('Open Console')
  const text = l10n.t(
    '{0} is billed yearly/monthly: it is not deleted but unsubscribed from, in the console under Billing > Unsubscriptions.',
    placeOf(target),
  )
  if ((await window.showInformationMessage(text, open)) === open)
    await openConsole(app, [{ project: target.servers.project.name }])
}

async function isNameTyped(target: Target): Promise<boolean> {
  const { server, servers } = target
  const summary = l10n.t(
    'Project {0}, account {1}; {2}, {3}. The server and its system disk are gone for good.',
    servers.project.name,
    servers.project.account,
    statusText(server.status),
    server.address ?? l10n.t('no address'),
  )
  const typed = await window.showInputBox({
    title: l10n.t('Delete {0}?', placeOf(target)),
    prompt: `${summary} ${l10n.t('Type the server’s name to confirm.')}`,
    placeHolder: server.name,
    ignoreFocusOut: true,
    validateInput: (value) =>
      value.trim() === server.name ? undefined : l10n.t('Type {0} to confirm, or press Escape.', server.name),
  })
  return typed?.trim() === server.name
}

/** Lets the service look at the machines themselves, then lists them. */
export async function sync(app: App, args: readonly unknown[]): Promise<void> {
  const given = z.object({ project: z.string() }).safeParse(args[0])
  const named = given.success ? app.projects.find(given.data.project) : undefined
  if (given.success && !named) throw new Error(l10n.t('There is no project “{0}”.', given.data.project))
  const wanted = named ? [named] : app.projects.all
  const syncOne = async (servers: DevServers): Promise<void> => {
    const { call, project } = await signedIn(servers)
    try {
      await syncDevServers(call, project.projectId)
    } catch (error) {
      throw new Error(l10n.t('{0} was not synchronised: {1}', project.name, app.explain(error)))
    }
    await servers.refresh()
  }
  await window.withProgress({ location: { viewId: SERVERS_VIEW } }, () => Promise.all(wanted.map(syncOne)))
  window.setStatusBarMessage(l10n.t('The servers’ statuses were synchronised.'), 5000)
}

/** Opens ModelArts in the console; a page of one server has no documented address. */
export async function openConsole(app: App, args: readonly unknown[]): Promise<void> {
  const given = z.object({ project: z.string() }).safeParse(args[0])
  const region = (given.success ? app.projects.find(given.data.project) : app.projects.all[0])?.project.region
  const query = region ? `?region=${region}` : ''
  await env.openExternal(Uri.parse(`${app.settings.consoleUrl()}/modelarts/${query}`))
}
