import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { chmodSync, existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { applyForgetting, planForgetting } from '../../../src/ssh/forget'
import { pick, seeded } from '../../support/random'
import { missingSsh } from '../../support/sshd'
import { type UserSsh, userSsh } from '../../support/userSsh'

const skip = missingSsh() ?? false
const NOW = Date.parse('2026-01-15T08:30:00Z')
const CASES = 1000
/** ssh takes 32 files at most. */
const TOGETHER = 25
const OURS = ['[203.0.113.10]:2222', '203.0.113.10', '[203.0.113.10]:22', 'train', '[train]:2222', '[2001:db8::7]:2222']
const THEIRS = ['gpu-01', '10.0.0.8', '203.0.113.1', '[203.0.113.10]:2200', '203.0.113.100', 'training', '[train]:22']

/** A line of known_hosts, and what is to be left of it. */
interface Line {
  readonly text: string
  readonly left: string
}

type Random = () => number

const gone = (text: string): Line => ({ text, left: '' })
const kept = (text: string): Line => ({ text, left: text })

/** A key of nobody that ssh takes for one. */
function keyOf(random: Random): string {
  const bytes = Buffer.from(Array.from({ length: 32 }, () => Math.floor(random() * 256)))
  const head = Buffer.from('\0\0\0\x0bssh-ed25519\0\0\0\x20', 'latin1')
  return `ssh-ed25519 ${Buffer.concat([head, bytes]).toString('base64')}`
}

function hashed(name: string, random: Random): string {
  const salt = Buffer.from(Array.from({ length: 20 }, () => Math.floor(random() * 256)))
  return `|1|${salt.toString('base64')}|${createHmac('sha1', salt).update(name).digest('base64')}`
}

function ownLine(random: Random): Line {
  const [name, second, other] = [pick(random, OURS), pick(random, OURS), pick(random, THEIRS)]
  const key = `${pick(random, [' ', '\t', '  '])}${keyOf(random)}${pick(random, ['', ' a comment', ' root@caf\xe9'])}`
  return pick(random, [
    gone(`${name}${key}`),
    gone(`\t${name.toUpperCase()}${key}`),
    gone(`${name},${second}${key}`),
    gone(`${hashed(name, random)}${key}`),
    { text: `${other},${name}${key}`, left: `${other}${key}` },
    { text: `${name},*.example,${second},${other}${key}`, left: `*.example,${other}${key}` },
  ])
}

function foreignLine(random: Random): Line {
  const [name, other, key] = [pick(random, OURS), pick(random, THEIRS), keyOf(random)]
  return kept(
    pick(random, [
      `${other} ${key}`,
      `${other},alias.example\t${key} root@\xa0\x85`,
      `${hashed(other, random)} ${key}`,
      `@cert-authority ${name},* ${key}`,
      `@revoked ${name} ${key}`,
      `# ${name} ${key}`,
      `203.0.113.*,train?? ${key}`,
      `  ${other} ${key}  `,
      '',
      ' \t',
      'broken',
      '|1|not|hashed',
      `\xef\xbb\xbf${name} ${key}`,
    ]),
  )
}

/** The bytes of a file before and after. */
function fileOf(seed: number): Line {
  const random = seeded(seed)
  const ends = pick(random, [['\n'], ['\r\n'], ['\n', '\r\n']])
  const lines = Array.from({ length: Math.floor(random() * 14) }, () => {
    const { text, left } = random() < 0.4 ? ownLine(random) : foreignLine(random)
    const end = pick(random, ends)
    return { text: text + end, left: left === '' && text !== '' ? '' : left + end }
  })
  const last = lines.pop()
  // Without a line end at the end of the file.
  if (last && random() < 0.4) lines.push({ text: last.text.trimEnd(), left: last.left.trimEnd() })
  else if (last) lines.push(last)
  return { text: lines.map(({ text }) => text).join(''), left: lines.map(({ left }) => left).join('') }
}

/** The lines under which ssh itself finds a name. */
function foundBySsh(path: string, name: string): readonly string[] {
  try {
    const printed = execFileSync('ssh-keygen', ['-F', name, '-f', path], { encoding: 'latin1', stdio: 'pipe' })
    return printed.split('\n').filter((line) => line !== '' && !line.startsWith('# Host '))
  } catch {
    return []
  }
}

/** What stays although ssh finds our name there: marks, and patterns for others too. */
const isMeantToStay = (line: string): boolean => line.startsWith('@') || /^[^ \t]*[*?]/.test(line)

function checkWithSsh(user: UserSsh, name: string, before: string): void {
  const [now, then] = [join(user.folder, name), user.write('before', before)]
  for (const own of OURS)
    assert.deepEqual(
      foundBySsh(now, own).filter((line) => !isMeantToStay(line)),
      [],
      own,
    )
  for (const other of THEIRS) {
    const keys = (path: string): readonly string[] =>
      foundBySsh(path, other).map((line) => line.split(/[ \t]+/)[2] ?? '')
    assert.deepEqual(keys(now), keys(then), other)
  }
}

test(`in ${CASES} generated files all entries of the server go, and every other byte stays, with a backup`, {
  skip,
}, async (t) => {
  const addresses = ['203.0.113.10', '2001:db8::7'].map((host) => ({ host, from: 'elasticIp' as const }))
  let checked = 0
  for (let first = 1; first <= CASES; first += TOGETHER) {
    const user = userSsh(t)
    const seeds = Array.from({ length: TOGETHER }, (_, index) => first + index)
    const files = seeds.map((seed) => ({ seed, name: `hosts ${seed}`, ...fileOf(seed) }))
    for (const { name, text, seed } of files) chmodSync(user.write(name, text), seed % 2 ? 0o600 : 0o644)
    user.config(
      `UserKnownHostsFile ${files.map(({ name }) => `"${join(user.folder, name)}"`).join(' ')}\nHost train\n  HostName 203.0.113.10\n  Port 2222\n`,
    )
    await applyForgetting(await planForgetting(user.ssh, { addresses, port: 2222 }), NOW)
    for (const { seed, name, text, left } of files) {
      assert.deepEqual(Buffer.from(user.read(name), 'latin1'), Buffer.from(left, 'latin1'), `seed ${seed}`)
      assert.equal(statSync(join(user.folder, name)).mode & 0o777, seed % 2 ? 0o600 : 0o644, `seed ${seed}`)
      const backup = `${name}.before-2026-01-15T08-30-00Z`
      assert.equal(existsSync(join(user.folder, backup)), text !== left, `seed ${seed}`)
      if (text !== left) assert.equal(user.read(backup), text, `seed ${seed}`)
      if (seed % 50 !== 0) continue
      checkWithSsh(user, name, text)
      checked++
    }
    assert.deepEqual(
      readdirSync(user.folder).filter((name) => name.endsWith('.new')),
      [],
    )
  }
  assert.equal(checked, CASES / 50)
})
