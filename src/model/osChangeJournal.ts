import { randomUUID } from 'node:crypto'
import { watch } from 'node:fs'
import { link, mkdir, readdir, readFile, rename, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod/mini'
import { UnsentError } from '../api/errors'
import type { Disposable } from '../base/emitter'
import { createOnce, keepNames, replaceFile } from './exclusiveFile'
import { mergedWith, OsChange } from './osChange'
import { Settled } from './settled'

/** How long one window has for telling an end before another does it in its place. */
export const CLAIM_MS = 30_000
const Claim = z.object({ at: z.number(), outcome: Settled })

/**
 * The changes of OS that have no end yet, shared by all windows of this user. Files and not VS Code's memento, because
 * an intent must be on the disk before its request leaves, and because creating a file exclusively keeps a second
 * window from changing the same server, from sending a second stage, and from telling the end as well.
 *
 * An intent is a `.json` file that is never written again; what a window learns lies beside it in a file of that window,
 * so that no window can undo what another has written, or bring back what another has taken out.
 */
export class OsChangeJournal {
  readonly #folder: string
  readonly #window = randomUUID()

  /** The folder is made when first needed. */
  constructor(folder: string) {
    this.#folder = folder
  }

  /** Everything in flight with all that any window knows of it; a file that cannot be read is left alone. */
  async all(): Promise<readonly OsChange[]> {
    const files = await this.#files()
    const intents = await Promise.all(files.filter((file) => file.endsWith('.json')).map((file) => this.#read(file)))
    return Promise.all(intents.filter((change) => change !== undefined).map((intent) => this.#learnt(intent, files)))
  }

  /**
   * Writes a new intent; false where a change of that server is in flight already, here or in another window. Throws
   * where that cannot be told because the other entry is damaged.
   */
  async add(change: OsChange): Promise<boolean> {
    await mkdir(this.#folder, { recursive: true })
    const name = intentName(change)
    if (await createOnce(join(this.#folder, name), change)) return true
    if (await this.#read(name)) return false
    throw new UnsentError('damaged', join(this.#folder, name))
  }

  /** True while nobody has taken the change out. */
  has(change: OsChange): Promise<boolean> {
    return this.#isIn(change)
  }

  /** Writes what is known by now, unless the change was settled elsewhere in the meantime. */
  async put(change: OsChange): Promise<void> {
    if (!(await this.#isIn(change))) return
    const file = join(this.#folder, `${prefixOf(change)}${this.#window}.known`)
    await replaceFile(file, change)
    if (!(await this.#isIn(change))) await unlink(file).catch(() => undefined)
  }

  /** True for the one caller, of all windows and for ever, that may do this for the change. */
  async once(change: OsChange, what: 'post' | 'late'): Promise<boolean> {
    if (!(await this.#isIn(change))) return false
    return this.#createOnce(change, `${prefixOf(change)}${what}.known`, change)
  }

  /** Whoever takes the change out sweeps up after it, half-made files of other windows included: those have lost. */
  #createOnce(change: OsChange, name: string, content: unknown): Promise<boolean> {
    return createOnce(join(this.#folder, name), content).catch(async (error: unknown) => {
      if (await this.#isIn(change)) throw error
      return false
    })
  }

  /**
   * Asks to tell an end. Undefined where another window is at it; else the end to tell, which is what a window that did
   * not come to it has found.
   */
  async claim(change: OsChange, outcome: Settled, now: number): Promise<Settled | undefined> {
    if (!(await this.#isIn(change))) return undefined
    const prefix = `${prefixOf(change)}claim-`
    const taken = (await readdir(this.#folder)).filter(
      (file) => file.startsWith(prefix) && /claim-\d+$/.test(file),
    ).length
    const last = taken === 0 ? undefined : await this.#claimOf(`${prefix}${taken - 1}`)
    // A clock that was set back must not keep a claim alive.
    if (last && Math.abs(now - last.at) < CLAIM_MS) return undefined
    const mine = { at: now, outcome: last && !isBetter(outcome, last.outcome) ? last.outcome : outcome }
    const isMine = await this.#createOnce(change, `${prefix}${taken}`, mine)
    return isMine && (await this.#isIn(change)) ? mine.outcome : undefined
  }

  /** Takes a change out; true for the one caller, of all windows, that did it. */
  async remove(change: OsChange): Promise<boolean> {
    if (!(await this.#isIn(change))) return false
    const file = join(this.#folder, intentName(change))
    const out = `${file}.${randomUUID()}`
    const isOut = await rename(file, out).then(
      () => true,
      () => false,
    )
    if (!isOut) return false
    const isIt = (await read(out, OsChange))?.id === change.id
    // Between the look and the move another window may have begun a later change of this server: it goes back.
    if (!isIt) await link(out, file).catch(() => undefined)
    await unlink(out).catch(() => undefined)
    await keepNames(this.#folder)
    if (isIt) await this.#forget(prefixOf(change))
    return isIt
  }

  /** Hears that a window has written something. */
  watch(listener: () => void): Disposable {
    try {
      const watcher = watch(this.#folder, { persistent: false }, listener)
      watcher.on('error', () => watcher.close())
      return { dispose: () => watcher.close() }
    } catch {
      // Readings of the servers bring the same news, later.
      return { dispose: () => undefined }
    }
  }

  /** Makes the folder, so that it can be watched, and takes out what windows that died have left behind. */
  async open(): Promise<void> {
    await mkdir(this.#folder, { recursive: true })
    const files = await this.#files()
    if (files.every((name) => name.endsWith('.json'))) return
    const { sweep } = await import('./osChangeSweep')
    await sweep(this.#folder, files, (await this.all()).map(prefixOf))
  }

  /** A folder that cannot be read is not an empty one. */
  #files(): Promise<string[]> {
    return readdir(this.#folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []
      throw error
    })
  }

  async #learnt(intent: OsChange, files: readonly string[]): Promise<OsChange> {
    const prefix = prefixOf(intent)
    const names = files.filter((file) => file.startsWith(prefix) && file.endsWith('.known'))
    const known = await Promise.all(names.map((name) => this.#read(name)))
    return known.reduce<OsChange>((sum, more) => (more?.id === intent.id ? mergedWith(sum, more) : sum), intent)
  }

  async #isIn(change: OsChange): Promise<boolean> {
    return (await this.#read(intentName(change)))?.id === change.id
  }

  #read(name: string): Promise<OsChange | undefined> {
    return read(join(this.#folder, name), OsChange)
  }

  #claimOf(name: string): Promise<z.infer<typeof Claim> | undefined> {
    return read(join(this.#folder, name), Claim)
  }

  async #forget(prefix: string): Promise<void> {
    const files = (await readdir(this.#folder).catch(() => [])).filter((file) => file.startsWith(prefix))
    await Promise.all(files.map((file) => unlink(join(this.#folder, file)).catch(() => undefined)))
  }
}

const intentName = ({ project, serverId }: OsChange): string =>
  `${[project.region, project.projectId, serverId].map(encodeURIComponent).join('_')}.json`

const prefixOf = ({ id }: OsChange): string => `~${encodeURIComponent(id)}.`

async function read<T extends z.ZodMiniType>(file: string, schema: T): Promise<z.output<T> | undefined> {
  try {
    const result = schema.safeParse(JSON.parse(await readFile(file, 'utf8')))
    return result.success ? result.data : undefined
  } catch {
    return undefined
  }
}

/** Nothing was told yet: who has seen how it ended knows more than who could not tell, or saw nothing of it. */
const isBetter = (mine: Settled, theirs: Settled): boolean => isVague(theirs) && !isVague(mine)
const isVague = ({ kind }: Settled): boolean => kind === 'undetermined' || kind === 'notStarted'
