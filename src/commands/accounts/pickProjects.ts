import { l10n, type QuickPick, type QuickPickItem, ThemeIcon, window } from 'vscode'
import { REGIONS } from '../../api/regions'
import type { App } from '../../app'
import { type FoundProject, findProjects } from '../../model/discovery'
import { problemOf } from '../../texts/problem'
import { searchFor } from './search'
import { Ticks } from './ticks'

type Choice = QuickPickItem & { readonly found: FoundProject }

/** Something else than entries: an id is to be typed, or there is nothing to tick. */
type Otherwise = 'typed' | 'none'

/** What the user ticked, or did instead; undefined when the user leaves. */
type Picked = readonly FoundProject[] | 'typed' | undefined

/** The entries of the projects that the user ticks; undefined when the user leaves. Throws where none can be listed. */
export async function pickProjects(app: App, account: string): Promise<readonly object[] | Otherwise | undefined> {
  const signedIn = await app.accounts.signedIn(account)
  if (!signedIn) return undefined
  const search = searchFor(app, account, signedIn)
  const shown = new Set(
    app.projects.all.map(({ project }) => `${project.account} ${project.region} ${project.projectId}`),
  )
  const isNew = ({ region, id }: FoundProject): boolean =>
    !shown.has(`${account} ${region} ${id}`) && search.cloud(region) !== undefined
  const life = new AbortController()
  const looking = new List(account)
  const finding = findProjects(search, (found) => looking.show(found.filter(isNew)), life.signal)
  try {
    const first = await Promise.race([looking.answer, finding.then((found) => ({ found: found.filter(isNew) }))])
    const picked =
      first && typeof first === 'object' && 'found' in first ? await lastWord(looking, account, first.found) : first
    return typeof picked === 'object' ? entriesOf(app, account, picked, search.cloud) : picked
  } finally {
    finding.catch(() => undefined)
    life.abort()
    looking.dispose()
  }
}

/** All are looked into: those with DevServers come first, in a list of its own, unless somebody has begun to tick or type. */
async function lastWord(looking: List, account: string, found: readonly FoundProject[]): Promise<Picked | 'none'> {
  if (found.length === 0) return 'none'
  looking.rest()
  if (looking.isTouched) return looking.answer
  const list = new List(account)
  try {
    list.show(found, servedFirst)
    list.rest()
    // Whoever accepted the old list just then has answered; that it goes is no answer.
    return await Promise.race([list.answer, looking.answer.then((own) => own ?? list.answer)])
  } finally {
    list.dispose()
  }
}

/** The projects that were found, to be ticked. */
class List {
  readonly #pick: QuickPick<Choice>
  readonly #ticks = new Ticks()
  readonly answer: Promise<Picked>

  constructor(account: string) {
    this.#pick = prepared(account)
    this.#pick.onDidChangeSelection((items) => this.#ticks.hear(items.map(({ found }) => found.id)))
    this.answer = answerOf(this.#pick, this.#ticks)
  }

  /** Somebody has ticked something, or looks for something. */
  get isTouched(): boolean {
    return this.#ticks.isTouched || this.#pick.value !== ''
  }

  show(found: readonly FoundProject[], order: Order = byName): void {
    show(this.#pick, this.#ticks, [...found].sort(order))
  }

  /** Nothing more is coming. */
  rest(): void {
    this.#pick.busy = false
    this.#pick.placeholder = l10n.t('Projects whose DevServers are to be shown')
  }

  dispose(): void {
    this.#pick.dispose()
  }
}

function prepared(account: string): QuickPick<Choice> {
  const pick = window.createQuickPick<Choice>()
  pick.title = l10n.t('Projects of {0}', account)
  pick.placeholder = l10n.t('Looking for projects and their DevServers…')
  pick.canSelectMany = true
  pick.ignoreFocusOut = true
  pick.matchOnDescription = true
  pick.keepScrollPosition = true
  pick.busy = true
  pick.buttons = [{ iconPath: new ThemeIcon('edit'), tooltip: l10n.t('Enter a project id…') }]
  pick.show()
  return pick
}

type Order = (a: FoundProject, b: FoundProject) => number

const byName: Order = (a, b) => a.name.localeCompare(b.name, 'en')
const servedFirst: Order = (a, b) => Number(b.servers === 'some') - Number(a.servers === 'some') || byName(a, b)

/**
 * Those with DevServers are ticked by themselves; what the user has ticked stays ticked. The lines of one list stay
 * where they are: VS Code numbers them, and would tell of a tick as that of another line.
 */
function show(pick: QuickPick<Choice>, ticks: Ticks, found: readonly FoundProject[]): void {
  const before = new Map(pick.items.map((item) => [item.found.id, item.found.servers]))
  const active = pick.activeItems[0]?.found.id
  pick.items = found.map((own) => ({ label: own.name, description: descriptionOf(own), found: own }))
  pick.selectedItems = pick.items.filter(
    ({ found: { id, servers } }) => ticks.has(id) || (servers === 'some' && before.get(id) !== 'some'),
  )
  ticks.show(pick.selectedItems.map((item) => item.found.id))
  pick.activeItems = pick.items.filter(({ found: { id } }) => id === active)
}

function descriptionOf({ region, servers, problem }: FoundProject): string {
  const unknown = problem === undefined ? '' : l10n.t('not looked into: {0}', problemOf(problem).short)
  const words = { some: l10n.t('has DevServers'), none: l10n.t('no DevServers'), unknown }
  return [REGIONS.find(({ id }) => id === region)?.name, words[servers]].filter(Boolean).join(' · ')
}

function answerOf(pick: QuickPick<Choice>, ticks: Ticks): Promise<Picked> {
  return new Promise((resolve) => {
    pick.onDidAccept(() => resolve(pick.items.map(({ found }) => found).filter(({ id }) => ticks.has(id))))
    pick.onDidTriggerButton(() => resolve('typed'))
    pick.onDidHide(() => resolve(undefined))
  })
}

function entriesOf(
  app: App,
  account: string,
  picked: readonly FoundProject[],
  cloud: ReturnType<typeof searchFor>['cloud'],
): readonly object[] {
  const taken = new Set(app.projects.all.map(({ project }) => project.name))
  return picked.map(({ name, region, id }) => {
    const free = [name, `${name} (${account})`].find((own) => !taken.has(own)) ?? `${name} (${account}, ${id})`
    taken.add(free)
    return { name: free, region, projectId: id, account, ...cloud(region) }
  })
}
