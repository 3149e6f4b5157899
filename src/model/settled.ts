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
  /**
   * Nothing was erased after the stop: the login was kept nowhere, it took too long, the server changed, somebody else
   * is signed in, the image or the key pair is not to be had any more, nobody waits for it.
   */
  z.object({
    kind: z.literal('notContinued'),
    reason: z.enum(['secrets', 'tooLate', 'changed', 'account', 'image', 'keyPair', 'givenUp']),
  }),
  /** The service, or the way there, refused the change of OS; nothing was erased. */
  z.object({
    kind: z.literal('refused'),
    /** Empty where the request did not get to the service. */
    said: z.string(),
    requestId: z.optional(z.string()),
    /** What lay behind it. */
    diagnosis: z.optional(z.string()),
  }),
])
export type Settled = z.infer<typeof Settled>
