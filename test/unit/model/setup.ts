import assert from 'node:assert/strict'
import type { ChangeOsRequest } from '../../../src/api/devServers'
import { listImages } from '../../../src/api/images'
import type { DevServer, Image } from '../../../src/api/schemas'
import type { Send } from '../../../src/api/send'
import { createEmulator, type Emulator, type EmulatorOptions } from '../../../src/emulator/emulator'
import { SAMPLE } from '../../../src/emulator/sample'
import { type Connection, connect } from '../../../src/model/connection'
import { DevServers } from '../../../src/model/devServers'
import type { Way } from '../../../src/model/intent'
import { OsChangeJournal } from '../../../src/model/osChangeJournal'
import { type Begun, OsChanges, type Settlement, type Surroundings } from '../../../src/model/osChanges'
import type { Project } from '../../../src/model/project'
import { ManualClock } from '../../support/clock'
import { temporaryFolder } from '../../support/memory'

export const BUSY_MS = 10_000
export const IDLE_MS = 60_000
const { name, region, projectId } = SAMPLE.training

/** The sample's project as an entry of the setting. */
export const PROJECT: Project = { name, region, projectId, account: 'work' }

/** One window of VS Code: its servers, its changes, and what it told the user. */
export interface Window {
  readonly servers: DevServers
  readonly osChanges: OsChanges
  readonly settlements: readonly Settlement[]
  isWatched: boolean
  /** Asks for the image on the server, with the sample's key pair, as the wizard would after a fresh read. */
  start(serverId?: string, imageId?: string, way?: Way, login?: ChangeOsRequest['login']): Promise<Begun>
}

/** What a window may have in place of the usual. */
export interface Parts {
  readonly journal?: (folder: string) => OsChangeJournal
  readonly surroundings?: Surroundings
  readonly project?: Project
  readonly connect?: () => Connection
}

export interface Bench {
  readonly clock: ManualClock
  readonly emulator: Emulator
  /** Where the windows keep what is in flight. */
  readonly folder: string
  /** How much the service's clock is ahead of this computer's. */
  readonly service: { aheadMs: number }
  /** What carries the requests of every window; tests may put something in between. */
  carry: (send: Send) => Send
  /** Requests for changes of OS that reached the service. */
  readonly posts: () => number
  /** Lists that were asked for. */
  readonly lists: () => number
  readonly connect: () => Connection
  readonly open: (isWatched?: boolean, parts?: Parts) => Window
}

/** A service on a manual clock, and a folder that all windows share. */
export function setup(options: Partial<EmulatorOptions> = {}): Bench {
  const clock = new ManualClock()
  const service = { aheadMs: 0 }
  const emulator = createEmulator({ now: () => clock.now() + service.aheadMs, delay: clock.delay, ...options })
  const folder = temporaryFolder()
  const count = (pattern: RegExp): number =>
    emulator.control.requests.filter(({ method, path }) => pattern.test(`${method} ${path}`)).length
  const bench: Bench = {
    clock,
    emulator,
    carry: (send) => send,
    posts: () => count(/^POST .*\/changeos$/),
    lists: () => count(/^GET .*\/dev-servers\?/),
    connect: () => {
      const send: Send = (request) => bench.carry(emulator.handle)(request)
      return connect(PROJECT, SAMPLE, { send, clock, random: () => 0.5 })
    },
    folder,
    service,
    open: (isWatched = true, parts = {}) => openWindow(bench, folder, isWatched, parts),
  }
  return bench
}

function openWindow(bench: Bench, folder: string, isWatched: boolean, parts: Parts): Window {
  const { journal, surroundings, project = PROJECT } = parts
  const osChanges = new OsChanges(journal?.(folder) ?? new OsChangeJournal(folder), bench.clock, surroundings)
  const settlements: Settlement[] = []
  osChanges.onDidSettle((settlement) => settlements.push(settlement))
  const servers = new DevServers(project, {
    clock: bench.clock,
    pace: () => ({ busyMs: BUSY_MS, idleMs: IDLE_MS }),
    isWatched: () => window.isWatched,
    isAwaited: (project) => osChanges.isAwaited(project),
    isOverdue: (project, serverId) => osChanges.isOverdue(project, serverId),
    connect: async () => (parts.connect ?? bench.connect)(),
  })
  servers.onDidRead((read) => void osChanges.settle(read))
  const window: Window = {
    servers,
    osChanges,
    settlements,
    isWatched,
    start: async (
      serverId = SAMPLE.servers.stopped,
      imageId = SAMPLE.images.npuUbuntu,
      way = {},
      login = { keyPairName: SAMPLE.keyPairs.usual },
    ) => {
      const server = await servers.reread(serverId)
      assert.ok(server)
      const image = await imageOf(servers, server, imageId)
      const begun = await osChanges.start(servers, server, image, { imageId, login }, way)
      servers.wake()
      return begun
    },
  }
  return window
}

async function imageOf(servers: DevServers, server: DevServer, imageId: string): Promise<Image> {
  const connection = await servers.connection()
  assert.ok(connection)
  const images = await listImages(connection.call, PROJECT.projectId, server)
  const image = images.find(({ id }) => id === imageId)
  assert.ok(image, `no image ${imageId}`)
  return image
}

/** Kind and, where it failed, reason of what a window told. */
export const told = ({ settlements }: Window): readonly string[] =>
  settlements.map(({ outcome }) => ('reason' in outcome ? `${outcome.kind}: ${outcome.reason}` : outcome.kind))
