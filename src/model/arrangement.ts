import type { Hyperinstance } from '../api/hyperinstances'
import { type DevServer, isFailed, isTransitional } from '../api/schemas'
import { isSame } from '../base/isSame'
import type { ListOptions } from './listOptions'
import { filterOf, type StatusWords } from './serverFilter'

/** A place in a project's list; groups are named by the value that their servers share. */
export type Node =
  | { readonly kind: 'server'; readonly id: string }
  | { readonly kind: 'supernode'; readonly id: string }
  | { readonly kind: 'group'; readonly key: string }

/** A project's servers, filtered, sorted and grouped. */
export interface Arrangement {
  readonly top: readonly Node[]
  /** Server ids below a supernode or group, by `nodeKey`. */
  readonly below: ReadonlyMap<string, readonly string[]>
  /** The supernode or group that a server is shown in. */
  readonly parents: ReadonlyMap<string, Node>
  /** All servers of each supernode, whatever the filter lets through. */
  readonly members: ReadonlyMap<string, readonly DevServer[]>
  /** The servers that the filter lets through. */
  readonly ids: ReadonlySet<string>
  readonly shown: number
  readonly total: number
}

interface Entry {
  readonly node: Node
  readonly name: string
  readonly rank: number
  readonly createdAt: number
}

export const nodeKey = (node: Node): string => `${node.kind} ${node.kind === 'group' ? node.key : node.id}`

/** One collator for all comparisons: asking `localeCompare` for it each time costs ten times as much. */
const collator = new Intl.Collator('en', { numeric: true })

/** Puts servers and supernodes in the order and the groups asked for. */
export function arrange(
  servers: readonly DevServer[],
  supernodes: readonly Hyperinstance[],
  options: ListOptions,
  statusWords: StatusWords,
): Arrangement {
  const isShown = filterOf(options.filter, statusWords)
  const shown = servers.filter(isShown)
  const groups = new Map<string, { readonly node: Node; readonly servers: DevServer[] }>()
  const loose: DevServer[] = []
  const isFiltered = shown.length < servers.length || options.filter !== ''
  if (options.group === 'supernode' && !isFiltered)
    for (const { id } of supernodes)
      groups.set(nodeKey({ kind: 'supernode', id }), emptyGroup({ kind: 'supernode', id }))
  for (const server of shown) {
    const node = groupOf(server, options.group)
    if (!node) {
      loose.push(server)
      continue
    }
    const group = groups.get(nodeKey(node)) ?? emptyGroup(node)
    groups.set(nodeKey(node), group)
    group.servers.push(server)
  }
  const order = comparisonOf(options.sort)
  const names = new Map(supernodes.map(({ id, name }) => [id, name]))
  const entries = [...loose.map(entryOf), ...[...groups.values()].map((group) => groupEntry(group, names))].sort(order)
  const below = new Map([...groups].map(([key, group]) => [key, group.servers.map(entryOf).sort(order).map(idOf)]))
  const parents = new Map([...groups.values()].flatMap(({ node, servers }) => servers.map(({ id }) => [id, node])))
  const ids = new Set(shown.map(({ id }) => id))
  const members = membersOf(servers)
  return { top: entries.map(({ node }) => node), below, parents, members, ids, shown: ids.size, total: servers.length }
}

function membersOf(servers: readonly DevServer[]): ReadonlyMap<string, readonly DevServer[]> {
  const members = new Map<string, DevServer[]>()
  for (const server of servers) {
    const parent = server.hyperinstance?.id
    if (parent === undefined) continue
    const own = members.get(parent) ?? []
    members.set(parent, own)
    own.push(server)
  }
  return members
}

/** True where both show the same rows in the same places. */
export const isSameShape = (a: Arrangement, b: Arrangement): boolean =>
  a.total === b.total && isSame(a.top, b.top) && isSame([...a.below], [...b.below])

const emptyGroup = (node: Node): { readonly node: Node; readonly servers: DevServer[] } => ({ node, servers: [] })

const idOf = ({ node }: Entry): string => (node.kind === 'group' ? node.key : node.id)

function groupOf(server: DevServer, group: ListOptions['group']): Node | undefined {
  switch (group) {
    case 'none':
      return undefined
    case 'status':
      return { kind: 'group', key: server.status }
    case 'flavor':
      return { kind: 'group', key: server.flavor ?? '' }
    case 'supernode':
      return server.hyperinstance && { kind: 'supernode', id: server.hyperinstance.id }
  }
}

const entryOf = (server: DevServer): Entry => ({
  node: { kind: 'server', id: server.id },
  name: server.name,
  rank: rankOf(server),
  createdAt: server.createdAt ?? 0,
})

function groupEntry(
  { node, servers }: { readonly node: Node; readonly servers: readonly DevServer[] },
  names: ReadonlyMap<string, string>,
): Entry {
  const key = node.kind === 'group' ? node.key : (names.get(node.id) ?? servers[0]?.hyperinstance?.name ?? node.id)
  const entries = servers.map(entryOf)
  return {
    node,
    name: key,
    rank: entries.reduce((least, { rank }) => Math.min(least, rank), Number.POSITIVE_INFINITY),
    createdAt: entries.reduce((latest, { createdAt }) => Math.max(latest, createdAt), 0),
  }
}

/** What needs attention comes first. */
function rankOf({ status }: DevServer): number {
  if (isFailed(status)) return 0
  if (isTransitional(status)) return 1
  return status === 'RUNNING' ? 2 : status === 'STOPPED' ? 3 : 4
}

function comparisonOf(sort: ListOptions['sort']): (a: Entry, b: Entry) => number {
  const byName = (a: Entry, b: Entry): number => collator.compare(a.name, b.name) || (idOf(a) < idOf(b) ? -1 : 1)
  switch (sort) {
    case 'name':
      return byName
    case 'status':
      return (a, b) => a.rank - b.rank || byName(a, b)
    case 'created':
      return (a, b) => b.createdAt - a.createdAt || byName(a, b)
  }
}
