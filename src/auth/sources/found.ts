import * as z from 'zod/mini'
import { KeyCredentials } from '../credentials'

/** Credentials that lie on this computer. */
export interface Found {
  /** The profile or section, where the source has several. */
  readonly name: string
  /** Absent where the secret cannot be read, for it is encrypted. */
  readonly keys?: KeyCredentials | undefined
  readonly region?: string | undefined
  readonly projectId?: string | undefined
}

/** Why a source cannot be read; `line` counts from 1. Nothing of its content, which may be a secret. */
export interface Broken {
  readonly line: number | undefined
  readonly reason: 'iniLine' | 'keysMissing' | 'notJson' | 'notKooCli' | 'notCsv' | 'noKeys'
}

/** What was read from one source. */
export interface Reading {
  readonly found: readonly Found[]
  readonly broken?: Broken | undefined
}

export const NOTHING: Reading = { found: [] }

const text = z.catch(z.optional(z.string().check(z.trim(), z.minLength(1))), undefined)
const Loose = z.object({ accessKey: text, secretKey: text, securityToken: text, expiresAt: text })

/** Keys where both halves are there and look like some. */
export function keysOf(values: Readonly<Record<string, unknown>>): KeyCredentials | undefined {
  const { expiresAt, ...keys } = Loose.parse(values)
  const ends = expiresAt === undefined ? Number.NaN : Date.parse(expiresAt)
  const read = KeyCredentials.safeParse({ ...keys, ...(!Number.isNaN(ends) && { expiresAt: ends }) })
  return read.success ? read.data : undefined
}

/** A non-empty text, or nothing. */
export const textOf = (value: unknown): string | undefined => text.parse(value)
