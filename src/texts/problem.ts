import { l10n } from 'vscode'
import { diagnose } from '../api/diagnosis'
import { AnswerError, ApiError, CredentialsError, NetworkError, UnsentError } from '../api/errors'
import { WORDS } from './words'

/** An error as a person reads it. */
export interface Problem {
  /** A few words for a row. */
  readonly short: string
  /** What happened, why in the service's words, and what to do next. */
  readonly message: string
}

/** Says an error of the client in words; the service's own words are kept, quoted. */
export function problemOf(error: unknown): Problem {
  const { short, remedy } = WORDS[diagnose(error)](error)
  const said = saidBy(error)
  return {
    short,
    message: [short, said && `(${said})`, remedy].filter(Boolean).join(' '),
  }
}

/** An error as one text: those of our own commands are sentences already; Node's have a code. */
export const sentenceOf = (error: unknown): string =>
  error instanceof Error && error.constructor === Error && !('code' in error) ? error.message : problemOf(error).message

/** The service's words with code and request id, or the network's. */
function saidBy(error: unknown): string | undefined {
  // The words say it all.
  if (error instanceof UnsentError || error instanceof CredentialsError) return undefined
  if (error instanceof ApiError) {
    const parts = [error.code || `HTTP ${error.status}`, shortened(error.message)]
    return parts.join(': ') + (error.requestId ? l10n.t(', request id {0}', error.requestId) : '')
  }
  if (error instanceof AnswerError || error instanceof NetworkError)
    return [error.host, shortened(error.message)].filter(Boolean).join(': ')
  return error instanceof Error ? shortened(error.message) : shortened(String(error))
}

/** The gateway repeats the whole request after this word; nobody reads that in a message. */
const shortened = (text: string): string => text.replace(/,?\s*canonicalRequest:.*$/s, '').slice(0, 300)
