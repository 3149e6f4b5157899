import { createHmac } from 'node:crypto'
import { isIP } from 'node:net'
import { isHost } from '../base/hosts'

/** An entry that stood for one of the names. */
export interface ForgottenEntry {
  /** Counts from 1. */
  readonly line: number
  /** What of the entry is gone; for a hashed one the name it was found by. */
  readonly names: readonly string[]
  readonly isHashed: boolean
  readonly key: string
}

/** An entry that also stands for other hosts, and therefore stays: a pattern that matches one of the names. */
export interface CoveringEntry {
  readonly line: number
  readonly pattern: string
  readonly key: string
}

/** A known_hosts text without some hosts. */
export interface Forgetting {
  readonly text: string
  readonly forgotten: readonly ForgottenEntry[]
  readonly covering: readonly CoveringEntry[]
}

// The text is read byte for byte as Latin-1, whose upper half has blanks that are none to ssh: no \s here.
const ENTRY = /^([ \t]*)([^ \t\r\n]+)([ \t]+)([^ \t\r\n]+)(?:[ \t]+([^ \t\r\n]+))?/

/**
 * Takes the names out of a known_hosts text (Latin-1). Entries that other hosts share lose only these names; every
 * other byte stays. Lines with a marker (`@cert-authority`, `@revoked`) are nobody's host key and stay too.
 */
export function forgetHosts(text: string, names: readonly string[]): Forgetting {
  const wanted = new Set(names.map((name) => name.toLowerCase()))
  const forgotten: ForgottenEntry[] = []
  const covering: CoveringEntry[] = []
  const lines = text.split(/(?<=\n)/).map((line, index) => {
    const entry = ENTRY.exec(line)
    const [, indent = '', hosts = '', , type = '', data = ''] = entry ?? []
    if (!entry || /^[#@]/.test(hosts)) return line
    const key = data.startsWith('AAAA') ? `${type} ${data}` : type
    const found = partsOf(hosts, wanted)
    if (found.pattern !== undefined) covering.push({ line: index + 1, pattern: found.pattern, key })
    if (found.names.length === 0) return line
    forgotten.push({ line: index + 1, names: found.names, isHashed: hosts.startsWith('|'), key })
    const hasOthers = found.others.some((host) => !host.startsWith('!'))
    return hasOthers ? indent + found.others.join(',') + line.slice(indent.length + hosts.length) : ''
  })
  return { text: lines.join(''), forgotten, covering }
}

/** The host names that a known_hosts text (Latin-1) has for a port in plain words; addresses and patterns are none. */
export function plainNames(text: string, port: number): readonly string[] {
  const names = text.split('\n').flatMap((line) => {
    const hosts = ENTRY.exec(line)?.[2] ?? ''
    return /^[#@|]/.test(hosts) ? [] : hosts.split(',')
  })
  const atPort = names.map((name) => {
    const [, inBrackets, text] = /^\[(.+)\]:(\d+)$/.exec(name) ?? []
    return inBrackets === undefined ? (port === 22 ? name : '') : Number(text) === port ? inBrackets : ''
  })
  return [...new Set(atPort.map((name) => name.toLowerCase()))].filter((name) => isHost(name) && isIP(name) === 0)
}

interface Found {
  readonly names: readonly string[]
  readonly others: readonly string[]
  readonly pattern?: string | undefined
}

function partsOf(hosts: string, wanted: ReadonlySet<string>): Found {
  if (hosts.startsWith('|')) {
    const name = [...wanted].find((one) => isHashOf(hosts, one))
    return { names: name === undefined ? [] : [name], others: [] }
  }
  const all = hosts.split(',')
  const isOurs = (host: string): boolean => wanted.has(host.toLowerCase())
  const others = all.filter((host) => !isOurs(host))
  return { names: all.filter(isOurs), others, pattern: coveringPattern(others, wanted) }
}

/** `|1|salt|HMAC-SHA1(salt, name)`, both in Base64 (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
function isHashOf(hashed: string, name: string): boolean {
  const [, version, salt, hash] = hashed.split('|')
  if (version !== '1' || !salt || !hash) return false
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash
}

function coveringPattern(hosts: readonly string[], wanted: ReadonlySet<string>): string | undefined {
  const matches = (pattern: string): boolean => [...wanted].some((name) => matcher(pattern).test(name))
  if (hosts.some((host) => host.startsWith('!') && matches(host.slice(1)))) return undefined
  return hosts.find((host) => /[*?]/.test(host) && !host.startsWith('!') && matches(host))
}

const matcher = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replace(/\*+/g, '.*')
      .replaceAll('?', '.')}$`,
    'i',
  )
