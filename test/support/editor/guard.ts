import { type ChildProcess, spawn } from 'node:child_process'

// Starts the program as a process group of its own, and ends that whole group once its own standard input closes,
// which happens however the parent ends: by itself, by a signal, or killed. Then it removes what is to be removed.
const GUARD = `
  const { spawn } = require('node:child_process')
  const { rmSync } = require('node:fs')
  const { program, args, remove } = JSON.parse(process.argv[1])
  const detached = process.platform !== 'win32'
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'], detached })
  const end = () => {
    try {
      if (detached) process.kill(-child.pid, 'SIGKILL')
      else child.kill('SIGKILL')
    } catch {}
    for (const folder of remove) rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
    process.exit()
  }
  child.on('error', (error) => { console.error(error.message); process.exit(1) })
  child.on('exit', end)
  process.stdin.on('end', end).on('close', end).on('error', end).resume()
`

/** A program that, with everything it started, never outlives this process. */
export interface Guarded {
  readonly process: ChildProcess
  /** Kills the program and its descendants; resolves when they are gone and so are the folders. */
  stop(): Promise<void>
}

/** Starts a program under guard; the folders of `remove` go when it ends. */
export function spawnGuarded(
  program: string,
  args: readonly string[],
  { remove, ...options }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv; readonly remove: readonly string[] },
): Guarded {
  const guard = spawn(process.execPath, ['-e', GUARD, '--', JSON.stringify({ program, args, remove })], {
    ...options,
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  })
  const ended = new Promise<void>((resolve) => guard.on('close', () => resolve()).on('error', () => resolve()))
  return {
    process: guard,
    stop: () => {
      guard.stdin.destroy()
      return ended
    },
  }
}
