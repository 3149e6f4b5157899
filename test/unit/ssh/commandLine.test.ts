import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { hopsOf, isHost, isUser } from '../../../src/base/hosts'
import { type Login, shellLine, sshArguments, terminalProgram } from '../../../src/ssh/commandLine'
import { addKnownHosts } from '../../../src/ssh/hostKeys'
import { runProgram } from '../../../src/ssh/program'
import { missingSshd, startSshd } from '../../support/sshd'

const SSH = { program: 'ssh', folder: '/home/me/.ssh' } as const
const LOGIN: Login = { host: '203.0.113.10', user: 'root', port: 22 }
const INJECTIONS = [
  '-oProxyCommand=touch /tmp/owned',
  '1.2.3.4; touch /tmp/owned',
  '$(touch /tmp/owned)',
  '`touch /tmp/owned`',
  "1.2.3.4' || touch '/tmp/owned",
  '1.2.3.4\ntouch /tmp/owned',
  '1.2.3.4 -oProxyCommand=x',
  'a@b',
  '\u001b]0;title\u0007',
  '%h',
  '*',
  '',
]

test('a login is spelled out, usual values left away', () => {
  assert.deepEqual(sshArguments(SSH, LOGIN), ['root@203.0.113.10'])
  assert.deepEqual(
    sshArguments(
      { ...SSH, configFile: '/etc/my config' },
      {
        host: '2001:db8::7',
        user: 'ma-user',
        port: 2222,
        identityFile: '/home/me/a key',
        jumpHost: 'me@jump:22, [2001:db8::1]:2200',
      },
    ),
    [
      '-F',
      '/etc/my config',
      '-p',
      '2222',
      '-i',
      '/home/me/a key',
      '-o',
      'IdentitiesOnly=yes',
      '-J',
      'me@jump:22,[2001:db8::1]:2200',
      'ma-user@2001:db8::7',
    ],
  )
})

test('ssh logs in with a key whose path has blanks and percent signs', { skip: missingSshd() ?? false }, async (t) => {
  const sshd = await startSshd(t)
  await addKnownHosts(sshd.knownHosts, `[127.0.0.1]:${sshd.port} ${sshd.hostKey()}\n`)
  const configFile = join(sshd.folder, 'without a key')
  writeFileSync(configFile, readFileSync(sshd.ssh.configFile ?? '', 'latin1').replace(/^IdentityFile.*\n/m, ''))
  for (const name of ['my key', '100% my key', '%h']) {
    const identityFile = join(sshd.folder, name)
    writeFileSync(identityFile, readFileSync(sshd.identityFile), { mode: 0o600 })
    const login = { host: '127.0.0.1', user: userInfo().username, port: sshd.port, identityFile }
    const args = ['-o', 'BatchMode=yes', ...sshArguments({ ...sshd.ssh, configFile }, login), 'echo', 'in']
    const { stdout, stderr } = await runProgram('ssh', args)
    assert.equal(stdout, 'in\n', `${name}: ${stderr}`)
  }
})

test('addresses, users and jump hosts that are none are refused', () => {
  for (const bad of INJECTIONS) {
    assert.equal(isHost(bad), false, bad)
    assert.throws(() => sshArguments(SSH, { ...LOGIN, host: bad }), RangeError)
    assert.throws(() => sshArguments(SSH, { ...LOGIN, user: bad }), RangeError)
    if (bad !== 'a@b') assert.equal(hopsOf(bad), undefined, bad)
  }
  for (const good of ['10.0.0.1', 'fe80::1', 'a', 'host_1.example.com', '1-2']) assert.ok(isHost(good), good)
  for (const good of ['root', 'ma-user', '_apt', 'a.b']) assert.ok(isUser(good), good)
})

test('a copied line is taken apart by a shell into the same words', () => {
  const words = ['ssh', '-i', '/home/o\'neil/a key $HOME `x` \\ " ; & |', 'root@203.0.113.10', '']
  const out = execFileSync('sh', ['-c', `printf '%s\\0' ${shellLine(words, 'linux')}`], { encoding: 'utf8' })
  assert.deepEqual(out.split('\0').slice(0, -1), words)
})

test('on Windows a copied line has the form that PowerShell and cmd read alike, as far as there is one', () => {
  const line = (...words: string[]): string => shellLine(['ssh', ...words], 'win32')
  assert.equal(line('-i', 'C:\\my keys\\a', '-p', '22', 'root@h'), 'ssh -i "C:\\my keys\\a" -p 22 root@h')
  assert.equal(line('a@b,c@d'), 'ssh "a@b,c@d"', 'a comma makes a list in PowerShell')
  assert.equal(line('C:\\100%\\k'), 'ssh "C:\\100%\\k"')
  assert.equal(line("C:\\o'neil & $HOME `x`\\k"), "ssh 'C:\\o''neil & $HOME `x`\\k'")
  assert.equal(line('C:\\a\u2019$b'), "ssh 'C:\\a\u2019\u2019$b'", 'PowerShell ends a text at typographic quotes too')
  assert.equal(line(''), 'ssh ""')
})

test('what a terminal runs gets its arguments as they are, and keeps the last words on screen', () => {
  const odd = ['$(touch /tmp/owned)', "'; exit 9; '", '', 'a b']
  const { shellPath, shellArgs } = terminalProgram('printf', ['[%s]', ...odd], 'done', 'linux')
  assert.equal(execFileSync(shellPath, shellArgs, { encoding: 'utf8' }), odd.map((word) => `[${word}]`).join(''))
  const failing = terminalProgram('sh', ['-c', 'exit 3'], '$(echo no)', 'linux')
  assert.throws(
    () => execFileSync(failing.shellPath, failing.shellArgs, { encoding: 'utf8', input: '\n' }),
    (error: { status?: number; stdout?: string }) => error.status === 3 && error.stdout === '\n$(echo no) ',
  )
  assert.deepEqual(terminalProgram('ssh', odd, 'done', 'win32'), { shellPath: 'ssh', shellArgs: odd })
})
