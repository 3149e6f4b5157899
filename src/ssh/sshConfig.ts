import { mkdir, rm, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { effectiveFor } from './effective'
import { hasInclude, includeValue, withInclude } from './include'
import { aliasFor, type OwnHost, withHost } from './ownHosts'
import { configFileOf, type Ssh } from './program'
import { backUp, readBytes, replaceFile, untilUnchanged } from './replaceFile'

/** A host of our file, and what ssh has to take it for. */
interface Findable {
  readonly alias: string
  readonly hostName: string
}

/** The file that holds our hosts, beside the user's own configuration. */
export const ownFileOf = (ssh: Ssh): string => join(ssh.folder, 'modelarts-devservers.conf')

/** Writes a server into the file of our own, takes out those that are gone, and gives its alias. Throws OwnHostsBroken, FileChanged. */
export async function putOwnHost(
  ssh: Ssh,
  host: Omit<OwnHost, 'alias'>,
  called: { readonly server: string; readonly project: string },
  isGone?: (key: string) => boolean,
): Promise<string> {
  const path = ownFileOf(ssh)
  await mkdir(ssh.folder, { recursive: true, mode: 0o700 })
  return untilUnchanged(async () => {
    const bytes = await readBytes(path)
    // Paths may have any letters; the file is ours alone, so it is UTF-8 throughout.
    const text = bytes === undefined ? undefined : Buffer.from(bytes, 'latin1').toString('utf8')
    const alias = aliasFor(text, host.key, called.server, called.project, path)
    const next = Buffer.from(withHost(text, { ...host, alias }, path, isGone)).toString('latin1')
    if (next !== bytes || !(await isPrivate(path))) await replaceFile(path, bytes, next, true)
    return alias
  })
}

const isPrivate = async (path: string): Promise<boolean> =>
  process.platform === 'win32' || ((await stat(path)).mode & 0o777) === 0o600

/** True where the user's `ssh` finds our hosts. Throws ConfigBroken where it cannot read the configuration. */
export async function isIncluded(ssh: Ssh, host: Findable): Promise<boolean> {
  const { hostName } = await effectiveFor(ssh, host.alias)
  return hostName.toLowerCase() === host.hostName.toLowerCase()
}

/** The line that `addInclude` puts on top. */
export const includeLine = (ssh: Ssh): string => `Include ${includeValue(ownFileOf(ssh), homedir(), ssh.folder)}`

/**
 * Puts one line on top of the user's configuration, a backup beside it; once. False where ssh does not find the host
 * even so: then the configuration is again what it was. Throws ConfigBroken, FileChanged.
 */
export async function addInclude(ssh: Ssh, host: Findable, now: number): Promise<boolean> {
  const path = configFileOf(ssh)
  // A configuration that ssh cannot read is for its owner to mend first.
  const before = await readBytes(path)
  if (before !== undefined) await effectiveFor(ssh, 'localhost')
  const own = ownFileOf(ssh)
  const isOurs = (value: string): boolean =>
    value === basename(own) || resolve(ssh.folder, value.replace(/^~(?=[/\\])/, homedir())) === own
  if (hasInclude(before ?? '', isOurs)) return isIncluded(ssh, host)
  await mkdir(ssh.folder, { recursive: true, mode: 0o700 })
  const stamp = new Date(now).toISOString().replaceAll(':', '-').replace(/\..*/, 'Z')
  const backup = before === undefined ? undefined : await backUp(path, stamp)
  const after = withInclude(before ?? '', includeValue(own, homedir(), ssh.folder))
  await replaceFile(path, before, after)
  let found = false
  try {
    found = await isIncluded(ssh, host)
    return found
  } finally {
    // A line that does not help, or that even keeps ssh from reading the rest, must not stay.
    if (!found) await putBack(path, after, before)
    if (!found && backup !== undefined) await rm(backup)
  }
}

async function putBack(path: string, now: string, before: string | undefined): Promise<void> {
  if (before !== undefined) return replaceFile(path, now, before)
  if ((await readBytes(path)) === now) await rm(path)
}
