import { spawn } from 'node:child_process'
import { access, mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CACHE } from '../root'

const DONE = 'installed'

/**
 * Returns the folder of that name in the cache, filled by `fill` if it is not there yet. It is filled under another
 * name and renamed at the end, so that a run that was broken off leaves nothing that looks whole, and two runs at once
 * do the work twice but never see each other's half.
 */
export async function installOnce(name: string, fill: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(CACHE, name)
  if (await exists(join(folder, DONE))) return folder
  console.log(`Installing ${name} into ${CACHE} …`)
  await mkdir(CACHE, { recursive: true })
  await removeLeftovers()
  const unfinished = `${folder}.unfinished-${process.pid}`
  try {
    await mkdir(unfinished, { recursive: true })
    await fill(unfinished)
    await writeFile(join(unfinished, DONE), '')
    await rename(unfinished, folder)
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true })
    if (!(await exists(join(folder, DONE)))) throw error
  }
  return folder
}

/** Runs npm in a folder and gives what it printed; throws with that when it fails. */
export function npm(folder: string, ...args: string[]): Promise<string> {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error']
  return run('npm', [...args, ...quiet], folder)
}

/** Runs a program to its end and gives what it printed; throws with that when it fails. */
export function run(
  program: string,
  args: readonly string[],
  cwd: string,
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const shell = process.platform === 'win32' && program === 'npm'
    const child = spawn(program, args, { cwd, shell, env: { ...process.env, ...env } })
    let printed = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (printed += String(data)))
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0
        ? resolve(printed)
        : reject(new Error(`${program} ${args.join(' ')} failed (${code}) in ${cwd}\n${printed}`)),
    )
  })
}

/** Whether something is there under that path. */
export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

async function removeLeftovers(): Promise<void> {
  for (const entry of await readdir(CACHE)) {
    const pid = Number(/\.unfinished-(\d+)$/.exec(entry)?.[1])
    if (pid > 0 && !isRunning(pid)) await rm(join(CACHE, entry), { recursive: true, force: true })
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
