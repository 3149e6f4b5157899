import * as z from 'zod/mini'
import { isSafeEndpoint } from '../../api/regions'
import { KeyCredentials } from '../credentials'

/** Credentials that lie on this computer. */
export interface Found {
  /** The profile or section, where the source has several. */
  readonly name: string
  /** Absent where there are none to take. */
  readonly keys?: KeyCredentials | undefined
  /** Why there are none: encrypted on the disk, a token in their place, given out by an agency each time, or none at all. */
  readonly lack?: 'encrypted' | 'token' | 'agency' | 'none'
  readonly region?: string | undefined
  readonly projectId?: string | undefined
  /** Address of the account's IAM, where the source names one. */
  readonly iam?: string | undefined
}

/** Why a source, or a part of it, cannot be read; `line` counts from 1. Nothing of its content, which may be a secret. */
export interface Broken {
  readonly line: number | undefined
  readonly reason: 'iniLine' | 'keysMissing' | 'keysWrong' | 'iam' | 'notJson' | 'notKooCli' | 'notCsv' | 'noKeys'
}

/** What was read from one source. */
export interface Reading {
  readonly found: readonly Found[]
  readonly broken?: Broken | undefined
}

export const NOTHING: Reading = { found: [] }

const text = z.catch(z.optional(z.string().check(z.trim(), z.minLength(1))), undefined)
const Loose = z.object({ accessKey: text, secretKey: text, securityToken: text })

/** Keys where both halves are there and look like some; `expiresAt` in any usual form. */
export function keysOf({ expiresAt, ...values }: Readonly<Record<string, unknown>>): KeyCredentials | undefined {
  const ends = timeOf(expiresAt)
  const read = KeyCredentials.safeParse({ ...Loose.parse(values), ...(ends !== undefined && { expiresAt: ends }) })
  return read.success ? read.data : undefined
}

/** A non-empty text, or nothing. */
export const textOf = (value: unknown): string | undefined => text.parse(value)

/** An address of IAM as sources write it, with the version of its interface or without; `wrong` where keys may not go there. */
export function iamOf(value: unknown): { readonly iam?: string; readonly wrong?: true } {
  const given = textOf(value)
  if (given === undefined) return {}
  const address = given.replace(/\/+$/, '').replace(/\/v3(\.0)?$/, '')
  return isSafeEndpoint(address) ? { iam: address } : { wrong: true }
}

/** Milliseconds since the epoch of a time in words, or of a number of seconds or milliseconds. */
function timeOf(value: unknown): number | undefined {
  const given = typeof value === 'number' ? String(value) : textOf(value)
  if (given === undefined) return undefined
  if (!/^\d+(\.\d+)?$/.test(given)) return Number.isNaN(Date.parse(given)) ? undefined : Date.parse(given)
  const number = Number(given)
  // Seconds reach this number in the year 5138, milliseconds did in 1973.
  return number === 0 ? undefined : number < 1e11 ? number * 1000 : number
}
