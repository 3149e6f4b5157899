import { commands, env, l10n, Uri, window } from 'vscode'
import * as z from 'zod/mini'
import { diagnose } from '../../api/diagnosis'
import type { App } from '../../app'
import { problemOf } from '../../texts/problem'
import { commandId } from '../ids'

const Arguments = z.object({ project: z.string() })

/** Where projects, keys and rights are looked up in the console (related.md 7). */
const CONSOLE = 'https://console.huaweicloud.com/iam/#/myCredential'

/** Tells what is wrong with a project, whole, with the ways out of it. */
export async function showProblem(app: App, args: readonly unknown[]): Promise<void> {
  const { project } = Arguments.parse(args[0])
  const servers = app.projects.find(project)
  const health = servers?.health
  if (!servers || health?.kind !== 'problem') return
  const { message } = problemOf(health.error)
  const { name, region, account } = servers.project
  const isSetting = ['tls', 'badPath', 'endpointWrong', 'projectMismatch'].includes(diagnose(health.error))
  const text = l10n.t('{0} ({1}, account {2}): {3}', name, region, account, message)
  const retry = l10n.t('Retry')
  const copy = l10n.t('Copy Details')
  const other = isSetting ? l10n.t('Open Settings') : l10n.t('Open Console')
  const answer = await window.showErrorMessage(text, retry, other, copy)
  if (answer === retry) await servers.refresh()
  else if (answer === copy) await env.clipboard.writeText(text)
  else if (answer === other && isSetting) await commands.executeCommand(commandId('openSettings'))
  else if (answer === other) await env.openExternal(Uri.parse(CONSOLE))
}
