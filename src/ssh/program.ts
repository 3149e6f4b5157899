import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'

/** The OpenSSH of the machine that the extension runs on. */
export interface Ssh {
  /** `ssh`, or the path of the one that the user's Remote-SSH is told to use. */
  readonly program: string
  /** The configuration that the user's `ssh` is given with `-F`; undefined for its own default. */
  readonly configFile?: string | undefined
  /** The folder of keys, configuration and known hosts. */
  readonly folder: string
}

/** What a program printed before it ended; `code` is undefined where a time-out or a signal ended it. */
export interface Ran {
  readonly code: number | undefined
  readonly stdout: string
  readonly stderr: string
}

/** The program could not be started; there is none, or it may not be run. */
export class ProgramMissing extends Error {
  override readonly name = 'ProgramMissing'

  constructor(
    readonly program: string,
    /** Windows starts scripts only through a shell, which would read the arguments its own way. */
    readonly isScript = false,
  ) {
    super(`${program} cannot be started`)
  }
}

/** The program did not come to an end in time. */
export class ProgramStuck extends Error {
  override readonly name = 'ProgramStuck'

  constructor(
    /** The program and what it was asked. */
    readonly asked: string,
  ) {
    super(`${asked}: no answer in time`)
  }
}

const TIMEOUT_MS = 10_000
const MOST_BYTES = 4 * 1024 * 1024

/** The user's own `ssh` with its defaults. */
export const usualSsh = (home = homedir()): Ssh => ({ program: 'ssh', folder: join(home, '.ssh') })

/** The configuration file that belongs to the user. */
export const configFileOf = (ssh: Ssh): string => ssh.configFile ?? join(ssh.folder, 'config')

/** `-F file` where the user's configuration is not in its usual place. */
export const configArguments = (ssh: Ssh): readonly string[] => (ssh.configFile ? ['-F', ssh.configFile] : [])

/**
 * A program that comes with this `ssh`: `ssh-keyscan`, `ssh-keygen`, `ssh-add`. Beside a wrapper there may be none; the
 * one on the path does the same.
 */
export function sibling({ program }: Ssh, name: string): string {
  if (basename(program) === program) return name
  const beside = join(dirname(program), name + (/\.exe$/i.test(program) ? '.exe' : ''))
  return existsSync(beside) ? beside : name
}

/** True for what Windows cannot start without a shell. */
export const isScript = (program: string, platform: NodeJS.Platform = process.platform): boolean =>
  platform === 'win32' && /\.(bat|cmd|ps1)$/i.test(program)

/** How a program is run. */
export interface RunOptions {
  readonly timeoutMs?: number
  readonly signal?: AbortSignal | undefined
  /** Variables over those of this process. */
  readonly env?: Readonly<Record<string, string>>
}

/** Runs a program without a shell in between; never throws for an exit code. Throws ProgramMissing. */
export function runProgram(
  program: string,
  args: readonly string[],
  { timeoutMs = TIMEOUT_MS, signal, env }: RunOptions = {},
): Promise<Ran> {
  return new Promise((resolve, reject) => {
    if (isScript(program)) throw new ProgramMissing(program, true)
    const options = {
      timeout: timeoutMs,
      maxBuffer: MOST_BYTES,
      windowsHide: true,
      env: { ...process.env, ...env },
      ...(signal && { signal }),
    }
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      const code = error ? error.code : 0
      if (signal?.aborted) reject(signal.reason)
      else if (code === 'ENOENT' || code === 'EACCES') reject(new ProgramMissing(program))
      else resolve({ code: typeof code === 'number' ? code : undefined, stdout, stderr })
    })
    // Nobody is there to answer a question on standard input.
    child.stdin?.on('error', () => undefined).end()
  })
}
