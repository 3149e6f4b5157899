import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { type Hop, hopText } from '../base/hosts'
import { readBanner } from './banner'
import { configArguments, isScript, ProgramMissing, type Ssh } from './program'

/** Milliseconds that a greeting through jump hosts may take, the logins at them included. */
const GREETS_MS = 20_000
const LOGIN_SECONDS = 12
const MOST_SAID = 64 * 1024

/** `ssh` could not come past a jump host. */
export class JumpFailed extends Error {
  override readonly name = 'JumpFailed'

  constructor(
    /** `[user@]host[:port]`, several with commas between. */
    readonly jumpHost: string,
    /** What ssh said to it. */
    readonly said: string,
  ) {
    super(`${jumpHost}: ${said}`)
  }
}

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
 * Lets `use` talk to a port of this machine that leads to the server through its jump hosts, by the user's own ssh and
 * without questions, so only a key or an agent can open the way. Undefined where no SSH server greets there. Throws
 * JumpFailed where the jump hosts are the reason, ProgramMissing.
 */
export async function throughJump<T>(
  ssh: Ssh,
  hops: readonly Hop[],
  server: Place,
  use: (port: number, banner: string) => Promise<T>,
  signal?: AbortSignal,
  greetsMs = GREETS_MS,
): Promise<T | undefined> {
  if (signal?.aborted) return undefined
  const gate = await openGate(ssh, hops, server)
  signal?.addEventListener('abort', gate.close)
  try {
    const banner = await readBanner('127.0.0.1', gate.port, greetsMs, signal)
    if (banner !== undefined) return await use(gate.port, banner)
    const failure = gate.failure()
    if (failure && !signal?.aborted) throw failure
    return undefined
  } finally {
    signal?.removeEventListener('abort', gate.close)
    gate.close()
  }
}

interface Place {
  readonly host: string
  readonly port: number
}

interface Gate {
  readonly port: number
  /** Why a connection did not come past the jump hosts. */
  readonly failure: () => Error | undefined
  readonly close: () => void
}

/** Listens on this machine; each connection is given an `ssh -W` of its own, which ends with it and with this process. */
async function openGate(ssh: Ssh, hops: readonly Hop[], server: Place): Promise<Gate> {
  if (isScript(ssh.program)) throw new ProgramMissing(ssh.program, true)
  const failed = (said: string): JumpFailed => new JumpFailed(hops.map(hopText).join(','), said)
  let failure: Error | undefined
  const open = new Map<ChildProcess, Saying>()
  const listener = createServer((socket) => {
    const child = spawn(ssh.program, wayArguments(ssh, hops, server), { stdio: 'pipe', windowsHide: true })
    const saying = { said: '' }
    open.set(child, saying)
    child.once('error', () => {
      failure ??= new ProgramMissing(ssh.program)
    })
    bridge(socket, child, saying, (hasFailed) => {
      open.delete(child)
      if (hasFailed && isOfJump(saying.said)) failure ??= failed(essence(saying.said))
    })
  })
  await new Promise<void>((resolve, reject) => listener.once('error', reject).listen(0, '127.0.0.1', resolve))
  const close = (): void => {
    listener.close()
    for (const child of open.keys()) child.kill()
  }
  const whyNot = (): Error | undefined => {
    const pending = [...open.values()].map(({ said }) => pendingLogin(said)).find((said) => said !== undefined)
    return failure ?? (pending === undefined ? undefined : failed(pending))
  }
  return { port: (listener.address() as AddressInfo).port, failure: whyNot, close }
}

/** What a program on the way has said so far. */
interface Saying {
  said: string
}

/** A connection that the user's ssh holds open already is used; none is left behind. */
function wayArguments(ssh: Ssh, hops: readonly Hop[], { host, port }: Place): readonly string[] {
  const options = ['BatchMode=yes', 'ControlMaster=no', `ConnectTimeout=${LOGIN_SECONDS}`, 'LogLevel=DEBUG1']
  const end = `${host.includes(':') ? `[${host}]` : host}:${port}`
  return [...configArguments(ssh), ...options.flatMap((one) => ['-o', one]), '-W', end, ...hopArguments(hops)]
}

/** Joins a connection and a program's standard streams until one of them ends. */
function bridge(
  socket: Socket,
  child: ChildProcessWithoutNullStreams,
  saying: Saying,
  onEnd: (hasFailed: boolean) => void,
): void {
  child.stderr.on('data', (data) => {
    saying.said = (saying.said + String(data)).slice(-MOST_SAID)
  })
  child.stdin.on('error', () => undefined)
  socket.pipe(child.stdin)
  // What ssh says comes before the end of the connection is seen.
  child.stdout.pipe(socket, { end: false })
  socket.on('error', () => undefined).once('close', () => child.kill())
  child.once('close', (code) => {
    onEnd(Boolean(code))
    socket.end()
  })
}

/** Of a server that does not listen yet, the last jump host says so; everything else is a trouble of the way. */
const isOfJump = (said: string): boolean => linesOf(said).length > 0 && !/open failed: connect failed/.test(said)

/** What others of the programs on the way conclude from the failure of one of them. */
const CONSEQUENCE = /^(stdio forwarding failed|Connection (closed|reset) by UNKNOWN|kex_exchange_identification)/

/** What ssh also says where nothing is wrong, since it is asked how far it has come. */
const PROGRESS = /^(debug\d: |Authenticated to |Transferred: |Bytes per second: )/

const linesOf = (said: string): readonly string[] =>
  said
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !PROGRESS.test(line))

/** That ssh is at the jump host's door: an agent or a security key may be waiting for its owner. */
function pendingLogin(said: string): string | undefined {
  const [, begun] = /^debug1: (Authenticating to .*?)\r?$/m.exec(said) ?? []
  return /^(debug1: Authentication succeeded|Authenticated to )/m.test(said) ? undefined : begun
}

function essence(said: string): string {
  const lines = linesOf(said)
  return (lines.findLast((line) => !CONSEQUENCE.test(line)) ?? lines.at(-1) ?? '').slice(0, 300)
}
