import * as z from 'zod/mini'

/** The end of a change of OS. */
export const Settled = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('succeeded') }),
  /** `service`: the server's status says so; the others: it came to rest in another state than the one asked for. */
  z.object({
    kind: z.literal('failed'),
    reason: z.enum(['service', 'otherImage', 'stopped']),
    status: z.string(),
  }),
  /** Positive evidence that the request was never carried out. */
  z.object({ kind: z.literal('notStarted') }),
  z.object({ kind: z.literal('gone') }),
  /** No evidence either way within the limit. */
  z.object({ kind: z.literal('undetermined') }),
  /** It was to be stopped first, and that failed: nothing was erased. */
  z.object({ kind: z.literal('stopFailed'), status: z.string() }),
  /** It was stopped, and then nothing was erased: the login was kept nowhere, it took too long, the server changed. */
  z.object({ kind: z.literal('notContinued'), reason: z.enum(['secrets', 'tooLate', 'changed']) }),
  /** It was stopped, and then the service, or the way there, refused the change of OS. */
  z.object({
    kind: z.literal('refused'),
    said: z.string(),
    requestId: z.optional(z.string()),
  }),
])
export type Settled = z.infer<typeof Settled>
