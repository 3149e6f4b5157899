import { signWith } from '../../../src/api/authorize'
import { type Call, callWith, type Target } from '../../../src/api/call'
import type { Send } from '../../../src/api/send'
import { serverTime } from '../../../src/api/serverTime'
import type { SigningKeys } from '../../../src/api/signer'
import { createEmulator, type Emulator, type EmulatorOptions } from '../../../src/emulator/emulator'
import { SAMPLE } from '../../../src/emulator/sample'
import { ManualClock } from '../../support/clock'

export interface Bench {
  readonly clock: ManualClock
  readonly emulator: Emulator
  readonly call: Call
  /** Method and path, with the query, of what was asked, oldest first. */
  readonly asked: () => readonly string[]
}

/** Where requests go; they are signed with the sample's keys unless others are given. */
export type TestTarget = Partial<Omit<Target, 'authorize'>> & { readonly keys?: SigningKeys }

/** A client that signs, in front of the emulator. */
export function withEmulator(
  { keys = SAMPLE, ...target }: TestTarget = {},
  options: Partial<EmulatorOptions> = {},
): Bench {
  const clock = new ManualClock()
  const emulator = createEmulator({ now: clock.now, ...options })
  const { region, projectId } = SAMPLE.training
  const call = callWith(
    { region, projectId, authorize: signWith(keys, serverTime(clock)), ...target },
    { send: emulator.handle, clock, random: () => 0.5 },
  )
  return {
    clock,
    emulator,
    call,
    asked: () => emulator.control.requests.map(({ method, path }) => `${method} ${path}`),
  }
}

export interface Wire {
  readonly call: Call
  readonly requests: Request[]
  readonly clock: ManualClock
}

/** A client in front of a function; what it gives is sent as JSON, but a Response as it is. */
export function withAnswers(
  answer: (request: Request, url: URL) => unknown,
  { keys = SAMPLE, ...target }: TestTarget = {},
): Wire {
  const clock = new ManualClock()
  const requests: Request[] = []
  const send: Send = async (request) => {
    requests.push(request.clone())
    const given = await answer(request, new URL(request.url))
    return given instanceof Response ? given : Response.json(given)
  }
  const { region, projectId } = SAMPLE.training
  const call = callWith(
    { region, projectId, authorize: signWith(keys, serverTime(clock)), ...target },
    { send, clock, random: () => 0.5 },
  )
  return { call, requests, clock }
}
