import { l10n, type QuickPickItem, QuickPickItemKind, window } from 'vscode'
import { diagnose, isCredentialProblem } from '../api/diagnosis'
import type { App } from '../app'
import type { DevServers } from '../model/devServers'
import { healthText } from '../texts/health'

/** How a server is asked for. */
export interface ServerQuestion<T extends QuickPickItem> {
  readonly placeholder: string
  readonly matchOnDetail?: boolean
  /** The lines of one project. */
  readonly itemsOf: (servers: DevServers) => readonly T[]
}

/**
 * Asks for a server over all projects. The box is there at once and fills as lists arrive, so that a project that does
 * not answer holds up nobody; those that give no list say why. Undefined when the user leaves.
 */
export async function pickServer<T extends QuickPickItem>(
  app: App,
  { placeholder, matchOnDetail = false, itemsOf }: ServerQuestion<T>,
): Promise<T | undefined> {
  const pick = window.createQuickPick<QuickPickItem>()
  Object.assign(pick, { placeholder, matchOnDetail, matchOnDescription: true, keepScrollPosition: true, busy: true })
  const lines = new Map<QuickPickItem, T>()
  const fill = (): void => {
    const fresh = app.projects.all.flatMap((servers) => itemsOf(servers))
    for (const item of fresh) lines.set(item, item)
    const active = pick.activeItems.map(keyOf)
    pick.items = [...fresh, ...app.projects.all.flatMap(whyNone)]
    const same = fresh.filter((item) => active.includes(keyOf(item)))
    if (active.length > 0 && same.length > 0) pick.activeItems = same
  }
  const answer = new Promise<T | undefined>((resolve) => {
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems
      if (item) resolve(lines.get(item))
    })
    pick.onDidHide(() => resolve(undefined))
  })
  fill()
  pick.show()
  const loading = loadAll(app, fill).then(() => {
    pick.busy = false
    if (pick.items.every(({ kind }) => kind === QuickPickItemKind.Separator)) throw new Error(noneText(app))
  })
  try {
    return await Promise.race([answer, loading.then(() => answer)])
  } finally {
    loading.catch(() => undefined)
    pick.dispose()
  }
}

/** Reads the lists that are not there yet, all at once; those that nobody may read are left alone. */
async function loadAll(app: App, onList: () => void): Promise<void> {
  const wanted = app.projects.all.filter((servers) => !servers.isLoaded && !isRefused(servers))
  await Promise.all(wanted.map((servers) => servers.refresh().then(onList)))
}

const isRefused = ({ health }: DevServers): boolean =>
  health.kind === 'problem' && isCredentialProblem(diagnose(health.error))

/** A heading in place of the lines of a project that has none to give. */
function whyNone({ project, standing, isLoaded }: DevServers): readonly QuickPickItem[] {
  if (isLoaded || standing.kind === 'unknown' || standing.kind === 'verified') return []
  return [{ label: `${project.name}: ${healthText(standing)}`, kind: QuickPickItemKind.Separator }]
}

function noneText({ projects }: App): string {
  const reasons = projects.all.flatMap(whyNone).map(({ label }) => label)
  const text = l10n.t('No DevServers are listed. Sign in and add a project first.')
  return reasons.length === 0 ? text : l10n.t('No DevServers are listed: {0}', reasons.join('; '))
}

const keyOf = ({ label, description, detail }: QuickPickItem): string => [label, description, detail].join('\n')
