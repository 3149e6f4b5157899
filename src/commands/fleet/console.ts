import { env, l10n, Uri, window } from 'vscode'
import * as z from 'zod/mini'
import type { App } from '../../app'
import { consolePages } from '../../model/consolePages'
import type { Project } from '../../model/project'
import { argumentOf, rowOf } from '../argument'
import type { Target } from '../target'
import { placeOf, projectsNamed } from './targets'

/** A server, or a supernode, may be named too. */
const Arguments = z.looseObject({ project: z.string() })

/** Opens ModelArts in the console of the project's cloud; a page of one server has no documented address. */
export async function openConsole(app: App, args: readonly unknown[]): Promise<void> {
  const [servers] = projectsNamed(app, rowOf(args[0])?.project ?? argumentOf(Arguments, args[0])?.project)
  const pages = servers && pagesOf(app, servers.project)
  await open(pages?.modelArts ?? 'https://console.huaweicloud.com/modelarts/')
}

/** A yearly/monthly server is not deleted but unsubscribed from: says so, and leads there. */
export async function offerBilling(app: App, target: Target): Promise<undefined> {
  const yes = l10n.t('Open Console')
  const text = l10n.t(
    '{0} is billed yearly/monthly: it is not deleted but unsubscribed from, in the console under Billing > Unsubscriptions.',
    placeOf(target),
  )
  if ((await window.showInformationMessage(text, yes)) !== yes) return undefined
  const { modelArts, unsubscribe } = pagesOf(app, target.servers.project)
  await open(unsubscribe ?? modelArts)
  return undefined
}

function pagesOf({ settings }: App, project: Project) {
  if (project.isSample) throw new Error(l10n.t('The sample servers have no console.'))
  const pages = consolePages(project, settings.site())
  if (pages) return pages
  throw new Error(
    l10n.t('The address of the console of {0} is not known: its endpoints are set one by one.', project.name),
  )
}

async function open(address: string): Promise<void> {
  await env.openExternal(Uri.parse(address, true))
}
