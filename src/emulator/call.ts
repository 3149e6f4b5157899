import { refusal } from './refusal'
import type { Account, EmulatorState, Project } from './state'

/** Error codes of ModelArts that no document confirms, so tests need not depend on a guess. */
export interface Codes {
  readonly notFound: string
  readonly parameter: string
  readonly state: string
  readonly image: string
  readonly keyPair: string
  readonly unsupported: string
}

/** Durations in milliseconds, and codes. */
export interface Config {
  readonly changeMs: number
  readonly powerMs: number
  readonly lagMs: number
  readonly codes: Codes
}

/** Who calls, with what. */
export interface Caller {
  readonly account: Account
  readonly userId: string
  readonly by: 'key' | 'temporaryKey' | 'token'
  /** The project a token is scoped to. */
  readonly projectId?: string
}

/** A request that has found its route. */
export interface Call {
  readonly state: EmulatorState
  readonly config: Config
  /** Milliseconds since the epoch. */
  readonly now: number
  /** The service's own clock, which may be off. */
  readonly serverTime: number
  readonly url: URL
  readonly params: Readonly<Record<string, string>>
  readonly headers: Headers
  /** Parsed JSON; `undefined` when there was none. */
  readonly body: unknown
}

export interface SignedCall extends Call {
  readonly caller: Caller
}

export interface ProjectCall extends SignedCall {
  readonly project: Project
}

/** A success; without a body the answer is empty. */
export interface Answer {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
  /** Whether the body carries the request id as well. */
  readonly ofGateway?: boolean
}

export type Service = 'modelarts' | 'iam' | 'kms' | 'ims' | 'ecs' | 'vpc'
export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

interface RouteOf<Needs, C> {
  readonly service: Service
  readonly method: Method
  /** Literal segments and `{names}`. */
  readonly path: string
  readonly needs: Needs
  readonly answer: (call: C) => Answer
}

/** One operation of one service, and what the gateway checks before it. */
export type Route = RouteOf<'nothing', Call> | RouteOf<'caller', SignedCall> | RouteOf<'project', ProjectCall>

/** A route that is about one project. */
export const ofProject = (
  service: Service,
  method: Method,
  path: string,
  answer: (call: ProjectCall) => Answer,
): Route => ({ service, method, path, needs: 'project', answer })

export const ok = (body: unknown): Answer => ({ status: 200, body })

type Fields = Readonly<Record<string, unknown>>

/** Whether a JSON value is an object. */
export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A field of a JSON object, if it is one. */
export const field = (value: unknown, name: string): unknown => (isObject(value) ? value[name] : undefined)

/** 400 for a parameter of ModelArts that breaks a rule. */
export const badParameter = (call: Call, message: string): Error => refusal(400, call.config.codes.parameter, message)

/** The body as an object with no other fields than these. */
export function fieldsOf(call: Call, allowed: readonly string[]): Fields {
  if (!isObject(call.body)) throw badParameter(call, 'The request body must be a JSON object.')
  for (const name of Object.keys(call.body)) {
    if (!allowed.includes(name)) throw badParameter(call, `Unknown parameter '${name}'.`)
  }
  return call.body
}

/** An optional text of the body. */
export function textOf(call: Call, fields: Fields, name: string): string | undefined {
  const value = fields[name]
  if (value === undefined || typeof value === 'string') return value
  throw badParameter(call, `Parameter '${name}' must be a string.`)
}

/** Puts a record in the place of the one with the same id. */
export function replace<T extends { readonly id: string }>(records: T[], next: T): T {
  const index = records.findIndex(({ id }) => id === next.id)
  if (index >= 0) records[index] = next
  return next
}
