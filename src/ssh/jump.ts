import { spawn } from 'node:child_process'
import { type AddressInfo, createServer } from 'node:net'
import { type Hop, hopText } from '../base/hosts'
import { readBanner } from './banner'
import { configArguments, type Ssh } from './program'

/** Milliseconds that the way through jump hosts may take to stand. */
const STAND_MS = 20_000
const LOOK_MS = 2_000

/** What `ssh` is told to come to the last of several stops. */
export function hopArguments(hops: readonly Hop[]): readonly string[] {
  const last = hops.at(-1)
  if (!last) return []
  const before = hops.slice(0, -1).map(hopText).join(',')
  return [
    ...(before ? ['-J', before] : []),
    ...(last.user === undefined ? [] : ['-l', last.user]),
    ...(last.port === undefined ? [] : ['-p', String(last.port)]),
    '--',
    last.host,
  ]
}

/**
 * Lets `use` talk to a port of this machine that leads to the server through its jump hosts, while the user's own ssh
 * holds the way open; without questions, so only a key or an agent can open it. Undefined where no SSH server greets there.
 */
export async function throughJump<T>(
  ssh: Ssh,
  hops: readonly Hop[],
  server: { readonly host: string; readonly port: number },
  use: (port: number, banner: string) => Promise<T>,
  signal?: AbortSignal,
): Promise<T | undefined> {
  const port = await freePort()
  const host = server.host.includes(':') ? `[${server.host}]` : server.host
  const options = ['-o', 'BatchMode=yes', '-o', 'ExitOnForwardFailure=yes', '-o', 'ControlPath=none']
  const way = ['-N', '-L', `127.0.0.1:${port}:${host}:${server.port}`]
  const child = spawn(ssh.program, [...configArguments(ssh), ...options, ...way, ...hopArguments(hops)], {
    stdio: 'ignore',
    windowsHide: true,
  })
  let isOver = false
  const over = new Promise<void>((resolve) => {
    const end = (): void => {
      isOver = true
      resolve()
    }
    child.once('error', end).once('close', end)
    signal?.addEventListener('abort', end, { once: true })
    if (signal?.aborted) end()
  })
  try {
    for (const until = Date.now() + STAND_MS; Date.now() < until && !isOver; ) {
      const banner = await readBanner('127.0.0.1', port, LOOK_MS, signal)
      if (banner !== undefined) return await use(port, banner)
      await Promise.race([over, new Promise((resolve) => setTimeout(resolve, 200))])
    }
    return undefined
  } finally {
    child.kill()
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => resolve(port))
    })
  })
}
