import { sign } from '../../../src/api/signer'
import { createEmulator, type Emulator, type EmulatorOptions } from '../../../src/emulator/emulator'
import { SAMPLE } from '../../../src/emulator/sample'

const START = Date.parse('2026-01-15T08:30:00Z')
const { training } = SAMPLE

/** What came back, read to its end. */
export interface Reply {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: tests read wire bodies field by field
  readonly body: any
  readonly headers: Headers
}

export interface Asked {
  readonly keys?: { readonly accessKey: string; readonly secretKey: string; readonly securityToken?: string }
  readonly token?: string
  readonly origin?: string
  readonly headers?: Readonly<Record<string, string>>
  /** How much the client's clock is ahead, in ms. */
  readonly clientSkewMs?: number
}

export interface Bench {
  readonly emulator: Emulator
  readonly now: () => number
  readonly pass: (ms: number) => void
  readonly ask: (method: string, path: string, body?: unknown, asked?: Asked) => Promise<Reply>
  /** `ask` below the training project's dev-servers. */
  readonly servers: (method: string, path: string, body?: unknown, asked?: Asked) => Promise<Reply>
  /** The status that a read of a server shows. */
  readonly status: (id: string) => Promise<string>
}

/** A clock that only tests move, an emulator, and a client that signs. */
export function setup(options: Partial<EmulatorOptions> = {}): Bench {
  let time = START
  const now = (): number => time
  const emulator = createEmulator({ now, ...options })
  const ask: Bench['ask'] = async (method, path, body, asked = {}) => {
    const response = await emulator.handle(requestOf(method, path, body, asked, time))
    const text = await response.text()
    return { status: response.status, body: text ? JSON.parse(text) : undefined, headers: response.headers }
  }
  const servers: Bench['servers'] = (method, path, body, asked) =>
    ask(method, `/v1/${training.projectId}/dev-servers${path}`, body, asked)
  return {
    emulator,
    now,
    pass: (ms) => {
      time += ms
    },
    ask,
    servers,
    status: async (id) => (await servers('GET', `/${id}`)).body.status,
  }
}

/** A request as our own client would send it. */
export function requestOf(method: string, path: string, body: unknown, asked: Asked, now: number): Request {
  const url = new URL(path, asked.origin ?? 'http://127.0.0.1:8080')
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  const given: Record<string, string> = { ...(text && { 'content-type': 'application/json' }), ...asked.headers }
  const headers = asked.token
    ? { ...given, 'x-auth-token': asked.token }
    : sign({ method, url, headers: given, body: text }, asked.keys ?? SAMPLE, now + (asked.clientSkewMs ?? 0))
  return new Request(url, { method, headers, ...(text && { body: text }) })
}
