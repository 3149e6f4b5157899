import { mkdir, readdir, readFile, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod/mini'
import { Emitter } from '../base/emitter'
import { createOnce } from './exclusiveFile'
import { keyOf, OsChange } from './osChange'
import { Settled } from './settled'

/** How many changes are kept; the oldest are forgotten first. */
export const MOST_ENTRIES = 500
/** How many of the latest changes say how long one usually takes. */
const RECENT = 9
/** For how long it is remembered what was told, in milliseconds. */
const TOLD_MS = 7 * 24 * 60 * 60_000

/** A change of OS that has ended. Holds no secret: of a password only that there was one, of user data name and hash. */
export const PastChange = z.object({
  change: OsChange,
  outcome: Settled,
  /** When the end was seen, in milliseconds since the epoch. */
  endedAt: z.number(),
  /** It was being watched when it ended, so that the time it took is known. */
  isWatched: z.catch(z.boolean(), false),
})
export type PastChange = z.infer<typeof PastChange>

/** What changes of OS were made from here: a file each, so that windows never write over each other. */
export class OsHistory {
  readonly #folder: string
  readonly #changed = new Emitter<void>()

  /** This window added an entry. */
  readonly onDidChange = this.#changed.event

  /** The folder is made when first needed. */
  constructor(folder: string) {
    this.#folder = folder
  }

  /** Keeps an end; a second one of the same change is not taken. */
  async add(past: PastChange): Promise<void> {
    await mkdir(this.#folder, { recursive: true })
    await createOnce(join(this.#folder, nameOf(past.change)), past)
    await this.#forgetOldest()
    this.#changed.fire()
  }

  /** All that can be read, the latest first. */
  async all(): Promise<readonly PastChange[]> {
    const names = await this.#names()
    const found = await Promise.all(names.map((name) => read(join(this.#folder, name))))
    return found.filter((past) => past !== undefined).reverse()
  }

  /** The changes that were made together, by their key. */
  async together(key: string): Promise<readonly PastChange[]> {
    return (await this.all()).filter(({ change }) => keyOf(change) === key)
  }

  /** True for the one caller, of all windows and for ever, that may tell this. */
  async once(what: string): Promise<boolean> {
    await mkdir(this.#folder, { recursive: true })
    return createOnce(join(this.#folder, `${what}.told`), {})
  }

  /** How long a change usually takes on servers of a flavor, in milliseconds: the middle one of the latest. */
  async usualMs(flavor: string | undefined): Promise<number | undefined> {
    if (!flavor) return undefined
    const those = (await this.all()).filter((past) => past.change.flavor === flavor && isMeasured(past))
    const times = those.slice(0, RECENT).map(durationMs)
    return times.sort((a, b) => a - b)[Math.floor(times.length / 2)]
  }

  async #names(): Promise<string[]> {
    const names = await readdir(this.#folder).catch(() => [])
    return names.filter((name) => name.endsWith('.json')).sort()
  }

  async #forgetOldest(): Promise<void> {
    const names = await this.#names()
    const old = names.slice(0, Math.max(0, names.length - MOST_ENTRIES))
    const told = (await readdir(this.#folder)).filter((name) => name.endsWith('.told'))
    for (const name of told) if (await isOlder(join(this.#folder, name), TOLD_MS)) old.push(name)
    await Promise.all(old.map((name) => unlink(join(this.#folder, name)).catch(() => undefined)))
  }
}

const isOlder = async (file: string, ms: number): Promise<boolean> =>
  stat(file).then(
    ({ mtimeMs }) => Date.now() - mtimeMs > ms,
    () => false,
  )

/** From the intent to the end, in milliseconds. */
export const durationMs = ({ change, endedAt }: PastChange): number => Math.max(0, endedAt - change.intendedAt)

const isMeasured = ({ outcome, isWatched, change }: PastChange): boolean =>
  outcome.kind === 'succeeded' && isWatched && !change.stop

/** The server had another image before, which may be gone: only then is there something to return to. */
export const hasChanged = ({ change, outcome }: PastChange): boolean =>
  ['succeeded', 'failed', 'undetermined'].includes(outcome.kind) &&
  change.before.imageId !== undefined &&
  change.before.imageId !== change.image.id &&
  change.action !== 'reinstallos'

/** Sorts by time; the same for the same change, whichever window writes it. */
const nameOf = ({ id, intendedAt }: OsChange): string =>
  `${String(Math.max(0, Math.round(intendedAt))).padStart(15, '0')}-${encodeURIComponent(id)}.json`

async function read(file: string): Promise<PastChange | undefined> {
  try {
    const result = PastChange.safeParse(JSON.parse(await readFile(file, 'utf8')))
    return result.success ? result.data : undefined
  } catch {
    return undefined
  }
}
