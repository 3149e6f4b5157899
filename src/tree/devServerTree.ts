import type { TreeItem } from 'vscode'
import type { App } from '../app'
import type { DevServers } from '../model/devServers'
import { type Row, rowId } from './row'
import { noteItem, projectItem, serverItem, serverTooltip, settingItem } from './treeItems'

/** Which rows there are and what they show; VS Code asks, nothing is kept but the rows' identities. */
export class DevServerTree {
  readonly #app: App
  readonly #rows = new Map<string, Row>()

  constructor(app: App) {
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
    const servers = row.kind === 'project' ? projects.find(row.project) : undefined
    if (!servers) return []
    return [
      ...notesOf(servers).map((note) => this.#known({ kind: 'note', project: servers.project.name, note })),
      ...sorted(servers).map(({ id }) => this.row(servers.project.name, id)),
    ]
  }

  item(row: Row): TreeItem {
    const item = this.#itemOf(row)
    item.id = rowId(row)
    return item
  }

  parent(row: Row): Row | undefined {
    return row.kind === 'server' || row.kind === 'note' ? this.row(row.project) : undefined
  }

  /** Fills in what is only looked at on demand. */
  resolve(item: TreeItem, row: Row): TreeItem {
    const server = row.kind === 'server' ? this.#app.projects.find(row.project)?.get(row.id) : undefined
    if (server) item.tooltip = serverTooltip(server)
    return item
  }

  /** The row of a project, or of one of its servers. */
  row(project: string, id?: string): Row {
    return this.#known(id === undefined ? { kind: 'project', project } : { kind: 'server', project, id })
  }

  /** VS Code knows rows by object identity. */
  #known(row: Row): Row {
    const id = rowId(row)
    const known = this.#rows.get(id) ?? row
    this.#rows.set(id, known)
    return known
  }

  #itemOf(row: Row): TreeItem {
    const { projects, osChanges, clock } = this.#app
    if (row.kind === 'setting') return settingItem(projects.problems[row.index])
    const servers = projects.find(row.project)
    if (!servers) return noteItem('loading', undefined)
    switch (row.kind) {
      case 'project':
        return projectItem(servers)
      case 'note':
        return noteItem(row.note, servers)
      case 'server': {
        const server = servers.get(row.id)
        const change = osChanges.find(servers.project, row.id)
        return server ? serverItem(server, servers.project, change, clock.now()) : noteItem('loading', undefined)
      }
    }
  }
}

function notesOf(servers: DevServers): readonly ('loading' | 'empty' | 'notSignedIn' | 'problem')[] {
  const { health, isLoaded } = servers
  if (health.kind === 'notSignedIn') return ['notSignedIn']
  if (health.kind === 'problem') return ['problem']
  if (!isLoaded) return servers.servers.length === 0 ? ['loading'] : []
  return servers.servers.length === 0 ? ['empty'] : []
}

const sorted = (servers: DevServers) =>
  [...servers.servers].sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
