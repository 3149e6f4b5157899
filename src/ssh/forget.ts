import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import { dirname } from 'node:path'
import { hostForms, isHost } from '../base/hosts'
import { configuredAliases } from './aliases'
import { type Effective, effectiveFor } from './effective'
import { type Forgetting, forgetHosts } from './knownHosts'
import type { Ssh } from './program'
import { backUp, readBytes, realPathOf, replaceFile } from './replaceFile'

/** How a server is reached. */
export interface HostPlace {
  /** Every address of the server, checked. */
  readonly addresses: readonly string[]
  readonly port: number
}

/** What there is to forget in one known_hosts file. */
export interface FilePlan extends Forgetting {
  readonly path: string
  /** The bytes that were read. */
  readonly before: string
  /** False where this user may not replace the file. */
  readonly isWritable: boolean
}

/** What forgetting a server means; nothing is changed yet. */
export interface ForgetPlan {
  /** Every name that the server's key may be kept under. */
  readonly names: readonly string[]
  /** All files that the user's ssh looks into, whether or not there is something to forget. */
  readonly searched: readonly string[]
  readonly files: readonly FilePlan[]
  /** Where ssh adds new keys, and whether hashed. */
  readonly home: { readonly path: string; readonly isHashed: boolean } | undefined
}

const AT_ONCE = 8

/**
 * Looks for the server's entries in each file that `ssh -G` reports for its addresses and for every alias in the
 * user's configuration that leads to one of them. Throws ConfigBroken, ProgramMissing.
 */
export async function planForgetting(ssh: Ssh, place: HostPlace): Promise<ForgetPlan> {
  const [direct, viaAlias] = await Promise.all([
    Promise.all(place.addresses.map((address) => effectiveFor(ssh, address, ['-p', String(place.port)]))),
    aliasesTo(ssh, place.addresses),
  ])
  const effective = [...direct, ...viaAlias.map(({ effective }) => effective)]
  const names = new Set([
    ...place.addresses.flatMap((address) => hostForms(address, place.port)),
    ...effective.flatMap(namesOf),
    ...viaAlias.flatMap(({ alias, effective: { port } }) => hostForms(alias, port)),
  ])
  const searched = [...new Set(effective.flatMap(({ knownHostsFiles }) => knownHostsFiles))]
  const [first] = effective
  const path = first?.knownHostsFiles[0]
  return {
    names: [...names],
    searched,
    files: await plansOf(searched, [...names]),
    home: first && path !== undefined ? { path, isHashed: first.hashKnownHosts } : undefined,
  }
}

const namesOf = ({ hostName, port, hostKeyAlias }: Effective): readonly string[] => [
  ...hostForms(hostName, port),
  ...(hostKeyAlias === undefined ? [] : hostForms(hostKeyAlias, port)),
]

interface Alias {
  readonly alias: string
  readonly effective: Effective
}

async function aliasesTo(ssh: Ssh, addresses: readonly string[]): Promise<readonly Alias[]> {
  const wanted = new Set(addresses.map((address) => address.toLowerCase()))
  const waiting = (await configuredAliases(ssh)).filter(isHost)
  const found: Alias[] = []
  const work = async (): Promise<void> => {
    for (let alias = waiting.shift(); alias !== undefined; alias = waiting.shift()) {
      const effective = await effectiveFor(ssh, alias)
      if (wanted.has(effective.hostName.toLowerCase())) found.push({ alias, effective })
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return found
}

async function plansOf(paths: readonly string[], names: readonly string[]): Promise<readonly FilePlan[]> {
  const plans: FilePlan[] = []
  const seen = new Set<string>()
  for (const path of paths) {
    const real = await realPathOf(path)
    const before = seen.has(real) ? undefined : await readBytes(path)
    seen.add(real)
    if (before === undefined) continue
    const forgetting = forgetHosts(before, names)
    if (forgetting.forgotten.length === 0 && forgetting.covering.length === 0) continue
    plans.push({ path, before, isWritable: await isReplaceable(real), ...forgetting })
  }
  return plans
}

const isReplaceable = async (real: string): Promise<boolean> => {
  const may = (path: string): Promise<boolean> =>
    access(path, constants.W_OK).then(
      () => true,
      () => false,
    )
  return (await may(real)) && may(dirname(real))
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
