import { type ChildProcess, spawn } from 'node:child_process'

// Runs as a process group of its own and ends the whole group once its standard input closes, which happens however
// the parent ends: by itself, by a signal, or killed.
const GUARD = `
  const { spawn } = require('node:child_process')
  const [program, ...args] = process.argv.slice(1)
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] })
  const end = () => {
    if (process.platform === 'win32') child.kill('SIGKILL')
    else process.kill(-process.pid, 'SIGKILL')
    process.exit(1)
  }
  child.on('error', (error) => { console.error(error.message); end() })
  child.on('exit', end)
  process.stdin.on('end', end).on('close', end).on('error', end).resume()
`

/** A program that, with everything it started, never outlives this process. */
export interface Guarded {
  readonly process: ChildProcess
  /** Kills the program and its descendants; resolves when they are gone. */
  stop(): Promise<void>
}

/** Starts a program under guard. */
export function spawnGuarded(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Guarded {
  const guard = spawn(process.execPath, ['-e', GUARD, '--', program, ...args], {
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
