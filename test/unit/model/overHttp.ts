import type { Clock } from '../../../src/base/clock'
import { createEmulator, type Emulator } from '../../../src/emulator/emulator'
import { SAMPLE } from '../../../src/emulator/sample'
import { connect } from '../../../src/model/connection'
import { DevServers } from '../../../src/model/devServers'
import { OsChangeJournal } from '../../../src/model/osChangeJournal'
import { OsChanges, type Settlement } from '../../../src/model/osChanges'
import { PROJECT } from './setup'

/** A window of VS Code whose requests travel over HTTP, and which looks at its servers only when told to. */
export interface HttpWindow {
  readonly servers: DevServers
  readonly osChanges: OsChanges
  readonly settlements: readonly Settlement[]
  /** Reads the list and lets it settle what is in flight. */
  look(): Promise<void>
  start(): Promise<string>
}

/** Opens a window on a service at `url`, with its journal in a folder. */
export function httpWindow(url: string, folder: string, clock: Clock): HttpWindow {
  const osChanges = new OsChanges(new OsChangeJournal(folder), clock)
  const settlements: Settlement[] = []
  osChanges.onDidSettle((settlement) => settlements.push(settlement))
  const project = { ...PROJECT, endpoints: { modelarts: url } }
  const travel = { send: (request: Request) => fetch(request), clock, random: () => 0.5 }
  const servers = new DevServers(project, {
    clock,
    pace: () => ({ busyMs: 10_000, idleMs: 60_000 }),
    isWatched: () => false,
    isAwaited: () => false,
    connect: async () => connect(project, SAMPLE, travel),
  })
  return {
    servers,
    osChanges,
    settlements,
    look: async () => {
      await servers.refresh()
      await osChanges.settle(servers)
    },
    start: async () => {
      const server = await servers.reread(SAMPLE.servers.stopped)
      if (!server) throw new Error('the server is not there')
      const imageId = SAMPLE.images.npuUbuntu
      const request = { imageId, login: { keyPairName: SAMPLE.keyPairs.usual } }
      return (await osChanges.start(servers, server, { id: imageId, name: 'Ubuntu' }, request)).kind
    },
  }
}

/** An emulator that counts the requests that erase. */
export function countingEmulator(now: () => number, changeMs?: number, lagMs?: number) {
  const emulator: Emulator = createEmulator({ now, ...(changeMs && { changeMs }), ...(lagMs && { lagMs }) })
  const counted = { posts: 0, accepted: 0 }
  const handle = async (request: Request): Promise<Response> => {
    const isPost = request.method === 'POST' && request.url.endsWith('/changeos')
    if (isPost) counted.posts++
    const response = await emulator.handle(request)
    if (isPost && response.ok) counted.accepted++
    return response
  }
  return { emulator, counted, handle }
}
