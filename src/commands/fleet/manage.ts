import { l10n, window } from 'vscode'
import * as z from 'zod/mini'
import { isOutcomeUnknown } from '../../api/errors'
import { deleteDevServer, NAME_PATTERN, renameDevServer } from '../../api/power'
import type { App } from '../../app'
import { isBilledByTerm } from '../../model/devServerStatus'
import { sentenceOf } from '../../texts/problem'
import { statusText } from '../../texts/status'
import { argumentOf } from '../argument'
import { ServerArguments, type Target, targetOf } from '../target'
import { offerBilling } from './console'
import { unknownText } from './power'
import { busyWith } from './powerWork'
import { placeOf, signedIn } from './targets'

const Arguments = z.strictObject({ ...ServerArguments.shape, name: z.optional(z.string()) })

/** Gives a server another name; the rules are checked while it is typed. */
export async function rename(app: App, args: readonly unknown[]): Promise<void> {
  const given = argumentOf(Arguments, args[0])
  const target = await targetOf(app, args)
  if (!target) return
  const { servers, server } = target
  const name = given?.name ?? (await askName(target))
  if (name === undefined || name === server.name) return
  const problem = nameProblem(target, name)
  if (problem?.isFatal) throw new Error(problem.text)
  const { call, project } = await signedIn(servers)
  try {
    servers.put(await renameDevServer(call, project.projectId, server.id, name))
  } catch (error) {
    if (!isOutcomeUnknown(error))
      throw new Error(l10n.t('{0} was not renamed: {1}', placeOf(target), app.explain(error)))
    const now = await servers.reread(server.id).catch(() => undefined)
    if (now?.name !== name) void window.showWarningMessage(unknownText(app, placeOf(target), error))
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
  const refuseBusy = (): void => {
    const busy = busyWith(app, found.servers, server.id)
    if (busy) throw new Error(l10n.t('{0} cannot be deleted now: {1}.', place, busy))
  }
  refuseBusy()
  if (isBilledByTerm(server)) return offerBilling(app, target)
  if (!(await isNameTyped(target))) return undefined
  const { call, project } = await signedIn(found.servers)
  // The question may have stood for minutes.
  refuseBusy()
  try {
    const acted = await found.servers.act([server], 'delete', () => deleteDevServer(call, project.projectId, server.id))
    if (acted.kind === 'accepted') return 'accepted'
    void window.showWarningMessage(unknownText(app, place, acted.error))
    return 'unknown'
  } catch (error) {
    throw new Error(l10n.t('{0} was not deleted: {1}', place, sentenceOf(error)))
  }
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
