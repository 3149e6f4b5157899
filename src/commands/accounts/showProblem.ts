import { commands, env, l10n, Uri, window } from 'vscode'
import * as z from 'zod/mini'
import { diagnose } from '../../api/diagnosis'
import type { App } from '../../app'
import { consolePages } from '../../model/consolePages'
import { projectText } from '../../texts/place'
import { problemOf } from '../../texts/problem'
import { commandId } from '../ids'

/** The account stands in it where the click was on a problem of the project's. */
const Arguments = z.strictObject({ project: z.string(), account: z.optional(z.string()) })

/** Tells what is wrong with a project, whole, with the ways out of it. */
export async function showProblem(app: App, args: readonly unknown[]): Promise<void> {
  const { project: name } = Arguments.parse(args[0])
  const servers = app.projects.find(name)
  const health = servers?.health
  if (!servers || health?.kind !== 'problem') return
  const isSetting = ['tls', 'badPath', 'endpointWrong', 'projectMismatch'].includes(diagnose(health.error))
  const text = `${projectText(servers.project)}: ${problemOf(health.error).message}`
  const retry = l10n.t('Retry')
  const copy = l10n.t('Copy Details')
  // Projects, keys and rights are looked up in the console of the cloud that refused.
  const page = consolePages(servers.project, app.settings.site())?.myCredentials
  const other = isSetting ? l10n.t('Open Settings') : page && l10n.t('Open Console')
  const answer = await window.showErrorMessage(text, ...[retry, other, copy].filter((button) => button !== undefined))
  if (answer === undefined) return
  if (answer === retry) await servers.refresh()
  else if (answer === copy) await env.clipboard.writeText(text)
  else if (isSetting) await commands.executeCommand(commandId('openSettings'))
  else if (page) await env.openExternal(Uri.parse(page, true))
}
