import { randomBytes, randomUUID } from 'node:crypto'
import { sha256 } from '../api/signer'

/** A UUID that is always the same for the same text. */
export function uuidOf(text: string): string {
  const hex = sha256(text)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

/** A new UUID. */
export const newId = (): string => randomUUID()

/** A new id of 32 hex digits, as requests and projects have. */
export const newHexId = (): string => randomBytes(16).toString('hex')

/** A new secret of letters and digits. */
export const newSecret = (length: number): string => randomBytes(length).toString('hex').slice(0, length)
