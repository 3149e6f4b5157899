import { createEmulator, type Emulator } from '../../src/emulator/emulator'
import { SAMPLE } from '../../src/emulator/sample'
import { type EmulatorServer, type Identity, type ServedRequest, serveEmulator } from './emulatorServer'

/** The emulator behind real HTTP, with the settings that lead the extension to it. */
export interface Service {
  readonly emulator: Emulator
  readonly http: EmulatorServer
  /** The user's settings with one project of it, `training`, listed as the account `work`. */
  readonly settings: Readonly<Record<string, unknown>>
  /** How many requests of this method whose path ends so reached the service. */
  count(method: string, end: RegExp): number
  /** Resolves when there was at least one such request. A row tells of a change before its request has left. */
  served(method: string, end: RegExp): Promise<void>
}

/** A quick service: a change of OS takes four seconds. */
export async function startService(identity?: Identity): Promise<Service> {
  const emulator = staying(createEmulator({ now: Date.now, changeMs: 4_000, powerMs: 1_500, lagMs: 700 }))
  const http = await serveEmulator(emulator.handle, identity)
  const isMeant = (method: string, end: RegExp, request: ServedRequest): boolean =>
    request.method === method && end.test(request.path)
  return {
    emulator,
    http,
    settings: {
      'modelartsDevServers.projects': [projectEntry(http.url)],
      'modelartsDevServers.iamEndpoint': http.url,
      'modelartsDevServers.refresh.busySeconds': 2,
    },
    count: (method, end) => http.requests.filter((request) => isMeant(method, end, request)).length,
    served: (method, end) =>
      new Promise((resolve) => {
        const listening = http.onDidServe((request) => isMeant(method, end, request) && done())
        const done = (): void => {
          listening.dispose()
          resolve()
        }
        if (http.requests.some((request) => isMeant(method, end, request))) done()
      }),
  }
}

/** An emulator whose servers have addresses of this computer, where nobody listens: some are looked for without a click. */
function staying(emulator: Emulator): Emulator {
  const { control } = emulator
  const { servers, publicIps } = control.state
  const local = (address: string): string => address.replace(/^\d+/, '127')
  const stay = (): void => {
    servers.splice(0, servers.length, ...servers.map((one) => ({ ...one, privateIp: local(one.privateIp) })))
    publicIps.splice(0, publicIps.length, ...publicIps.map((one) => ({ ...one, address: local(one.address) })))
  }
  stay()
  const addServers: typeof control.addServers = (count, like) => {
    control.addServers(count, like)
    stay()
    return servers.slice(-count)
  }
  return { ...emulator, control: { ...control, addServers } }
}

/** An entry of the projects setting whose every endpoint is the address. */
export function projectEntry(url: string) {
  const names = ['modelarts', 'iam', 'kps', 'ims', 'vpc', 'ecs']
  const endpoints = Object.fromEntries(names.map((name) => [name, url]))
  const { region, projectId } = SAMPLE.training
  return { name: 'training', region, projectId, account: 'work', endpoints }
}
