import { listDevServers } from '../../../src/api/devServers'
import type { Send } from '../../../src/api/send'
import { Accounts } from '../../../src/auth/accounts'
import type { UserCredentials } from '../../../src/auth/credentials'
import { createEmulator, type Emulator, type EmulatorOptions } from '../../../src/emulator/emulator'
import { SAMPLE } from '../../../src/emulator/sample'
import { type Connection, connect } from '../../../src/model/connection'
import type { Project } from '../../../src/model/project'
import { ManualClock } from '../../support/clock'
import { memorySecrets } from '../../support/memory'

export const HOUR_MS = 3_600_000
export const KEYS = { accessKey: SAMPLE.accessKey, secretKey: SAMPLE.secretKey }
export const USER: UserCredentials = { domain: SAMPLE.account, user: SAMPLE.user, password: SAMPLE.password }
const { name, region, projectId } = SAMPLE.training
export const PROJECT: Project = { name, region, projectId, account: 'work' }

/** A service on a manual clock, and the secrets that all windows share. */
export interface Bench {
  readonly clock: ManualClock
  readonly emulator: Emulator
  readonly secrets: ReturnType<typeof memorySecrets>
  carry: (send: Send) => Send
  /** Token requests that reached the service. */
  readonly tokenRequests: () => number
  /** Requests for lists that reached the service, with their statuses. */
  readonly lists: () => readonly number[]
  /** A window of its own. */
  readonly accounts: () => Accounts
  /** A connection as a window makes it, with what is stored for the account. */
  readonly connection: (accounts: Accounts, project?: Project) => Promise<Connection>
}

export function setup(options: Partial<EmulatorOptions> = {}): Bench {
  const clock = new ManualClock()
  const emulator = createEmulator({ now: clock.now, delay: clock.delay, ...options })
  const secrets = memorySecrets()
  const asked = (pattern: RegExp) =>
    emulator.control.requests.filter(({ method, path }) => pattern.test(`${method} ${path}`))
  const bench: Bench = {
    clock,
    emulator,
    secrets,
    carry: (send) => send,
    tokenRequests: () => asked(/^POST \/v3\/auth\/tokens/).length,
    lists: () => asked(/^GET .*\/dev-servers\?/).map(({ status }) => status),
    accounts: () => new Accounts(secrets, clock),
    connection: async (accounts, project = PROJECT) => {
      const signedIn = await accounts.signedIn(project.account)
      if (!signedIn) throw new Error('not signed in')
      const send: Send = (request) => bench.carry(emulator.handle)(request)
      return connect(project, signedIn.credentials, { send, clock, random: () => 0.5 }, signedIn.session)
    },
  }
  return bench
}

/** How many servers a connection sees. */
export const count = async ({ call, project }: Connection): Promise<number> =>
  (await listDevServers(call, project.projectId)).length
