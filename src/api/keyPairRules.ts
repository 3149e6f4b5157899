import type { KeyPair } from './schemas'

/** The names that a change of OS takes (changeos page: 1-64 of letters, digits, - _ .). */
export const KEY_PAIR_NAME = /^[-_.a-zA-Z0-9]{1,64}$/

/** Why a pair cannot be used to log in to a DevServer; undefined where it can. */
export function keyPairProblem(keyPair: KeyPair): 'frozen' | 'x509' | 'name' | undefined {
  if (keyPair.isFrozen) return 'frozen'
  if (keyPair.type === 'x509') return 'x509'
  return KEY_PAIR_NAME.test(keyPair.name) ? undefined : 'name'
}

/** A name that both KPS (letters, digits, _ and -) and DevServers (64 characters) take. */
export const isNewKeyPairName = (name: string): boolean => /^[-_a-zA-Z0-9]{1,64}$/.test(name)

/** The one line of a public key in OpenSSH's form, without what surrounds it; undefined for everything else. */
export function publicKeyIn(text: string): string | undefined {
  const line = text.trim()
  if (/[\r\n]/.test(line) || line.length > 16_384) return undefined
  const isKey = /^(ssh-(rsa|ed25519)|ecdsa-sha2-nistp(256|384|521)) [A-Za-z0-9+/]+={0,2}( .*)?$/.test(line)
  return isKey ? line : undefined
}
