import type { App } from '../app'
import { Poller } from '../base/poller'
import { rowHealth } from './health'
import type { Row } from './row'

const TICK_MS = 10_000

/** Draws those project rows again whose words time has changed (countdowns, "2 min ago"), while somebody looks. */
export function keepFresh({ clock, projects, tree, view }: App, redraw: (rows: readonly Row[]) => void): Poller {
  let shown = new Map<string, string>()
  const look = async (): Promise<void> => {
    const now = new Map(projects.all.map((servers) => [servers.project.name, rowHealth(servers)]))
    const changed = [...now].filter(([name, text]) => shown.has(name) && shown.get(name) !== text)
    shown = now
    if (changed.length > 0) redraw(changed.map(([name]) => tree.row(name)))
  }
  return new Poller(clock, look, () => (view.visible ? TICK_MS : undefined))
}
