import type { CancellationToken } from 'vscode'
import * as z from 'zod/mini'
import { IMAGE_ID } from '../api/images'
import { KEY_PAIR_NAME } from '../api/keyPairRules'
import type { App } from '../app'
import { type ChangeOsAnswers, type ChangeOsPlan, unlistedImage } from '../model/changeOsAnswers'
import { findImage } from '../model/offeredImages'
import type { OsAction } from '../wizard/changeOs/context'
import { argumentOf } from './argument'
import { attempt, type Ended } from './changeOsAttempt'
import { type Target, targetOf } from './target'

/** With an image and a key pair everything is answered, and only the confirmation is asked for. */
const Arguments = z.strictObject({
  project: z.string(),
  serverId: z.string(),
  imageId: z.optional(z.string().check(z.regex(IMAGE_ID))),
  imageName: z.optional(z.string()),
  keyPairName: z.optional(z.string().check(z.regex(KEY_PAIR_NAME))),
})
/** Answers to begin the wizard with; a row may carry them too. */
const Prefilled = z.object({
  imageId: z.optional(z.string()),
  imageName: z.optional(z.string()),
  keyPairName: z.optional(z.string()),
  userDataUri: z.optional(z.string()),
  /** An earlier change: what was answered then, as far as this window still knows it. */
  changeId: z.optional(z.string()),
})
type Prefilled = z.infer<typeof Prefilled>

type Begun = 'accepted' | 'unknown' | undefined

/** Puts another image on a server: asks, shows the review, reads the server again, sends one request. */
export const changeOs = async (app: App, args: readonly unknown[]): Promise<Begun> =>
  begunOf(await replaceOs(app, args, 'changeos'))

/** Puts the same image on a server afresh, with the same care. */
export const reinstallOs = async (app: App, args: readonly unknown[]): Promise<Begun> =>
  begunOf(await replaceOs(app, args, 'reinstallos'))

const begunOf = (ended: Ended): Begun => (ended.kind === 'begun' ? ended.how : undefined)

/** The same, telling in full how it ended; leaves when it is cancelled. */
export async function replaceOs(
  app: App,
  args: readonly unknown[],
  action: OsAction,
  cancel?: CancellationToken,
): Promise<Ended> {
  const given = argumentOf(Arguments, args[0])
  const target = await targetOf(app, args)
  if (!target) return { kind: 'left' }
  const prefilled = Prefilled.safeParse(args[0])
  const answers = prefilled.success ? await answersOf(app, target, prefilled.data, action) : {}
  const isFull = action === 'changeos' && Boolean(given?.imageId && given.keyPairName)
  return attempt({ app, servers: target.servers, action, cancel }, { server: target.server, answers, isFull })
}

/** What the command's argument answers already. */
async function answersOf(
  app: App,
  target: Target,
  { imageId, imageName, keyPairName, userDataUri, changeId }: Prefilled,
  action: OsAction,
): Promise<ChangeOsAnswers> {
  const known = changeId === undefined ? undefined : app.answers.get(changeId)
  if (known) return known
  const image = imageId && action === 'changeos' ? await named(target, imageId, imageName) : undefined
  const userData = userDataUri === undefined ? undefined : await userDataAt(userDataUri)
  return {
    ...(image && { image }),
    ...(keyPairName && { login: { kind: 'keyPair', name: keyPairName } }),
    ...(userData && { userData }),
  }
}

async function named({ servers, server }: Target, id: string, name?: string): Promise<ChangeOsPlan['image']> {
  const connection = await servers.connection()
  const image = connection && (await findImage(connection, server, id))
  if (typeof image === 'object') return image
  return { ...unlistedImage(id, name), isActive: image !== 'missing' }
}

/** A file that cannot be used any more leaves its question open. */
async function userDataAt(uri: string) {
  const { userDataIn } = await import('../wizard/changeOs/userDataFile')
  const read = await userDataIn(uri)
  return typeof read === 'object' ? read : undefined
}
