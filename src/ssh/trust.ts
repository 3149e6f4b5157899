import { dirname } from 'node:path'
import { hostForms } from '../base/hosts'
import { type Effective, effectiveFor } from './effective'
import { type ForgetPlan, isReplaceable } from './forget'
import { addKnownHosts, type HostKey, knownHostsLines, scanHostKeys } from './hostKeys'
import { forgetHosts } from './knownHosts'
import type { Ssh } from './program'
import { kindOf, readIfPlain, realPathOf } from './replaceFile'

/** Where something listens. */
export interface Place {
  readonly host: string
  readonly port: number
}

/** The name under which ssh keeps the key of a host at a port. */
const nameFor = ({ hostName, hostKeyAlias }: Effective, port: number): string =>
  hostKeyAlias?.toLowerCase() ?? hostForms(hostName, port)[0] ?? hostName

/**
 * Whether the key that a server offers at `from` is the one that ssh knows for its address; only what ssh would look
 * at counts. A server that offers none counts as unknown. Throws ConfigBroken, ProgramMissing, ProgramStuck.
 */
export async function hostKeyState(
  ssh: Ssh,
  { host, port }: Place,
  from: Place,
  signal?: AbortSignal,
): Promise<'unknown' | 'known' | 'changed'> {
  const effective = await effectiveFor(ssh, host, ['-p', String(port)], signal)
  const files = [...effective.userKnownHostsFiles, ...effective.globalKnownHostsFiles]
  const texts = (await Promise.all(files.map(readIfPlain))).filter((text) => text !== undefined)
  const keysUnder = (name: string): readonly string[] =>
    texts.flatMap((text) => {
      const { forgotten, covering } = forgetHosts(text, [name])
      return [...forgotten, ...covering].map(({ key }) => key)
    })
  const known = keysUnder(nameFor(effective, port))
  // Without an entry for the port, ssh takes one without a port if its key is the same, and minds no other.
  const portless = known.length > 0 || effective.hostKeyAlias ? [] : keysUnder(effective.hostName.toLowerCase())
  if (known.length === 0 && portless.length === 0) return 'unknown'
  const offered = await scanHostKeys(ssh, from.host, from.port, signal)
  if (offered.some(({ type, data }) => [...known, ...portless].includes(`${type} ${data}`))) return 'known'
  return offered.length === 0 || known.length === 0 ? 'unknown' : 'changed'
}

/** Where ssh keeps a new key of a host: the first of the user's own files that is one, or that is yet to be made. */
export async function homeOf({ userKnownHostsFiles }: Effective): Promise<string | undefined> {
  for (const path of userKnownHostsFiles) if ((await kindOf(path)) !== 'other') return path
  return undefined
}

/** True where this user may write there; a folder that is missing is made. */
export async function canKeep(home: string): Promise<boolean> {
  const real = await realPathOf(home).catch(() => undefined)
  if (real === undefined) return false
  return (await isReplaceable(real)) || ((await kindOf(dirname(real))) === 'nothing' && canKeep(dirname(real)))
}

/**
 * Lets ssh trust the keys of a server, under the name of the address that was asked and under those that were
 * forgotten; hashed where ssh hashes or where they were.
 */
export async function trustKeys(plan: ForgetPlan, { host, port }: Place, keys: readonly HostKey[]): Promise<void> {
  const effective = plan.direct.get(host)
  const home = effective && (await homeOf(effective))
  if (!effective || home === undefined) return
  const old = plan.files.filter(({ isWritable }) => isWritable).flatMap(({ forgotten }) => forgotten)
  const plain = new Set(old.filter(({ isHashed }) => !isHashed).flatMap(({ names }) => names))
  const isAllHashed = old.length > 0 && plain.size === 0
  if (!isAllHashed) plain.add(nameFor(effective, port))
  const names = new Set([nameFor(effective, port), ...old.flatMap(({ names }) => names)])
  const isHidden = (name: string): boolean => effective.hashKnownHosts || !plain.has(name)
  const lines = [false, true].map((isHashed) => {
    const these = [...names].filter((name) => isHidden(name) === isHashed)
    return these.length === 0 ? '' : knownHostsLines(these, keys, isHashed)
  })
  await addKnownHosts(home, lines.join(''))
}
