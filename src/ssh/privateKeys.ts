import { createHash } from 'node:crypto'
import { mkdir, open, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Effective } from './effective'
import { permissionProblem } from './keyRights'
import { runProgram, type Ssh, sibling } from './program'
import { readBytes, replaceFile } from './replaceFile'

/** What a key pair is known by. */
export interface Wanted {
  /** MD5 with colons, or `SHA256:…`, as the key service prints it. */
  readonly fingerprint?: string | undefined
  /** `ssh-rsa AAAA… comment`. */
  readonly publicKey?: string | undefined
}

/** Where a private key was found. */
export type FoundKey =
  | { readonly kind: 'file'; readonly path: string; readonly problem: 'tooOpen' | undefined }
  | {
      readonly kind: 'agent'
      /** `ssh-rsa AAAA… comment`, as the agent prints it. */
      readonly publicKey: string
    }

const MOST_BYTES = 64 * 1024
const MOST_FILES = 200

/** Where else than in its folder ssh looks for keys. */
export type KeyPlaces = Pick<Effective, 'identityFiles' | 'identityAgent'>

/** The private key of a pair: among the files that ssh is told to use, in its folder, else in the agent. */
export async function findPrivateKey(
  ssh: Ssh,
  wanted: Wanted,
  { identityFiles, identityAgent }: KeyPlaces,
): Promise<FoundKey | undefined> {
  const prints = fingerprintsOf(wanted)
  if (prints.size === 0) return undefined
  for (const path of new Set([...identityFiles, ...(await filesIn(ssh.folder))])) {
    if ((await isPrivateKey(path)) && (await isKeyOf(ssh, path, prints)))
      return { kind: 'file', path, problem: await permissionProblem(path) }
  }
  const publicKey = await inAgent(ssh, prints, identityAgent)
  return publicKey === undefined ? undefined : { kind: 'agent', publicKey }
}

/**
 * A file by which ssh knows which of an agent's keys is meant: offered one after the other, those before it would use up
 * the attempts that a server allows.
 */
export async function publicKeyFile(ssh: Ssh, publicKey: string): Promise<string> {
  const [type = '', data = ''] = publicKey.trim().split(' ')
  const name = createHash('sha256').update(data).digest('hex').slice(0, 16)
  const path = join(ssh.folder, `modelarts-devservers-${name}.pub`)
  await mkdir(ssh.folder, { recursive: true, mode: 0o700 })
  const before = await readBytes(path)
  const text = `${type} ${data}\n`
  if (before !== text) await replaceFile(path, before, text, true)
  return path
}

/** Whether a file is the private key of a pair; undefined where that cannot be told. */
export async function belongsTo(ssh: Ssh, path: string, wanted: Wanted): Promise<boolean | undefined> {
  const prints = fingerprintsOf(wanted)
  if (prints.size === 0) return undefined
  const { stdout } = await runProgram(sibling(ssh, 'ssh-keygen'), ['-l', '-f', path])
  return stdout === '' ? undefined : isKeyOf(ssh, path, prints)
}

/** Every form in which a pair's fingerprint is printed. */
export function fingerprintsOf({ fingerprint, publicKey }: Wanted): ReadonlySet<string> {
  const prints = new Set<string>()
  const plain = fingerprint?.trim().replace(/^MD5:/i, '')
  if (plain) prints.add(plain.startsWith('SHA256:') ? plain.replace(/=+$/, '') : plain.toLowerCase())
  const data = publicKey?.trim().split(/\s+/)[1]
  if (data) for (const print of printsOf(data)) prints.add(print)
  return prints
}

function printsOf(data: string): readonly string[] {
  const bytes = Buffer.from(data, 'base64')
  const md5 = createHash('md5')
    .update(bytes)
    .digest('hex')
    .replace(/..(?!$)/g, '$&:')
  const sha256 = createHash('sha256').update(bytes).digest('base64').replace(/=+$/, '')
  return [md5, `SHA256:${sha256}`]
}

async function filesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => [])
  return names
    .filter((name) => !/\.pub$|^(known_hosts|config|authorized_keys)/.test(name))
    .slice(0, MOST_FILES)
    .map((name) => join(folder, name))
}

/** True for a file with a private key in one of the forms that OpenSSH reads. */
export async function isPrivateKey(path: string): Promise<boolean> {
  try {
    const { size } = await stat(path)
    if (size > MOST_BYTES) return false
    const file = await open(path)
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(64), 0, 64, 0)
      return /^-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(buffer.toString('latin1', 0, bytesRead))
    } finally {
      await file.close()
    }
  } catch {
    return false
  }
}

/** `ssh-keygen -l` reads the public half, of the file itself or of the `.pub` beside it; no passphrase is asked for. */
async function isKeyOf(ssh: Ssh, path: string, prints: ReadonlySet<string>): Promise<boolean> {
  for (const hash of ['sha256', 'md5']) {
    const { stdout } = await runProgram(sibling(ssh, 'ssh-keygen'), ['-l', '-E', hash, '-f', path])
    const print = stdout.split(' ')[1]?.replace(/^MD5:/, '')
    if (print && prints.has(print)) return true
  }
  return false
}

async function inAgent(ssh: Ssh, prints: ReadonlySet<string>, agent: string | undefined): Promise<string | undefined> {
  if (agent === 'none') return undefined
  const env = agent === undefined ? {} : { SSH_AUTH_SOCK: agent }
  const { stdout } = await runProgram(sibling(ssh, 'ssh-add'), ['-L'], { env }).catch(() => ({ stdout: '' }))
  return stdout.split(/\r?\n/).find((line) => {
    const data = line.split(' ')[1]
    return data?.startsWith('AAAA') === true && printsOf(data).some((print) => prints.has(print))
  })
}

/** True for a file that is there. */
export const isFile = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isFile(),
    () => false,
  )
