import assert from 'node:assert/strict'
import {
  appendFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Address } from '../../../src/ssh/address'
import { ConfigBroken } from '../../../src/ssh/effective'
import { applyForgetting, planForgetting } from '../../../src/ssh/forget'
import { addKnownHosts, fingerprintOf, knownHostsLines, scanHostKeys } from '../../../src/ssh/hostKeys'
import type { HostPlace } from '../../../src/ssh/serverNames'
import { trustKeys } from '../../../src/ssh/trust'
import { missingSshd, type Sshd, startSshd } from '../../support/sshd'

const skip = missingSshd() ?? false
const HOST = '127.0.0.1'
const NOW = Date.parse('2026-01-15T08:30:00Z')
const OTHERS = `# mine\nother.example ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOther\r\n|1|c2FsdA==|aGFzaA== ssh-rsa AAAAB3Nza\n\n`

const at = ({ port }: Sshd, from: Address['from'] = 'setting'): HostPlace => ({
  addresses: [{ host: HOST, from }],
  port,
})

/** Keys as ssh itself would have kept them on the first connection. */
async function trust(sshd: Sshd, isHashed: boolean): Promise<void> {
  const keys = await scanHostKeys(sshd.ssh, HOST, sshd.port)
  await addKnownHosts(sshd.knownHosts, knownHostsLines([`[${HOST}]:${sshd.port}`], keys, isHashed))
}

for (const isHashed of [false, true]) {
  const kind = isHashed ? 'hashed' : 'plain'
  test(`after a change of OS plain ssh fails, and works again after the repair (${kind} entries)`, {
    skip,
  }, async (t) => {
    const sshd = await startSshd(t)
    writeFileSync(sshd.knownHosts, OTHERS, { mode: 0o640 })
    if (isHashed) appendFileSync(sshd.ssh.configFile ?? '', 'HashKnownHosts yes\n')
    await trust(sshd, isHashed)
    assert.equal((await sshd.plainSsh(HOST, 'echo', 'in')).stdout, 'in\n')

    await sshd.reinstall()
    const refused = await sshd.plainSsh(HOST, 'echo', 'in')
    assert.equal(refused.code, 255)
    assert.match(refused.stderr, /REMOTE HOST IDENTIFICATION HAS CHANGED/)

    const plan = await planForgetting(sshd.ssh, at(sshd))
    assert.equal(plan.files.flatMap(({ forgotten }) => forgotten).length, 1)
    const before = readFileSync(sshd.knownHosts)
    const [done] = await applyForgetting(plan, NOW)
    assert.equal(readFileSync(sshd.knownHosts, 'latin1'), OTHERS)
    assert.deepEqual(readFileSync(done?.backup ?? ''), before)
    assert.equal(statSync(sshd.knownHosts).mode & 0o777, 0o640)
    assert.match((await sshd.plainSsh(HOST, 'true')).stderr, /Host key verification failed|No .* host key is known/)

    const keys = await scanHostKeys(sshd.ssh, HOST, sshd.port)
    assert.deepEqual(
      keys.map(({ type, data }) => `${type} ${data}`),
      [sshd.hostKey()],
    )
    await trustKeys(plan, { host: HOST, port: sshd.port }, keys)
    assert.equal((await sshd.plainSsh(HOST, 'echo', 'in')).stdout, 'in\n')
    assert.ok(readFileSync(sshd.knownHosts, 'latin1').startsWith(OTHERS))
    assert.equal(readFileSync(sshd.knownHosts, 'latin1').includes(HOST), !isHashed)
  })
}

test('entries under an alias, in a second file and behind a symlink are found', { skip }, async (t) => {
  const sshd = await startSshd(t)
  const second = join(sshd.folder, 'second file')
  mkdirSync(join(sshd.folder, 'conf.d'))
  writeFileSync(
    join(sshd.folder, 'conf.d', 'one.conf'),
    `Host train other\n  HostName ${HOST}\n  Port ${sshd.port}\n  HostKeyAlias train-key\n  UserKnownHostsFile "${second}"\nHost far\n HostName 192.0.2.7\n`,
  )
  const config = sshd.ssh.configFile ?? ''
  writeFileSync(config, `Include "${join(sshd.folder, 'conf.d')}/*.conf"\n${readFileSync(config, 'latin1')}`)
  const key = sshd.hostKey()
  writeFileSync(join(sshd.folder, 'real'), `train ${key}\nfar ${key}\ntrain-key,far ${key}\n192.0.2.7 ${key}\n`)
  symlinkSync('real', second)
  const plan = await planForgetting(sshd.ssh, at(sshd))
  await applyForgetting(plan, NOW)
  assert.deepEqual([...plan.searched].sort(), [sshd.knownHosts, second].sort())
  assert.ok(lstatSync(second).isSymbolicLink())
  assert.equal(readFileSync(second, 'latin1'), `far ${key}\nfar ${key}\n192.0.2.7 ${key}\n`)
})

test('a file that was changed after it was read is left alone', { skip }, async (t) => {
  const sshd = await startSshd(t)
  await trust(sshd, false)
  const plan = await planForgetting(sshd.ssh, at(sshd))
  appendFileSync(sshd.knownHosts, OTHERS)
  const text = readFileSync(sshd.knownHosts)
  await assert.rejects(applyForgetting(plan, NOW), { name: 'FileChanged' })
  assert.deepEqual(readFileSync(sshd.knownHosts), text)
  assert.deepEqual(
    readdirSync(sshd.folder).filter((name) => name.endsWith('.new')),
    [],
  )
})

test('a second backup does not overwrite the first', { skip }, async (t) => {
  const sshd = await startSshd(t)
  for (let round = 0; round < 2; round++) {
    await trust(sshd, false)
    await applyForgetting(await planForgetting(sshd.ssh, at(sshd)), NOW)
  }
  assert.equal(readdirSync(sshd.folder).filter((name) => name.startsWith('known_hosts.before-')).length, 2)
})

test('a broken configuration is refused with its line', { skip }, async (t) => {
  const sshd = await startSshd(t)
  const file = sshd.ssh.configFile ?? ''
  const lines = readFileSync(file, 'utf8').split('\n').length
  appendFileSync(file, 'Nonsense yes\n')
  await assert.rejects(planForgetting(sshd.ssh, at(sshd)), (error) => {
    assert.ok(error instanceof ConfigBroken)
    assert.deepEqual([error.path, error.line], [file, lines])
    return true
  })
})

test('fingerprints are those of ssh-keygen', { skip }, async (t) => {
  const sshd = await startSshd(t)
  const { runProgram } = await import('../../../src/ssh/program')
  const { stdout } = await runProgram('ssh-keygen', ['-lf', join(sshd.folder, 'host_key.pub')])
  assert.ok(stdout.includes(fingerprintOf(sshd.hostKey().split(' ')[1] ?? '')))
})
