import assert from 'node:assert/strict'
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { wordsOf } from '../../../src/ssh/aliases'
import { effectiveFor } from '../../../src/ssh/effective'
import { hasInclude } from '../../../src/ssh/include'
import { type OwnHost, withHost } from '../../../src/ssh/ownHosts'
import { runProgram, type Ssh } from '../../../src/ssh/program'
import { addInclude, isIncluded, ownFileOf, putOwnHost } from '../../../src/ssh/sshConfig'
import { pick, seeded } from '../../support/random'
import { missingSsh } from '../../support/sshd'

const skip = missingSsh() ?? false
const NOW = Date.parse('2026-01-15T08:30:00Z')
const HOST = { key: 'cn-north-4/p1/s1', hostName: '203.0.113.10', user: 'root', port: 2222 } as const
const CALLED = { server: 'npu-train-01', project: 'training' } as const

function userFolder(t: TestContext, config?: string): { ssh: Ssh; config: string } {
  const folder = mkdtempSync(join(tmpdir(), 'devservers config-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'config')
  if (config !== undefined) writeFileSync(path, config, { encoding: 'latin1', mode: 0o640 })
  return { ssh: { program: 'ssh', configFile: path, folder }, config: path }
}

/** What Connect does with the user's files. */
async function putAndInclude(ssh: Ssh): Promise<void> {
  const alias = await putOwnHost(ssh, HOST, CALLED)
  assert.equal(await addInclude(ssh, { ...HOST, alias }, NOW), true)
}

const ODD: Readonly<Record<string, string>> = {
  empty: '',
  'only comments': '# mine\n#Include modelarts-devservers.conf\n',
  'a Match on top': 'Match host 10.0.0.1\n\tUser me\nHost *\n  ServerAliveInterval 30\n',
  CRLF: 'Host a\r\n  HostName 10.0.0.1\r\n\r\n',
  'tabs and equal signs': '\tHost\t=\ta\n\tHostName=10.0.0.1\n',
  'no newline at the end': 'Host a\n  HostName 10.0.0.1',
  'bytes that are no UTF-8': '# caf\xe9\nHost a\n  User b # \xff\n',
  'the line inside of a Host': 'Host a\n  Include "never/there.conf"\n',
}

for (const [name, text] of Object.entries(ODD)) {
  test(`one Include line goes on top of a configuration with ${name}`, { skip }, async (t) => {
    const { ssh, config } = userFolder(t, text)
    const alias = await putOwnHost(ssh, HOST, CALLED)
    assert.equal(await isIncluded(ssh, { alias, hostName: HOST.hostName }), false)
    assert.equal(await addInclude(ssh, { alias, hostName: HOST.hostName }, NOW), true)
    assert.equal(await addInclude(ssh, { alias, hostName: HOST.hostName }, NOW), true)
    const end = name === 'CRLF' ? '\r\n' : '\n'
    assert.equal(readFileSync(config, 'latin1'), `Include "${ownFileOf(ssh)}"${end}${text}`)
    assert.equal(await isIncluded(ssh, { alias, hostName: HOST.hostName }), true)
    assert.equal(statSync(config).mode & 0o777, 0o640)
    assert.equal(statSync(ownFileOf(ssh)).mode & 0o777, 0o600)
    assert.deepEqual(
      readdirSync(ssh.folder)
        .filter((file) => file.startsWith('config.before-'))
        .map((file) => readFileSync(join(ssh.folder, file), 'latin1')),
      [text],
    )
  })
}

test('a configuration that is not there is made, for its owner only', { skip }, async (t) => {
  const { ssh, config } = userFolder(t)
  await putAndInclude(ssh)
  assert.equal(readFileSync(config, 'latin1'), `Include "${ownFileOf(ssh)}"\n`)
  assert.equal(statSync(config).mode & 0o777, 0o600)
})

test('a configuration behind a symlink stays behind it', { skip }, async (t) => {
  const { ssh, config } = userFolder(t)
  const real = join(ssh.folder, 'dotfiles')
  writeFileSync(real, 'Host a\n')
  chmodSync(real, 0o604)
  symlinkSync('dotfiles', config)
  await putAndInclude(ssh)
  assert.ok(lstatSync(config).isSymbolicLink())
  assert.match(readFileSync(real, 'latin1'), /^Include .*\nHost a\n$/)
  assert.equal(statSync(real).mode & 0o777, 0o604)
})

test('a broken configuration is refused with the line, and left alone', { skip }, async (t) => {
  const text = 'Host a\n  User b\n  Nonsense c\n'
  const { ssh, config } = userFolder(t, text)
  await assert.rejects(addInclude(ssh, { ...HOST, alias: 'a' }, NOW), { name: 'ConfigBroken', line: 3, path: config })
  assert.equal(readFileSync(config, 'latin1'), text)
  assert.deepEqual(readdirSync(ssh.folder), ['config'])
})

test('a configuration that others may write to is refused by its name, also where it is included', {
  skip: skip || process.platform === 'win32',
}, async (t) => {
  const { ssh, config } = userFolder(t)
  const open = join(ssh.folder, 'open to all')
  writeFileSync(config, `Include "${open}"\n`)
  writeFileSync(open, 'Host a\n')
  chmodSync(open, 0o666)
  await assert.rejects(effectiveFor(ssh, 'a'), { name: 'ConfigBroken', path: open, said: /^Bad owner or permissions/ })
})

test('a line of somebody else in our own file is refused with its number', { skip }, async (t) => {
  const { ssh } = userFolder(t)
  await putOwnHost(ssh, HOST, CALLED)
  const text = `${readFileSync(ownFileOf(ssh), 'utf8')}\nHost mine\n`
  writeFileSync(ownFileOf(ssh), text)
  const line = text.split('\n').indexOf('Host mine') + 1
  await assert.rejects(putOwnHost(ssh, HOST, CALLED), { name: 'OwnHostsBroken', line })
  assert.equal(readFileSync(ownFileOf(ssh), 'utf8'), text)
})

test('ssh reads from our file what was put there, each server once', { skip }, async (t) => {
  const { ssh } = userFolder(t)
  const identityFile = join(ssh.folder, 'my key 100%')
  writeFileSync(identityFile, '')
  await putOwnHost(ssh, HOST, CALLED)
  const alias = await putOwnHost(
    ssh,
    { ...HOST, user: 'ma-user', identityFile, jumpHost: 'me@jump.example:2200' },
    CALLED,
  )
  const second = await putOwnHost(ssh, { ...HOST, key: 'cn-north-4/p1/s2', hostName: '2001:db8::7' }, CALLED)
  assert.deepEqual([alias, second], ['npu-train-01.training', 'npu-train-01.training-s2'])
  assert.ok(await addInclude(ssh, { ...HOST, alias }, NOW))
  const { stdout } = await runProgram('ssh', ['-G', '-F', ssh.configFile ?? '', '--', alias])
  for (const line of [
    'hostname 203.0.113.10',
    'user ma-user',
    'port 2222',
    'proxyjump me@jump.example:2200',
    'identitiesonly yes',
  ])
    assert.ok(stdout.split('\n').includes(line), line)
  assert.deepEqual((await effectiveFor(ssh, alias)).identityFiles, [identityFile])
  assert.equal((await effectiveFor(ssh, second)).hostName, '2001:db8::7')
  assert.equal(readFileSync(ownFileOf(ssh), 'utf8').match(/^Host /gm)?.length, 2)
})

test('nothing that a server or a setting is called can add a line or an option', () => {
  const bad: Partial<OwnHost>[] = [
    { hostName: '1.2.3.4\n  ProxyCommand touch /tmp/x' },
    { hostName: '-oProxyCommand=x' },
    { hostName: '*' },
    { user: 'root\n  ProxyCommand x' },
    { user: '-l' },
    { port: 0 },
    { port: Number.NaN },
    { jumpHost: 'jump\nProxyCommand x' },
    { jumpHost: '-oProxyCommand=x' },
    { identityFile: '/k" \n  ProxyCommand x' },
    { identityFile: `/home/\${HOME}/k` },
    { key: 'a b' },
    { key: 'a\nHost *' },
    { alias: 'a b' },
    { alias: '*' },
  ]
  const host: OwnHost = { ...HOST, alias: 'a.b' }
  assert.ok(withHost(undefined, host, 'file').includes('\nHost a.b\n'))
  for (const part of bad)
    assert.throws(() => withHost(undefined, { ...host, ...part }, 'file'), RangeError, JSON.stringify(part))
})

test('an alias is made of harmless letters, whatever the server is called', { skip }, async (t) => {
  const { ssh } = userFolder(t)
  const odd = ['', '训练', '$(touch x)', '"; rm -rf ~', '-oProxyCommand=x', 'a\nHost *\n', '../..', 'x'.repeat(300)]
  for (const [index, server] of odd.entries()) {
    const alias = await putOwnHost(ssh, { ...HOST, key: `r/p/id${index}` }, { server, project: '项目 \n*' })
    assert.match(alias, /^[a-z0-9][a-z0-9.-]{0,90}$/)
  }
  assert.ok(existsSync(ownFileOf(ssh)))
})

test('an Include counts only above the first Host or Match, in whatever form it is written', () => {
  const isOurs = (value: string): boolean => value === 'ours.conf'
  for (const text of [
    'Include ours.conf',
    'include\t"ours.conf"',
    '  INCLUDE = a ours.conf # x',
    '# x\r\nInclude ours.conf\r\n',
  ])
    assert.equal(hasInclude(text, isOurs), true, text)
  for (const text of [
    '',
    '# Include ours.conf',
    'Include ours.conf.d',
    'Host *\nInclude ours.conf',
    'match all\nInclude ours.conf',
  ])
    assert.equal(hasInclude(text, isOurs), false, text)
  assert.deepEqual(wordsOf('Host "a b" c # d'), { keyword: 'host', values: ['a b', 'c'] })
})

test('generated configurations keep every byte below the new line', { skip }, async (t) => {
  for (let seed = 1; seed <= 20; seed++) {
    const random = seeded(seed)
    const lines = Array.from({ length: 1 + Math.floor(random() * 8) }, () =>
      pick(random, [
        'Host a b*',
        '  User x',
        '\tPort=22',
        '# \xe9',
        '',
        'Match all',
        'ServerAliveInterval 5',
        '   ',
        'Include none/*.conf',
      ]),
    )
    const text = lines.join(pick(random, ['\n', '\r\n'])) + pick(random, ['', '\n'])
    const { ssh, config } = userFolder(t, text)
    await putAndInclude(ssh)
    const after = readFileSync(config, 'latin1')
    assert.equal(after.slice(after.indexOf('\n') + 1), text, `seed ${seed}`)
  }
})

test('our file is its owner’s alone, also where its mode was changed, and servers that are gone leave it', {
  skip: skip || process.platform === 'win32',
}, async (t) => {
  const { ssh } = userFolder(t)
  const place = 'cn-north-4/p1/'
  await putOwnHost(ssh, HOST, CALLED)
  await putOwnHost(ssh, { ...HOST, key: `${place}s2` }, { ...CALLED, server: 'deleted' })
  await putOwnHost(ssh, { ...HOST, key: 'cn-north-4/p2/s3' }, { ...CALLED, server: 'elsewhere' })
  chmodSync(ownFileOf(ssh), 0o644)
  await putOwnHost(ssh, { ...HOST, key: 'cn-north-4/p2/s3' }, { ...CALLED, server: 'elsewhere' })
  assert.equal(statSync(ownFileOf(ssh)).mode & 0o777, 0o600)
  const isGone = (key: string): boolean => key === `${place}s2` || key === HOST.key
  await putOwnHost(ssh, HOST, CALLED, isGone)
  const hosts = readFileSync(ownFileOf(ssh), 'utf8').match(/^Host .*$/gm)
  assert.deepEqual(hosts, ['Host elsewhere.training', 'Host npu-train-01.training'])
})

test('a line that does not help is taken out again, with its backup', { skip }, async (t) => {
  const text = 'Host a\n  User b\n'
  const { ssh, config } = userFolder(t, text)
  chmodSync(config, 0o640)
  await putOwnHost(ssh, HOST, CALLED)
  assert.equal(await addInclude(ssh, { alias: 'of-nobody', hostName: HOST.hostName }, NOW), false)
  assert.equal(readFileSync(config, 'latin1'), text)
  assert.equal(statSync(config).mode & 0o777, 0o640)
  writeFileSync(ownFileOf(ssh), 'Host x\n  Nonsense\n')
  const own = { name: 'ConfigBroken', path: ownFileOf(ssh), line: 2 }
  await assert.rejects(addInclude(ssh, { ...HOST, alias: 'x' }, NOW), own)
  assert.equal(readFileSync(config, 'latin1'), text)
  assert.deepEqual(readdirSync(ssh.folder).sort(), ['config', 'modelarts-devservers.conf'])
})

test('a line that does not help leaves no configuration where there was none', { skip }, async (t) => {
  const { ssh, config } = userFolder(t)
  writeFileSync(ownFileOf(ssh), 'Host x\n  Nonsense\n')
  await assert.rejects(addInclude(ssh, { ...HOST, alias: 'x' }, NOW), { name: 'ConfigBroken' })
  assert.equal(existsSync(config), false)
})
