import type { Clock } from '../base/clock'
import { Emitter, type Event } from '../base/emitter'
import type { Codes, Config } from './call'
import { createControl, type EmulatorControl } from './control'
import { newHexId } from './ids'
import { type Interception, intercepted, type LoggedRequest, log } from './interception'
import { parseState } from './parseState'
import { createRouter } from './router'
import { routes } from './routes'
import { sampleState } from './sampleState'
import { serve } from './serve'

export interface EmulatorOptions {
  /** Milliseconds since the epoch; every state follows from it when it is read, nothing runs in between. */
  readonly now: () => number
  /** What `snapshot()` returned earlier; anything else starts with the sample state. */
  readonly state?: unknown
  /** Length of a change of OS, default 20 s. */
  readonly changeMs?: number
  /** Length of start, stop, reboot and delete, default 5 s. */
  readonly powerMs?: number
  /** How long reads still show the old status after a change was accepted, default 1.5 s. */
  readonly lagMs?: number
  /** How much the service's clock is ahead, default 0. */
  readonly skewMs?: number | (() => number)
  /** Waited with `delay` before each answer, default 0. */
  readonly latencyMs?: number
  readonly delay?: Clock['delay']
  /** Error codes in place of the suggested ones. */
  readonly codes?: Partial<Codes>
}

export interface Emulator {
  /** Answers like the service; rejects only when the request is aborted or an interception does. */
  readonly handle: (request: Request) => Promise<Response>
  /** Everything the emulator knows, as plain JSON. */
  snapshot(): unknown
  /** After each call that changed something. */
  readonly onDidChange: Event<void>
  readonly control: EmulatorControl
}

const CODES: Codes = {
  notFound: 'ModelArts.6404',
  parameter: 'ModelArts.0104',
  state: 'ModelArts.6357',
  image: 'ModelArts.6797',
  keyPair: 'ModelArts.6789',
  unsupported: 'ModelArts.7000',
}

/** A small but strict ModelArts, IAM, KPS, ECS (key pairs), IMS and VPC. */
export function createEmulator(options: EmulatorOptions): Emulator {
  const { changeMs = 20_000, powerMs = 5_000, lagMs = 1_500, skewMs = 0, latencyMs = 0 } = options
  const config: Config = { changeMs, powerMs, lagMs, codes: { ...CODES, ...options.codes } }
  const state = parseState(options.state) ?? sampleState(options.now())
  const route = createRouter(routes)
  const requests: LoggedRequest[] = []
  const interceptions: Interception[] = []
  const changed = new Emitter<void>()

  const work = async (request: Request, requestId: string): Promise<Response> => {
    const now = options.now()
    const serverTime = now + (typeof skewMs === 'number' ? skewMs : skewMs())
    const response = await serve(request, requestId, { state, config, now, serverTime }, route)
    if (request.method !== 'GET' && response.ok) changed.fire()
    return response
  }

  const handle = async (request: Request): Promise<Response> => {
    if (latencyMs > 0) await options.delay?.(latencyMs, request.signal)
    request.signal.throwIfAborted()
    const requestId = newHexId()
    const entry = log(requests, request, options.now(), requestId)
    return intercepted(interceptions, request, entry, () => work(request.clone(), requestId))
  }

  return {
    handle,
    snapshot: () => structuredClone(state),
    onDidChange: changed.event,
    control: createControl(state, requests, interceptions),
  }
}
