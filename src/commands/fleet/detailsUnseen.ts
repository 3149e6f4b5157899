import { diagnose, isCredentialProblem } from '../../api/diagnosis'
import type { App } from '../../app'
import { Poller } from '../../base/poller'
import { isBusy } from '../../model/devServerStatus'
import type { DevServers } from '../../model/devServers'
import { readSupernode, supernodeOf } from './targets'

/** What a document is about. */
export interface Subject {
  readonly kind: 'server' | 'supernode'
  readonly project: string
  readonly id: string
}

/**
 * Reads what open documents are about while the view is out of sight, whose readings they follow otherwise. `wake` it
 * when a document is opened; where credentials are refused it stays still until then.
 */
export function readUnseen(app: App, open: () => readonly Subject[]): { readonly wake: () => void } {
  let isRefused = false
  const look = async (): Promise<void> => {
    for (const subject of open()) {
      const servers = app.projects.find(subject.project)
      // What is in flight is watched anyway.
      if (!servers || app.osChanges.isAwaited(servers.project)) continue
      await readSubject(app, servers, subject).catch((error: unknown) => {
        isRefused ||= isCredentialProblem(diagnose(error))
      })
      if (isRefused) return
    }
  }
  const pauseMs = (): number | undefined => {
    const subjects = open()
    if (app.view.visible || isRefused || subjects.length === 0) return undefined
    const { busyMs, idleMs } = app.settings.pace()
    return subjects.some((subject) => isPassing(app, subject)) ? busyMs : idleMs
  }
  const poller = new Poller(app.clock, look, pauseMs)
  const wake = (): void => {
    isRefused = false
    poller.wake()
  }
  app.own(poller)
  app.own(app.view.onDidChangeVisibility(wake))
  return { wake }
}

const readSubject = (app: App, servers: DevServers, { kind, project, id }: Subject): Promise<unknown> => {
  const supernode = kind === 'supernode' ? supernodeOf(app, [{ project, supernodeId: id }]) : undefined
  return supernode ? readSupernode(supernode) : servers.reread(id)
}

/** It is on the way to another status. */
function isPassing({ projects }: App, { project, id }: Subject): boolean {
  const servers = projects.find(project)
  const those = servers?.servers.filter((server) => server.id === id || server.hyperinstance?.id === id) ?? []
  return those.some((server) => isBusy(server) || servers?.pending(server.id) !== undefined)
}
