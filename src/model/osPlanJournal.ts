import { mkdir, readdir, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { createOnce, replaceFile } from './exclusiveFile'
import { OsPlan } from './osPlan'

/**
 * Plans that are not finished, one file each, and a file for each step that was begun. The latter can be made once by
 * one window only and stays as long as its plan: no step is ever begun twice, by whichever windows and after whichever crash.
 */
export class OsPlanJournal {
  readonly #folder: string

  /** The folder is made when first needed. */
  constructor(folder: string) {
    this.#folder = folder
  }

  async all(): Promise<readonly OsPlan[]> {
    const files = await readdir(this.#folder).catch(() => [])
    const plans = await Promise.all(files.filter((file) => file.endsWith('.json')).map((file) => this.#read(file)))
    return plans.filter((plan) => plan !== undefined)
  }

  async put(plan: OsPlan): Promise<void> {
    await mkdir(this.#folder, { recursive: true })
    await replaceFile(join(this.#folder, `${plan.id}.json`), plan)
  }

  /** True for the one caller that may begin this step. */
  async claim(plan: OsPlan, serverId: string, now: number): Promise<boolean> {
    await mkdir(this.#folder, { recursive: true })
    return createOnce(join(this.#folder, claimName(plan, serverId)), { at: now })
  }

  /** Takes a finished plan out, its claims last. */
  async remove(plan: OsPlan): Promise<void> {
    const names = [`${plan.id}.json`, ...plan.steps.map(({ serverId }) => claimName(plan, serverId))]
    for (const name of names) await unlink(join(this.#folder, name)).catch(() => undefined)
  }

  async #read(file: string): Promise<OsPlan | undefined> {
    try {
      return OsPlan.parse(JSON.parse(await readFile(join(this.#folder, file), 'utf8')))
    } catch {
      return undefined
    }
  }
}

const claimName = ({ id }: OsPlan, serverId: string): string => `${id}.${encodeURIComponent(serverId)}.claim`
