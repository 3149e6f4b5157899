import type { TreeItem } from 'vscode'
import type { Hyperinstance } from '../api/hyperinstances'
import type { DevServer } from '../api/schemas'
import type { App } from '../app'
import { type Arrangement, arrange, isSameShape, nodeKey } from '../model/arrangement'
import type { Changed, DevServers } from '../model/devServers'
import type { ListOptions } from '../model/listOptions'
import type { OsChange } from '../model/osChange'
import { isSamePlace } from '../model/project'
import { warningsOf } from '../texts/health'
import { statusText } from '../texts/status'
import { groupItem, supernodeItem } from './groupItems'
import { type Note, type Row, rowId } from './row'
import { noteItem, projectItem, serverItem, settingItem } from './treeItems'

interface Arranged {
  readonly servers: readonly DevServer[]
  readonly supernodes: readonly Hyperinstance[]
  readonly options: ListOptions
  readonly arrangement: Arrangement
}

const NONE = { shown: 0, total: 0 }

/** What the tree asks. */
type Shown = Pick<App, 'projects' | 'osChanges' | 'lists' | 'clock'>

/** Which rows there are and what they show; VS Code asks, nothing is kept but the rows' identities and their order. */
export class DevServerTree {
  readonly #app: Shown
  readonly #rows = new Map<string, Row>()
  readonly #arranged = new Map<string, Arranged>()

  constructor(app: Shown) {
    this.#app = app
  }

  children(row: Row | undefined): Row[] {
    const { projects } = this.#app
    if (!row) {
      return [
        ...projects.problems.map((_, index): Row => this.#known({ kind: 'setting', index })),
        ...projects.all.map(({ project }): Row => this.row(project.name)),
      ]
    }
    const servers = row.kind === 'setting' ? undefined : projects.find(row.project)
    if (!servers) return []
    const { top, below } = this.#arrange(servers)
    if (row.kind === 'supernode' || row.kind === 'group')
      return (below.get(nodeKey(row)) ?? []).map((id) => this.row(row.project, id))
    if (row.kind !== 'project') return []
    return [
      ...notesOf(servers, top.length).map((note) => this.#known({ kind: 'note', project: row.project, note })),
      ...top.map((node) => this.#known({ ...node, project: row.project })),
    ]
  }

  item(row: Row): TreeItem {
    const item = this.#itemOf(row)
    item.id = rowId(row)
    if (item.collapsibleState && this.#app.lists.isCollapsed(item.id)) item.collapsibleState = 1
    return item
  }

  parent(row: Row): Row | undefined {
    if (row.kind === 'project' || row.kind === 'setting') return undefined
    const servers = row.kind === 'server' ? this.#app.projects.find(row.project) : undefined
    const node = servers && row.kind === 'server' ? this.#arrange(servers).parents.get(row.id) : undefined
    return node ? this.#known({ ...node, project: row.project }) : this.row(row.project)
  }

  /** Fills in what is only looked at on demand. */
  async resolve(item: TreeItem, row: Row): Promise<TreeItem> {
    if (row.kind !== 'server' && row.kind !== 'supernode') return item
    const { serverTooltip, supernodeTooltip } = await import('./tooltips')
    const servers = this.#app.projects.find(row.project)
    if (servers && row.kind === 'supernode')
      item.tooltip = supernodeTooltip(servers, row.id, this.#arrange(servers).members.get(row.id) ?? [])
    const server = row.kind === 'server' ? servers?.get(row.id) : undefined
    if (server) item.tooltip = serverTooltip(server)
    return item
  }

  /** The row of a project, or of one of its servers. */
  row(project: string, id?: string): Row {
    return this.#known(id === undefined ? { kind: 'project', project } : { kind: 'server', project, id })
  }

  /** The rows to draw again: those that changed and the supernodes around them, or all where their order is another. */
  touched({ project, serverIds, supernodeIds = [] }: Changed): Row | readonly Row[] {
    const servers = this.#app.projects.find(project.name)
    const before = this.#arranged.get(project.name)?.arrangement
    if (!servers || !before || serverIds === 'all') return this.row(project.name)
    const now = this.#arrange(servers)
    if (!isSameShape(before, now)) return this.row(project.name)
    const shown = serverIds.filter((id) => now.ids.has(id))
    // Of what is around a server only supernodes say how it is, also of those that a filter hides; a group's row would
    // draw all of the group again.
    const above = serverIds.flatMap((id) => servers.get(id)?.hyperinstance?.id ?? [])
    const supernodes = new Set(
      [...above, ...supernodeIds].filter((id) => now.below.has(nodeKey({ kind: 'supernode', id }))),
    )
    const rows = [...supernodes].map((id) => this.#known({ kind: 'supernode', project: project.name, id }))
    return [...rows, ...shown.map((id) => this.row(project.name, id))]
  }

  /** The same for a change of OS that came or left, in every project that shows the server. */
  ofChange({ project: place, serverId }: Pick<OsChange, 'project' | 'serverId'>): readonly Row[] {
    const those = this.#app.projects.all.filter(({ project }) => isSamePlace(project, place))
    return those.flatMap(({ project }) => this.touched({ project, serverIds: [serverId] }))
  }

  /** False for a server that the filter hides. */
  isShown(project: string, id: string): boolean {
    const servers = this.#app.projects.find(project)
    return servers !== undefined && this.#arrange(servers).ids.has(id)
  }

  /** How many servers of a project there are, and how many of them the filter lets through. */
  count(project: string): { readonly shown: number; readonly total: number } {
    const servers = this.#app.projects.find(project)
    return servers ? this.#arrange(servers) : NONE
  }

  /** Sorting thousands takes a while: once for each new list. */
  #arrange(of: DevServers): Arrangement {
    const { servers, hyperinstances: supernodes, project } = of
    const options = this.#app.lists.of(project.name)
    const known = this.#arranged.get(project.name)
    const isFresh =
      known?.servers === servers && known.supernodes === supernodes && isSameOptions(known.options, options)
    if (known && isFresh) return known.arrangement
    const arrangement = arrange(servers, supernodes, options, statusText)
    this.#arranged.set(project.name, { servers, supernodes, options, arrangement })
    return arrangement
  }

  /** VS Code knows rows by object identity. */
  #known(row: Row): Row {
    const id = rowId(row)
    const known = this.#rows.get(id) ?? row
    this.#rows.set(id, known)
    return known
  }

  #itemOf(row: Row): TreeItem {
    const { projects, osChanges, lists, clock } = this.#app
    if (row.kind === 'setting') return settingItem(projects.problems[row.index])
    const servers = projects.find(row.project)
    if (!servers) return noteItem('loading', undefined)
    switch (row.kind) {
      case 'project':
        return projectItem(servers, { ...lists.of(row.project), ...this.count(row.project) })
      case 'note':
        return noteItem(row.note, servers)
      case 'supernode':
        return this.#supernodeItem(servers, row.id)
      case 'group':
        return groupItem(row.key, lists.of(row.project).group, this.children(row).length)
      case 'server': {
        const server = servers.get(row.id)
        const change = osChanges.find(servers.project, row.id)
        if (!server) return noteItem('loading', undefined)
        return serverItem(server, servers.project, change, clock.now(), servers.pending(row.id))
      }
    }
  }

  #supernodeItem(servers: DevServers, id: string): TreeItem {
    const children = this.#arrange(servers).members.get(id) ?? []
    const isChanging = children.some((child) => this.#app.osChanges.find(servers.project, child.id))
    return supernodeItem(servers, id, children, isChanging)
  }
}

const isSameOptions = (a: ListOptions, b: ListOptions): boolean =>
  a.filter === b.filter && a.sort === b.sort && a.group === b.group

function notesOf(of: DevServers, rows: number): readonly Note[] {
  const { health, isLoaded, servers } = of
  if (health.kind === 'notSignedIn') return ['notSignedIn']
  if (health.kind === 'problem') return ['problem']
  if (!isLoaded) return servers.length === 0 ? ['loading'] : []
  const isEmpty: readonly Note[] = rows > 0 ? [] : [servers.length === 0 ? 'empty' : 'noMatch']
  return [...(warningsOf(of.standing).length > 0 ? (['warning'] as const) : []), ...isEmpty]
}
