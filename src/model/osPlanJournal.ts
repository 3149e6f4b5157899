import { mkdir, readdir, readFile, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { createOnce, replaceFile } from './exclusiveFile'
import { OsPlan } from './osPlan'
import { OsPlanOwners } from './osPlanOwners'

/** The plan is finished, or another window carries it out: this one must not touch it any more. */
export class PlanLostError extends Error {
  override readonly name = 'PlanLostError'

  constructor(readonly id: string) {
    super(`the plan ${id} is no longer this window's`)
  }
}

/**
 * Plans that are not finished, one file each, and a file for each step that was begun. The latter can be made once by
 * one window only and stays as long as its plan: no step is ever begun twice, by whichever windows and after whichever crash.
 */
export class OsPlanJournal {
  readonly #folder: string
  readonly owners: OsPlanOwners

  /** The folder is made when first needed. */
  constructor(folder: string, pid = process.pid) {
    this.#folder = folder
    this.owners = new OsPlanOwners(folder, pid)
  }

  async all(): Promise<readonly OsPlan[]> {
    const files = await readdir(this.#folder).catch(() => [])
    const plans = await Promise.all(files.filter((file) => file.endsWith('.json')).map((file) => this.#read(file)))
    return plans.filter((plan) => plan !== undefined)
  }

  /** A plan as it stands on the disk; undefined once it is finished. */
  get(id: string): Promise<OsPlan | undefined> {
    return this.#read(`${id}.json`)
  }

  /** Writes a new plan, which is this window's from then on. */
  async add(plan: OsPlan): Promise<void> {
    await mkdir(this.#folder, { recursive: true })
    if (!(await this.owners.take(plan.id))) throw new PlanLostError(plan.id)
    try {
      await createOnce(this.#fileOf(plan), plan)
    } catch (error) {
      await this.owners.release(plan.id)
      throw error
    }
  }

  /** Writes how a plan of this window stands. A finished one is not brought back: its claims are gone. */
  async put(plan: OsPlan): Promise<void> {
    await this.#assertMine(plan)
    await replaceFile(this.#fileOf(plan), plan)
  }

  /** True for the one caller that may begin this step. */
  async claim(plan: OsPlan, serverId: string, now: number): Promise<boolean> {
    await this.#assertMine(plan)
    return createOnce(join(this.#folder, claimName(plan, serverId)), { at: now })
  }

  /** Takes a finished plan out, its claims after it and the owner last. */
  async remove(plan: OsPlan): Promise<void> {
    await this.#assertMine(plan)
    const names = [`${plan.id}.json`, ...plan.steps.map(({ serverId }) => claimName(plan, serverId))]
    for (const name of names) await unlink(join(this.#folder, name)).catch(() => undefined)
    await this.owners.release(plan.id)
  }

  async #assertMine({ id }: OsPlan): Promise<void> {
    if (!(await this.owners.isMine(id)) || !(await this.get(id))) throw new PlanLostError(id)
  }

  #fileOf({ id }: OsPlan): string {
    return join(this.#folder, `${id}.json`)
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
