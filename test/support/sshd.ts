import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { EventEmitter, once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import type { TestContext } from 'node:test'
import type { Ssh } from '../../src/ssh/program'
import { runProgram } from '../../src/ssh/program'

const SSHD = ['/usr/sbin/sshd', '/usr/local/sbin/sshd', '/opt/homebrew/sbin/sshd'].find((path) => existsSync(path))

/** Says loudly why tests with the real `ssh` are left out; undefined where there is one. */
export function missingSsh(): string | undefined {
  if (spawnSync('ssh', ['-V']).error === undefined) return undefined
  return said('NOT TESTED: no OpenSSH client here (Debian: apt-get install openssh-client)')
}

/** Says loudly why a test with a real OpenSSH server is left out; undefined where there is one. */
export function missingSshd(): string | undefined {
  if (SSHD !== undefined) return missingSsh()
  return said('NOT TESTED: no OpenSSH server here (Debian: apt-get install openssh-server)')
}

function said(reason: string): string {
  console.error(`\n*** ${reason} ***\n`)
  return reason
}

/** An OpenSSH server on loopback with files of its own, and a user's ssh that knows of nothing else. */
export interface Sshd {
  readonly port: number
  readonly folder: string
  readonly ssh: Ssh
  readonly knownHosts: string
  readonly identityFile: string
  /** The public key it offers, `type data`. */
  hostKey(): string
  /** What an OS change does: another host key from now on. */
  reinstall(): Promise<void>
  /** Nothing listens any more. */
  stop(): Promise<void>
  /** Resolves when nobody is connected to the running server any more. */
  quiet(): Promise<void>
  /** Empties the user's known hosts. */
  forgetAll(): void
  /** Resolves when the running server has let somebody in with a key. */
  accepted(): Promise<void>
  /** Plain `ssh` with host-key checking on, which runs a command there. */
  plainSsh(
    destination: string,
    ...command: readonly string[]
  ): Promise<{ code: number | undefined; stdout: string; stderr: string }>
}

/** Starts a server that ends with the test. */
export async function startSshd(test: Pick<TestContext, 'after'>): Promise<Sshd> {
  const folder = mkdtempSync(join(tmpdir(), 'devservers ssh-'))
  const port = await freePort()
  const make = (name: string): void => {
    rmSync(join(folder, name), { force: true })
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', join(folder, name)])
  }
  make('id_test')
  make('host_key')
  const knownHosts = join(folder, 'known_hosts')
  const configFile = join(folder, 'config')
  writeFileSync(configFile, userConfig(folder, knownHosts))
  let server = await run(folder, port)
  test.after(async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  })
  const ssh: Ssh = { program: 'ssh', configFile, folder }
  return {
    port,
    folder,
    ssh,
    knownHosts,
    identityFile: join(folder, 'id_test'),
    hostKey: () =>
      execFileSync('cut', ['-d', ' ', '-f', '1,2', join(folder, 'host_key.pub')], { encoding: 'utf8' }).trim(),
    reinstall: async () => {
      await server.stop()
      make('host_key')
      server = await run(folder, port)
    },
    stop: () => server.stop(),
    quiet: () => server.quiet(),
    forgetAll: () => rmSync(knownHosts, { force: true }),
    accepted: () => server.accepted,
    plainSsh: (destination, ...command) =>
      runProgram('ssh', ['-F', configFile, '-p', String(port), '-o', 'BatchMode=yes', '--', destination, ...command]),
  }
}

const userConfig = (folder: string, knownHosts: string): string => `StrictHostKeyChecking yes
IdentitiesOnly yes
IdentityFile "${join(folder, 'id_test')}"
UserKnownHostsFile "${knownHosts}"
GlobalKnownHostsFile none
User ${userInfo().username}
`

const serverConfig = (folder: string, port: number): string => `Port ${port}
ListenAddress 127.0.0.1
HostKey "${join(folder, 'host_key')}"
AuthorizedKeysFile "${join(folder, 'id_test.pub')}"
PidFile none
UsePAM no
StrictModes no
LogLevel VERBOSE
PermitRootLogin yes
PasswordAuthentication no
KbdInteractiveAuthentication no
`

interface Running {
  readonly accepted: Promise<void>
  quiet(): Promise<void>
  stop(): Promise<void>
}

async function run(folder: string, port: number): Promise<Running> {
  const file = join(folder, 'sshd_config')
  writeFileSync(file, serverConfig(folder, port))
  // Started by root, sshd insists on this empty folder.
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true })
  const server = spawn(SSHD ?? 'sshd', ['-D', '-e', '-f', file], { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()))
  await new Promise<void>((resolve, reject) => {
    let said = ''
    server.stderr.on('data', (data) => {
      said += String(data)
      if (said.includes('Server listening')) resolve()
    })
    server.once('error', reject)
    server.once('close', () => reject(new Error(`sshd ended: ${said}`)))
  })
  const accepted = new Promise<void>((resolve) => {
    server.stderr.on('data', (data) => String(data).includes('Accepted publickey') && resolve())
  })
  const guests = guestsOf(server.stderr)
  const stop = async (): Promise<void> => {
    server.kill()
    await ended
    // A session that is still open would keep the pipe, and with it the test.
    server.stderr.destroy()
  }
  return { accepted, stop, quiet: guests.quiet }
}

const LEFT = /^(Connection (closed|reset)|Disconnected|Closing connection|Unable to negotiate)/

/** Reads in the log of a server who is connected. */
function guestsOf(log: Readable): { quiet(): Promise<void> } {
  const ports = new Set<string>()
  const left = new EventEmitter()
  createInterface({ input: log }).on('line', (line) => {
    const [, port = ''] = / port (\d+)/.exec(line) ?? []
    if (line.startsWith('Connection from ')) ports.add(port)
    else if (LEFT.test(line)) ports.delete(port)
    left.emit('line')
  })
  const quiet = async (): Promise<void> => {
    while (ports.size > 0) await once(left, 'line')
  }
  return { quiet }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() =>
        typeof address === 'object' && address ? resolve(address.port) : reject(new Error('no port')),
      )
    })
  })
}
