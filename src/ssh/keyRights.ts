import { chmod, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runProgram } from './program'

/** What runs a program of Windows; for tests. */
export type RunTool = (program: string, args: readonly string[]) => Promise<{ readonly stdout: string }>

/** ssh refuses a private key that others may read. */
export async function permissionProblem(
  path: string,
  platform: NodeJS.Platform = process.platform,
  run: RunTool = runProgram,
): Promise<'tooOpen' | undefined> {
  const isOpen = platform === 'win32' ? await isOpenOnWindows(path, run) : ((await stat(path)).mode & 0o077) !== 0
  return isOpen ? 'tooOpen' : undefined
}

/** Leaves the file to its owner alone; throws where that cannot be done. */
export async function makePrivate(
  path: string,
  platform: NodeJS.Platform = process.platform,
  run: RunTool = runProgram,
): Promise<void> {
  if (platform !== 'win32') return chmod(path, 0o600)
  const owner = await ownSid(run)
  for (const args of windowsRemedy(path, owner)) await run('icacls', args)
}

/** What makes a file private on Windows: rights given by name go, then those that were inherited. */
export const windowsRemedy = (path: string, owner: string): readonly (readonly string[])[] => [
  [path, '/reset'],
  [path, '/inheritance:r', '/grant:r', `*${owner}:F`],
]

async function isOpenOnWindows(path: string, run: RunTool): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'devservers-'))
  try {
    const saved = join(folder, 'rights')
    await run('icacls', [path, '/save', saved])
    return othersIn(await readFile(saved, 'utf16le'), await ownSid(run)).length > 0
  } catch {
    // What cannot be told is for ssh to judge.
    return false
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function ownSid(run: RunTool): Promise<string> {
  const { stdout } = await run('whoami', ['/user', '/fo', 'csv', '/nh'])
  const [sid] = /S-1-[\d-]+/.exec(stdout) ?? []
  if (sid === undefined) throw new Error('whoami names no user')
  return sid
}

/** Who may do anything anyway: the system and its administrators, and the owner. */
const HARMLESS = ['SY', 'BA', 'OW', 'S-1-5-18', 'S-1-5-32-544', 'S-1-3-4']

/** Who else than its owner may use a file, as the security descriptor (SDDL) that `icacls /save` writes says. */
export function othersIn(sddl: string, ownSid: string): readonly string[] {
  const entries = [...sddl.matchAll(/\(([A-Z]+);[^;)]*;([^;)]*);[^;)]*;[^;)]*;([^;)]+)\)/g)]
  return entries
    .filter(([, type, rights]) => type === 'A' && rights !== '')
    .map(([, , , who = '']) => who)
    .filter((who) => who !== ownSid && !HARMLESS.includes(who))
}
