import { createHash, generateKeyPairSync } from 'node:crypto'

/** A new key pair as KPS hands it out: an OpenSSH public key, and the private key that is never seen again. */
export function generateKeyPair(comment: string): { publicKey: string; privateKey: string } {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const { e = '', n = '' } = publicKey.export({ format: 'jwk' })
  const blob = Buffer.concat([text('ssh-rsa'), integer(e), integer(n)])
  return {
    publicKey: `ssh-rsa ${blob.toString('base64')} ${comment}`,
    privateKey: privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
  }
}

/** An Ed25519 public key that nobody has the private key of; the same for the same seed. */
export function publicKeyOf(seed: string): string {
  const point = createHash('sha256').update(seed).digest()
  return `ssh-ed25519 ${Buffer.concat([text('ssh-ed25519'), sized(point)]).toString('base64')} Generated-by-KPS`
}

/** The MD5 of a public key's bytes as colon-separated pairs, the form KPS prints; `undefined` when it is not a key. */
export function fingerprintOf(publicKey: string): string | undefined {
  const [, type, data] =
    /^(ssh-rsa|ssh-ed25519|ecdsa-sha2-nistp(?:256|384|521)) ([A-Za-z0-9+/]+=*)(?: .*)?\s*$/.exec(publicKey) ?? []
  if (type === undefined || data === undefined) return undefined
  const blob = Buffer.from(data, 'base64')
  if (!blob.subarray(0, 4 + type.length).equals(text(type))) return undefined
  const hex = createHash('md5').update(blob).digest('hex')
  return hex.replace(/..(?!$)/g, '$&:')
}

const text = (value: string): Buffer => sized(Buffer.from(value))

/** A positive mpint: a leading zero keeps the highest bit from meaning "negative". */
function integer(base64url: string): Buffer {
  const bytes = Buffer.from(base64url, 'base64url')
  return sized((bytes[0] ?? 0) & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes)
}

function sized(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4)
  length.writeUInt32BE(bytes.length)
  return Buffer.concat([length, bytes])
}
