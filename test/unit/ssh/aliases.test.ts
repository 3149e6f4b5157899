import assert from 'node:assert/strict'
import { mkdirSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { test } from 'node:test'
import { configuredAliases } from '../../../src/ssh/aliases'
import { effectiveFor } from '../../../src/ssh/effective'
import { pathsLike } from '../../../src/ssh/glob'
import { missingSsh } from '../../support/sshd'
import { type UserSsh, userSsh } from '../../support/userSsh'

const skip = missingSsh() ?? false
const posix = { skip: process.platform === 'win32' }

/** Files below the folder, each with one alias that is called like the file. */
function files(user: UserSsh, ...names: readonly string[]): void {
  for (const name of names) {
    mkdirSync(dirname(join(user.folder, name)), { recursive: true })
    writeFileSync(join(user.folder, name), `Host ${name.replaceAll('/', '-')}\n  HostName 127.0.0.1\n`)
  }
}

const PATTERNS: readonly (readonly [pattern: string, found: readonly string[]])[] = [
  ['*.conf', ['a.conf', 'b.conf']],
  ['*/*.conf', ['d1/x.conf', 'd2/y.conf']],
  ['d?/[xz].conf', ['d1/x.conf']],
  ['d[!2]/*', ['d1/x.conf']],
  ['d[0-9]/y*', ['d2/y.conf']],
  ['.h*', ['.hidden.conf']],
  ['[[]odd[]]', ['[odd]']],
  ['\\[odd\\]*', ['[odd]']],
  ['a+b', ['a+b']],
  ['none/*.conf', []],
]

test('a pattern stands for the files that ssh would include, wherever its stars are', posix, async (t) => {
  const user = userSsh(t)
  files(user, 'a.conf', 'b.conf', '.hidden.conf', 'd1/x.conf', 'd2/y.conf', '[odd]', 'a+b')
  for (const [pattern, found] of PATTERNS)
    assert.deepEqual(
      (await pathsLike(join(user.folder, pattern))).map((path) => relative(user.folder, path)),
      found,
      pattern,
    )
})

test('what ssh itself reads through a pattern is found, and nothing else', { skip: skip || posix.skip }, async (t) => {
  const user = userSsh(t)
  files(user, 'a.conf', '.b.conf', 'd1/x.conf', 'd2/y.conf', 'd2/.z.conf')
  user.config(`Include "${user.folder}/*.conf" "${user.folder}/d[12]/*"\n`)
  const aliases = await configuredAliases(user.ssh)
  for (const alias of ['a.conf', '.b.conf', 'd1-x.conf', 'd2-y.conf', 'd2-.z.conf']) {
    const { hostName } = await effectiveFor(user.ssh, alias)
    assert.equal(aliases.includes(alias), hostName === '127.0.0.1', alias)
  }
})

test('an Include may name the home folder and variables', async (t) => {
  const user = userSsh(t)
  files(user, 'by-variable', 'by-percent')
  process.env['DEVSERVERS_TEST'] = user.folder
  t.after(() => delete process.env['DEVSERVERS_TEST'])
  const home = relative(homedir(), user.folder)
  files(user, 'by-tilde', 'by-home')
  user.config(
    [
      `Include \${DEVSERVERS_TEST}/by-variable`,
      `Include "~/${home}/by-tilde"`,
      `Include "\${HOME}/${home}/by-home"`,
      `Include "%d/${home}/by-percent"`,
      'Include by-variable # never read twice',
    ].join('\n'),
  )
  const aliases = await configuredAliases(user.ssh)
  assert.deepEqual([...aliases].sort(), ['by-home', 'by-percent', 'by-tilde', 'by-variable'])
})

test('a hundred files are read, and a circle of them ends', async (t) => {
  const user = userSsh(t)
  const names = Array.from({ length: 100 }, (_, index) => `many/${String(index).padStart(3, '0')}`)
  files(user, ...names)
  user.write('circle', 'Host round\nInclude circle config\n')
  user.config(`Include "${user.folder}/many/*"\nInclude circle\n`)
  assert.equal((await configuredAliases(user.ssh)).length, 101)
})

test('aliases for all users count too, unless ssh is given a configuration', async (t) => {
  const user = userSsh(t)
  files(user, 'system.d/theirs')
  const system = user.write('ssh_config', 'Host everybodys *.example !not\nInclude system.d/*\n')
  const found = async () => [...(await configuredAliases({ ...user.ssh, configFile: undefined }, system))].sort()
  assert.deepEqual(await found(), ['everybodys', 'system.d-theirs'])
  assert.deepEqual(await configuredAliases(user.ssh), [])
})
