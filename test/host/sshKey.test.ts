import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { window } from 'vscode'
import { DevServer } from '../../src/api/schemas'
import { systemClock } from '../../src/base/clock'
import { keyPathOf, rememberKeyPath } from '../../src/commands/keyMemory'
import { keyFor } from '../../src/commands/sshKey'
import type { Route } from '../../src/commands/sshLogin'
import { inWords } from '../../src/commands/sshProblem'
import { createEmulator } from '../../src/emulator/emulator'
import { SAMPLE } from '../../src/emulator/sample'
import { fingerprintOf } from '../../src/emulator/sshKeys'
import { connect } from '../../src/model/connection'
import { ConfigBroken } from '../../src/ssh/effective'
import { JumpFailed } from '../../src/ssh/jump'
import { memento } from '../support/memento'
import { missingSsh } from '../support/sshd'

const PAIR = 'team-laptop'
const PROJECT = { ...SAMPLE.training, account: 'work' }
const log = window.createOutputChannel('keys of tests', { log: true })

describe('the private key of a server', () => {
  const folders: string[] = []

  before(function () {
    if (missingSsh()) this.skip()
  })
  after(() => {
    log.dispose()
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  })

  /** A user's keys, and a service whose pair is the one of `publicKey`. */
  function setup() {
    const folder = mkdtempSync(join(tmpdir(), 'devservers keys-'))
    folders.push(folder)
    writeFileSync(join(folder, 'config'), 'IdentityAgent none\n')
    const make = (name: string): string => {
      execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', join(folder, name)])
      return join(folder, name)
    }
    const emulator = createEmulator({ now: Date.now })
    const { keyPairs } = emulator.control.state
    const serve = (path: string): void => {
      const publicKey = readFileSync(`${path}.pub`, 'utf8')
      const fingerprint = fingerprintOf(publicKey) ?? ''
      const [like] = keyPairs
      assert.ok(like)
      const pair = {
        ...like,
        name: PAIR,
        projectId: PROJECT.projectId,
        scope: 'domain' as const,
        publicKey,
        fingerprint,
      }
      keyPairs.splice(0, keyPairs.length, pair)
    }
    const travel = { send: emulator.handle, clock: systemClock, random: Math.random }
    const server = { ...DevServer.parse({ id: 's1', name: 'npu', status: 'RUNNING' }), keyPairName: PAIR }
    const route: Route = {
      connection: connect(PROJECT, SAMPLE, travel),
      server,
      place: 'npu (training)',
      addresses: [{ host: '127.0.0.1', from: 'privateIp' }],
      user: 'root',
      port: 22,
      jumpHost: undefined,
      identityFile: undefined,
    }
    const app = { memory: memento(), log }
    const ssh = { program: 'ssh', configFile: join(folder, 'config'), folder }
    const find = async () => (await keyFor(app, { ssh }, route))?.identityFile
    const remember = (path: string) => rememberKeyPath(app.memory, PROJECT, PAIR, path)
    return { folder, make, serve, find, remember, remembered: () => keyPathOf(app.memory, PROJECT, PAIR) }
  }

  it('is found by its fingerprint and remembered', async () => {
    const { make, serve, find, remembered } = setup()
    const path = make('mine')
    serve(path)
    assert.deepEqual([await find(), remembered()], [path, path])
  })

  it('is looked for again where the pair was made anew under its name', async () => {
    const { make, serve, find, remember, remembered } = setup()
    const [old, fresh] = [make('old'), make('fresh')]
    await remember(old)
    serve(old)
    assert.equal(await find(), old)
    serve(fresh)
    assert.deepEqual([await find(), remembered()], [fresh, fresh])
  })

  it('is the one that was chosen although it is of another pair, while there is no better one', async () => {
    const { make, serve, find, remember } = setup()
    const [chosen, gone] = [make('chosen'), make('gone')]
    serve(gone)
    rmSync(gone)
    await remember(chosen)
    assert.equal(await find(), chosen)
  })

  it('that only an agent has is named to ssh by its public half', async function () {
    if (process.platform === 'win32') return this.skip()
    const { make, serve, find, remembered, folder } = setup()
    const path = make('lent')
    const socket = join(folder, 'socket')
    const [pid] =
      /(?<=SSH_AGENT_PID=)\d+/.exec(execFileSync('ssh-agent', ['-s', '-a', socket], { encoding: 'utf8' })) ?? []
    try {
      execFileSync('ssh-add', ['-q', path], { env: { ...process.env, SSH_AUTH_SOCK: socket } })
      writeFileSync(join(folder, 'config'), `IdentityAgent "${socket}"\n`)
      serve(path)
      const publicKey = readFileSync(`${path}.pub`, 'utf8')
      rmSync(path)
      const found = await find()
      assert.equal(readFileSync(found ?? '', 'utf8').trim(), publicKey.trim())
      assert.equal(remembered(), undefined)
    } finally {
      process.kill(Number(pid))
    }
  })

  it('is left to ssh where the user said so', async () => {
    const { make, serve, find, remember } = setup()
    serve(make('mine'))
    await remember('')
    assert.equal(await find(), undefined)
  })

  it('is remembered for one machine: paths of another one are worth nothing', async () => {
    const memory = memento()
    await rememberKeyPath(memory, PROJECT, PAIR, '/there/key', 'there')
    await rememberKeyPath(memory, PROJECT, PAIR, '/here/key')
    assert.equal(keyPathOf(memory, PROJECT, PAIR), '/here/key')
    assert.equal(keyPathOf(memory, PROJECT, PAIR, 'there'), '/there/key')
    assert.equal(keyPathOf(memory, PROJECT, PAIR, 'elsewhere'), undefined)
    assert.equal(keyPathOf(memory, { ...PROJECT, projectId: 'other' }, PAIR), undefined)
  })
})

describe('what stops ssh, in words', () => {
  const failing = (code: string, more = {}) =>
    Object.assign(new Error(code), { code, path: '/home/me/.ssh/.0123456789ab.new', ...more })
  const WORDS: readonly (readonly [error: Error, words: RegExp])[] = [
    [failing('EACCES'), /You may not read or change \/home\/me\/\.ssh\. /],
    [failing('EPERM'), /You may not read or change \/home\/me\/\.ssh\. /],
    [failing('EROFS'), /\/home\/me\/\.ssh lies on a file system that can only be read/],
    [failing('ENOSPC'), /no room left on the disk of \/home\/me\/\.ssh/],
    [failing('EBUSY', { dest: '/home/me/.ssh/known_hosts' }), /\/home\/me\/\.ssh\/known_hosts is in use by another/],
    [failing('EIO'), /\/home\/me\/\.ssh cannot be read or written \(EIO\)/],
    [new ConfigBroken('Bad owner or permissions on /c', '/c', undefined), /others than you may write to it/],
    [new ConfigBroken('no argument', '/c', 7), /cannot read \/c, line 7: “no argument”/],
    [
      new JumpFailed('me@jump', 'Permission denied (publickey).'),
      /jump host me@jump .*“Permission denied \(publickey\)”\. /,
    ],
    [new JumpFailed('jump', '[Log in](command:evil)'), /“\[Log in\] \(command:evil\)”/],
  ]
  for (const [error, words] of WORDS)
    it(error.message, () =>
      assert.rejects(
        inWords(() => Promise.reject(error)),
        words,
      ),
    )
})
