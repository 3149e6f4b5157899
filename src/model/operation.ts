import type { Memento } from 'vscode'
import * as z from 'zod/mini'
import { diagnose, isCredentialProblem } from '../api/diagnosis'
import { ApiError } from '../api/errors'
import type { Operation } from '../api/volumes'
import type { Clock } from '../base/clock'

const PAUSES_MS = [2_000, 3_000, 5_000] as const
const PAUSE_MS = 10_000
const LIMIT_MS = 20 * 60_000

/** An operation that the service has taken on, with what is needed to ask for it after a reload. */
export const BegunOperation = z.object({
  id: z.string(),
  kind: z.enum(['attach', 'detach']),
  project: z.string(),
  serverId: z.string(),
  serverName: z.string(),
  /** When it was asked for, in milliseconds since the epoch. */
  since: z.number(),
})
export type BegunOperation = z.infer<typeof BegunOperation>

/** How an operation ended; `unknown` where it had not within 20 minutes, or nobody may ask any more. */
export type Ended =
  | { readonly kind: 'success' }
  | { readonly kind: 'failed'; readonly code: string | undefined; readonly message: string | undefined }
  | { readonly kind: 'unknown' }

/**
 * Asks how an operation stands until it has ended; a question that fails is asked again, but for one whose credentials
 * were refused: those are not tried again by themselves. Throws when it is aborted.
 */
export async function operationEnd(
  clock: Clock,
  since: number,
  show: () => Promise<Operation>,
  signal?: AbortSignal,
): Promise<Ended> {
  // Once at least: the window may have been closed for longer.
  for (let asked = 0; asked === 0 || clock.now() < since + LIMIT_MS; asked++) {
    await clock.delay(PAUSES_MS[asked] ?? PAUSE_MS, signal)
    const operation = await show().catch((error: unknown) => (isRefusal(error) ? 'refused' : undefined))
    if (operation === 'refused') break
    if (operation?.status === 'success') return { kind: 'success' }
    if (operation?.status === 'failed')
      return { kind: 'failed', code: operation.error?.code, message: operation.error?.message }
  }
  return { kind: 'unknown' }
}

const isRefusal = (error: unknown): boolean => error instanceof ApiError && isCredentialProblem(diagnose(error))

const KEY = 'operations'

/** The operations of this window that have no end yet, kept over a reload. */
export class BegunOperations {
  readonly #memento: Memento

  constructor(memento: Memento) {
    this.#memento = memento
  }

  get all(): readonly BegunOperation[] {
    const stored = z.catch(z.array(z.unknown()), []).parse(this.#memento.get(KEY))
    return stored.flatMap((one) => {
      const read = BegunOperation.safeParse(one)
      return read.success ? [read.data] : []
    })
  }

  async add(operation: BegunOperation): Promise<void> {
    await this.#memento.update(KEY, [...this.all, operation])
  }

  async remove(id: string): Promise<void> {
    const rest = this.all.filter((operation) => operation.id !== id)
    await this.#memento.update(KEY, rest.length > 0 ? rest : undefined)
  }
}
