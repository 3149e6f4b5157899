import { createHash, createHmac, randomBytes } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { dirname } from 'node:path'
import { runProgram, type Ssh, sibling } from './program'
import { readBytes, replaceFile, untilUnchanged } from './replaceFile'

/** A server's public key as it was offered. */
export interface HostKey {
  /** `ssh-ed25519`, … */
  readonly type: string
  /** Base64. */
  readonly data: string
  /** `SHA256:…`, as ssh shows it. */
  readonly fingerprint: string
}

const SCAN_SECONDS = 8
const BEST_FIRST = ['ssh-ed25519', 'ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521', 'ssh-rsa']

/** The keys that a server offers now, read with ssh-keyscan; none where it does not answer. `host` must have been checked. */
export async function scanHostKeys(
  ssh: Ssh,
  host: string,
  port: number,
  signal?: AbortSignal,
): Promise<readonly HostKey[]> {
  const args = ['-T', String(SCAN_SECONDS), '-p', String(port), '--', host]
  const { stdout } = await runProgram(sibling(ssh, 'ssh-keyscan'), args, { timeoutMs: 3 * SCAN_SECONDS * 1000, signal })
  return hostKeysOf(stdout)
}

/** Reads what ssh-keyscan prints. */
export function hostKeysOf(printed: string): readonly HostKey[] {
  const keys = printed.split(/\r?\n/).flatMap((line): HostKey[] => {
    const [, type, data] = /^[^#\s]\S* ([a-z0-9@.-]+) (AAAA[A-Za-z0-9+/]+=*)$/.exec(line.trim()) ?? []
    return type === undefined || data === undefined ? [] : [{ type, data, fingerprint: fingerprintOf(data) }]
  })
  const rank = ({ type }: HostKey): number =>
    (BEST_FIRST.indexOf(type) + BEST_FIRST.length + 1) % (BEST_FIRST.length + 1)
  return keys.sort((a, b) => rank(a) - rank(b))
}

/** The SHA-256 fingerprint of a public key, as OpenSSH prints it. */
export const fingerprintOf = (data: string): string =>
  `SHA256:${createHash('sha256').update(Buffer.from(data, 'base64')).digest('base64').replace(/=+$/, '')}`

/** Lines of known_hosts for keys under each of the names. */
export function knownHostsLines(names: readonly string[], keys: readonly HostKey[], isHashed: boolean): string {
  const lines = isHashed
    ? keys.flatMap(({ type, data }) => names.map((name) => `${hashed(name)} ${type} ${data}\n`))
    : keys.map(({ type, data }) => `${names.join(',')} ${type} ${data}\n`)
  return lines.join('')
}

function hashed(name: string): string {
  const salt = randomBytes(20)
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`
}

/** Adds lines to the end of a known_hosts file, which need not exist; the rest stays as it is. */
export async function addKnownHosts(path: string, lines: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await untilUnchanged(async () => {
    const before = await readBytes(path)
    const between = before === undefined || before === '' || before.endsWith('\n') ? '' : '\n'
    await replaceFile(path, before, `${before ?? ''}${between}${lines}`)
  })
}
