import { createEmulator, type Emulator } from '../../src/emulator/emulator'
import { SAMPLE } from '../../src/emulator/sample'
import { type EmulatorServer, serveEmulator } from './emulatorServer'

/** The emulator behind real HTTP, with the settings that lead the extension to it. */
export interface Service {
  readonly emulator: Emulator
  readonly http: EmulatorServer
  /** The user's settings with one project of it, `training`, listed as the account `work`. */
  readonly settings: Readonly<Record<string, unknown>>
  /** How many requests of this method whose path ends so reached the service. */
  count(method: string, end: RegExp): number
}

/** A quick service: a change of OS takes four seconds. */
export async function startService(): Promise<Service> {
  const emulator = createEmulator({ now: Date.now, changeMs: 4_000, powerMs: 1_500, lagMs: 700 })
  const http = await serveEmulator(emulator.handle)
  return {
    emulator,
    http,
    settings: {
      'modelartsDevServers.projects': [projectEntry(http.url)],
      'modelartsDevServers.iamEndpoint': http.url,
      'modelartsDevServers.refresh.busySeconds': 2,
    },
    count: (method, end) => http.requests.filter((served) => served.method === method && end.test(served.path)).length,
  }
}

/** An entry of the projects setting whose every endpoint is the address. */
export function projectEntry(url: string) {
  const names = ['modelarts', 'iam', 'kps', 'ims', 'vpc', 'ecs']
  const endpoints = Object.fromEntries(names.map((name) => [name, url]))
  const { region, projectId } = SAMPLE.training
  return { name: 'training', region, projectId, account: 'work', endpoints }
}
