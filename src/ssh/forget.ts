import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type Forgetting, forgetHosts } from './knownHosts'
import type { Ssh } from './program'
import { backUp, kindOf, readIfPlain, realPathOf, replaceFile } from './replaceFile'
import { type HostPlace, namesOf, type ServerNames } from './serverNames'

/** What there is to forget in one known_hosts file. */
export interface FilePlan extends Forgetting {
  readonly path: string
  /** The bytes that were read. */
  readonly before: string
  /** False where this user may not replace the file. */
  readonly isWritable: boolean
}

/** What forgetting a server means; nothing is changed yet. */
export interface ForgetPlan extends Omit<ServerNames, 'files'> {
  /** All files that the user's ssh looks into, whether or not there is something to forget. */
  readonly searched: readonly string[]
  readonly files: readonly FilePlan[]
}

/** Looks for the server's entries in each file that `ssh -G` reports. Throws what `namesOf` throws. */
export async function planForgetting(ssh: Ssh, place: HostPlace, signal?: AbortSignal): Promise<ForgetPlan> {
  const { files, ...server } = await namesOf(ssh, place, signal)
  return { ...server, searched: files, files: await plansOf(files, server.names) }
}

async function plansOf(paths: readonly string[], names: readonly string[]): Promise<readonly FilePlan[]> {
  const plans: FilePlan[] = []
  const seen = new Set<string>()
  for (const path of paths) {
    const before = await readIfPlain(path)
    if (before === undefined) continue
    const real = await realPathOf(path)
    if (seen.has(real)) continue
    seen.add(real)
    const forgetting = forgetHosts(before, names)
    if (forgetting.forgotten.length === 0 && forgetting.covering.length === 0) continue
    plans.push({ path, before, isWritable: await isReplaceable(real), ...forgetting })
  }
  return plans
}

/** True where this user may put another file in the place of this one, or a first one. */
export const isReplaceable = async (real: string): Promise<boolean> => {
  const may = (path: string): Promise<boolean> =>
    access(path, constants.W_OK).then(
      () => true,
      () => false,
    )
  return ((await kindOf(real)) === 'nothing' || (await may(real))) && may(dirname(real))
}

/** A file that was rewritten, and the copy of what it was. */
export interface Forgotten {
  readonly path: string
  readonly backup: string
}

/** Carries a plan out, a backup beside each file first. Throws FileChanged and what the file system throws. */
export async function applyForgetting(plan: ForgetPlan, now: number): Promise<readonly Forgotten[]> {
  const stamp = new Date(now).toISOString().replaceAll(':', '-').replace(/\..*/, 'Z')
  const done: Forgotten[] = []
  for (const { path, before, text, isWritable, forgotten } of plan.files) {
    if (!isWritable || forgotten.length === 0) continue
    const backup = await backUp(path, stamp)
    await replaceFile(path, before, text)
    done.push({ path, backup })
  }
  return done
}
