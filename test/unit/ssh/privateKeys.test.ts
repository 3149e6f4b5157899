import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { fingerprintOf } from '../../../src/emulator/sshKeys'
import { sshArguments } from '../../../src/ssh/commandLine'
import { effectiveFor } from '../../../src/ssh/effective'
import { belongsTo, findPrivateKey, type KeyPlaces, publicKeyFile } from '../../../src/ssh/privateKeys'
import { runProgram, type Ssh } from '../../../src/ssh/program'
import { missingSsh, missingSshd, startSshd } from '../../support/sshd'
import { userSsh } from '../../support/userSsh'

const skip = missingSsh() ?? false
const NOWHERE: KeyPlaces = { identityFiles: [], identityAgent: 'none' }

/** An agent of OpenSSH that ends with the test; answers its socket. */
async function startAgent(t: TestContext): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'devservers agent-'))
  const socket = join(folder, 'socket')
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'inherit'] })
  t.after(async () => {
    agent.kill()
    await once(agent, 'exit')
    rmSync(folder, { recursive: true, force: true })
  })
  // It says where it listens.
  await once(agent.stdout, 'data')
  return socket
}

function setup(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), 'devservers keys-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const make = (name: string, type = 'ed25519', passphrase = ''): string => {
    execFileSync('ssh-keygen', ['-q', '-t', type, '-N', passphrase, '-C', name, '-f', join(folder, name)])
    return readFileSync(join(folder, `${name}.pub`), 'utf8')
  }
  const ssh: Ssh = { program: 'ssh', folder }
  return { folder, ssh, make }
}

test('a private key is found by each form of the fingerprint that a key service prints', { skip }, async (t) => {
  const { folder, ssh, make } = setup(t)
  make('other')
  const publicKey = make('the key')
  const sha256 =
    execFileSync('ssh-keygen', ['-lf', join(folder, 'the key.pub')], { encoding: 'utf8' }).split(' ')[1] ?? ''
  const md5 = fingerprintOf(publicKey) ?? ''
  for (const wanted of [
    { fingerprint: md5 },
    { fingerprint: `MD5:${md5.toUpperCase()}` },
    { fingerprint: sha256 },
    { fingerprint: `${sha256}=` },
    { publicKey },
  ])
    assert.deepEqual(
      await findPrivateKey(ssh, wanted, NOWHERE),
      { kind: 'file', path: join(folder, 'the key'), problem: undefined },
      JSON.stringify(wanted),
    )
  assert.equal(await findPrivateKey(ssh, { fingerprint: 'aa:bb' }, NOWHERE), undefined)
  assert.equal(await findPrivateKey(ssh, {}, NOWHERE), undefined)
})

test('a key behind a passphrase is found without asking for it, with or without its public file', {
  skip,
}, async (t) => {
  const { folder, ssh, make } = setup(t)
  const publicKey = make('locked', 'rsa', 'secret words')
  for (const round of [1, 2]) {
    const found = await findPrivateKey(ssh, { fingerprint: fingerprintOf(publicKey) }, NOWHERE)
    assert.deepEqual(found, { kind: 'file', path: join(folder, 'locked'), problem: undefined }, `round ${round}`)
    rmSync(join(folder, 'locked.pub'), { force: true })
  }
})

test('a private key that others can read is said to be so', {
  skip: skip || process.platform === 'win32',
}, async (t) => {
  const { folder, ssh, make } = setup(t)
  const publicKey = make('open')
  chmodSync(join(folder, 'open'), 0o644)
  const found = await findPrivateKey(ssh, { publicKey }, NOWHERE)
  assert.deepEqual(found, { kind: 'file', path: join(folder, 'open'), problem: 'tooOpen' })
})

test('a key of another pair is told from the right one', { skip }, async (t) => {
  const { folder, ssh, make } = setup(t)
  const [right, wrong] = [make('right'), make('wrong')]
  const path = join(folder, 'right')
  assert.equal(await belongsTo(ssh, path, { fingerprint: fingerprintOf(right) }), true)
  assert.equal(await belongsTo(ssh, path, { fingerprint: fingerprintOf(wrong) }), false)
  assert.equal(await belongsTo(ssh, path, {}), undefined)
  assert.equal(await belongsTo(ssh, join(folder, 'nothing'), { publicKey: right }), undefined)
})

test('files that hold no private key are passed over', { skip }, async (t) => {
  const { folder, ssh, make } = setup(t)
  const publicKey = make('gone')
  rmSync(join(folder, 'gone'))
  writeFileSync(join(folder, 'notes'), publicKey)
  assert.equal(await findPrivateKey(ssh, { publicKey }, NOWHERE), undefined)
})

test('a key that the configuration names is found outside of ssh’s folder', { skip }, async (t) => {
  const { folder, make } = setup(t)
  const publicKey = make('far')
  const user = userSsh(t)
  user.config(`IdentityFile "${join(folder, 'far')}"\n`)
  const places = await effectiveFor(user.ssh, '127.0.0.1')
  assert.deepEqual(await findPrivateKey(user.ssh, { publicKey }, NOWHERE), undefined)
  assert.deepEqual(await findPrivateKey(user.ssh, { publicKey }, places), {
    kind: 'file',
    path: join(folder, 'far'),
    problem: undefined,
  })
})

test('a key in a real agent is found, in the one that the configuration names, and in no other', {
  skip: skip || process.platform === 'win32',
}, async (t) => {
  const { folder, make } = setup(t)
  const publicKey = make('mine')
  const [usual, other] = [await startAgent(t), await startAgent(t)]
  execFileSync('ssh-add', ['-q', join(folder, 'mine')], { env: { ...process.env, SSH_AUTH_SOCK: other } })
  process.env['SSH_AUTH_SOCK'] = usual
  process.env['DEVSERVERS_AGENT'] = other
  t.after(() => {
    delete process.env['SSH_AUTH_SOCK']
    delete process.env['DEVSERVERS_AGENT']
  })
  const user = userSsh(t)
  const found = async (config: string) => {
    user.config(config)
    const key = await findPrivateKey(user.ssh, { publicKey }, await effectiveFor(user.ssh, '127.0.0.1'))
    assert.ok(key === undefined || (key.kind === 'agent' && key.publicKey === publicKey.trim()))
    return key?.kind
  }
  assert.equal(await found(''), undefined)
  for (const agent of [`"${other}"`, '$DEVSERVERS_AGENT', `"\${DEVSERVERS_AGENT}"`])
    assert.equal(await found(`IdentityAgent ${agent}\n`), 'agent', agent)
  process.env['SSH_AUTH_SOCK'] = other
  assert.equal(await found(''), 'agent')
  assert.equal(await found('IdentityAgent SSH_AUTH_SOCK\n'), 'agent')
  assert.equal(await found('IdentityAgent none\n'), undefined)
})

test('of an agent with many keys the right one is offered to the server', {
  skip: (missingSshd() ?? false) || process.platform === 'win32',
}, async (t) => {
  const sshd = await startSshd(t)
  const { folder, make } = setup(t)
  const agent = await startAgent(t)
  const add = (path: string) => execFileSync('ssh-add', ['-q', path], { env: { ...process.env, SSH_AUTH_SOCK: agent } })
  for (const name of ['a', 'b', 'c', 'd', 'e', 'f', 'g']) {
    make(name)
    add(join(folder, name))
  }
  add(sshd.identityFile)
  const known = join(folder, 'known_hosts')
  writeFileSync(known, `[127.0.0.1]:${sshd.port} ${sshd.hostKey()}\n`)
  const configFile = join(folder, 'config')
  writeFileSync(configFile, `IdentityAgent "${agent}"\nUserKnownHostsFile "${known}"\n`)
  const ssh: Ssh = { program: 'ssh', configFile, folder }
  const publicKey = readFileSync(`${sshd.identityFile}.pub`, 'utf8')
  const found = await findPrivateKey(ssh, { publicKey }, await effectiveFor(ssh, '127.0.0.1'))
  assert.ok(found?.kind === 'agent')
  const login = async (identityFile?: string) => {
    const place = { host: '127.0.0.1', user: userInfo().username, port: sshd.port, identityFile }
    return runProgram('ssh', ['-o', 'BatchMode=yes', ...sshArguments(ssh, place), 'echo', 'in'])
  }
  assert.match((await login()).stderr, /Too many authentication failures/)
  const path = await publicKeyFile(ssh, found.publicKey)
  assert.equal((await login(path)).stdout, 'in\n')
  assert.equal(await publicKeyFile(ssh, found.publicKey), path)
  assert.equal(readFileSync(path, 'utf8').trim(), publicKey.trim())
})
