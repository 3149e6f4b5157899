import assert from 'node:assert/strict'
import { lstatSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { effectiveFor, effectiveOf } from '../../../src/ssh/effective'
import { planForgetting } from '../../../src/ssh/forget'
import { addKnownHosts, hostKeysOf, knownHostsLines, scanHostKeys } from '../../../src/ssh/hostKeys'
import { canKeep, homeOf, hostKeyState, trustKeys } from '../../../src/ssh/trust'
import { missingSsh, missingSshd, startSshd } from '../../support/sshd'
import { userSsh } from '../../support/userSsh'

const skip = missingSsh() ?? false
const HOST = '127.0.0.1'
// Of nobody, but well-formed: ssh passes over others.
const OLD = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBJw2qSHJbP/EVQ3LrAzuGKQwM8LsPjgDEEpQeyyUBDZ'
const NEW = hostKeysOf('x ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINew')

for (const [setting, what] of [
  ['/dev/null', 'a device'],
  ['none', 'none'],
] as const)
  test(`with ${what} in place of the user’s known hosts nothing is written anywhere`, { skip }, async (t) => {
    const user = userSsh(t)
    const global = user.write('global', `${HOST} ${OLD}\n`)
    user.config(`UserKnownHostsFile ${setting}\nGlobalKnownHostsFile "${global}"\n`)
    const plan = await planForgetting(user.ssh, { addresses: [{ host: HOST, from: 'privateIp' }], port: 22 })
    assert.ok(plan.searched.includes(global))
    assert.equal(await homeOf(await effectiveFor(user.ssh, HOST)), undefined)
    await trustKeys(plan, { host: HOST, port: 22 }, NEW)
    assert.equal(user.read('global'), `${HOST} ${OLD}\n`)
    assert.ok(lstatSync('/dev/null').isCharacterDevice())
  })

test('keys go where the user’s own ssh would put them: a file, or one that is yet to be made', { skip }, async (t) => {
  const user = userSsh(t)
  const home = async (...paths: string[]): Promise<string | undefined> => {
    user.config(`UserKnownHostsFile ${paths.map((path) => `"${path}"`).join(' ')}\n`)
    return homeOf(await effectiveFor(user.ssh, HOST))
  }
  const [file, folder, link] = [user.write('file', ''), join(user.folder, 'folder'), join(user.folder, 'link')]
  mkdirSync(folder)
  symlinkSync('nowhere', link)
  assert.equal(await home(file, user.knownHosts), file)
  assert.equal(await home(user.knownHosts, file), user.knownHosts)
  assert.equal(await home(folder, link, '/dev/null', file), file)
})

test('a name that was hashed stays so when the new key is trusted, and a plain one plain', { skip }, async (t) => {
  const user = userSsh(t)
  const hidden = knownHostsLines(['gpu', HOST], hostKeysOf(`x ${OLD}`), true)
  user.config(`Host gpu\n  HostName ${HOST}\n`)
  const plan = async (text: string) => {
    user.write('known_hosts', text)
    return planForgetting(user.ssh, { addresses: [{ host: HOST, from: 'privateIp' }], port: 22 })
  }
  const added = async (text: string): Promise<string> => {
    await trustKeys(await plan(text), { host: HOST, port: 22 }, NEW)
    return user.read('known_hosts').slice(text.length)
  }
  assert.match(await added(hidden), /^\|1\|\S+ ssh-ed25519 \S+\n\|1\|\S+ ssh-ed25519 \S+\n$/)
  assert.match(await added(`${HOST} ${OLD}\n`), /^127\.0\.0\.1 ssh-ed25519 \S+\n$/)
  assert.match(await added(`${hidden}${HOST} ${OLD}\n`), /^127\.0\.0\.1 ssh-ed25519 \S+\n\|1\|\S+ ssh-ed25519 \S+\n$/)
})

test('only what ssh itself would look at makes a host key known or changed', {
  skip: missingSshd() ?? false,
}, async (t) => {
  const sshd = await startSshd(t)
  const place = { host: HOST, port: sshd.port }
  const state = async (...names: string[]): Promise<string> => {
    const text = `[${HOST}]:1 ${OLD}\ngpu ${OLD}\n${names.map((name) => `${name}\n`).join('')}`
    await addKnownHosts(sshd.knownHosts, text)
    const found = await hostKeyState(sshd.ssh, place, place)
    // What ssh itself makes of it.
    const { code, stderr } = await sshd.plainSsh(HOST, 'true')
    assert.equal(found === 'known', code === 0)
    assert.equal(found === 'changed', stderr.includes('IDENTIFICATION HAS CHANGED'))
    sshd.forgetAll()
    return found
  }
  const key = sshd.hostKey()
  assert.equal(await state(), 'unknown')
  assert.equal(await state(`${HOST} ${OLD}`), 'unknown')
  assert.equal(await state(`${HOST} ${key}`), 'known')
  assert.equal(await state(`[${HOST}]:${sshd.port} ${key}`), 'known')
  assert.equal(await state(`[${HOST}]:${sshd.port} ${OLD}`), 'changed')
  assert.equal(await state(`[${HOST}]:${sshd.port} ${OLD}`, `${HOST} ${key}`), 'changed')
  assert.equal(await state(`[127.0.0.*]:${sshd.port} ${key}`), 'known')
})

test('a scan that is called off ends at once', { skip: missingSshd() ?? false }, async (t) => {
  const sshd = await startSshd(t)
  await assert.rejects(scanHostKeys(sshd.ssh, HOST, sshd.port, AbortSignal.abort()), { name: 'AbortError' })
})

test('each token of a path is what ssh_config(5) says', () => {
  const printed = 'hostname real.example\nport 2201\nuser me\nuserknownhostsfile /k/%k /h/%h /n/%n /p/%p /r/%r /%%\n'
  const files = (text: string) => effectiveOf(text, 'typed').userKnownHostsFiles
  assert.deepEqual(files(printed), ['/k/typed', '/h/real.example', '/n/typed', '/p/2201', '/r/me', '/%'])
  assert.equal(files(`${printed}hostkeyalias its-key\n`)[0], '/k/its-key')
})

test('the files of all users on Windows are two, not one with a blank inside', () => {
  const { globalKnownHostsFiles } = effectiveOf(
    'globalknownhostsfile __PROGRAMDATA__\\ssh/ssh_known_hosts __PROGRAMDATA__\\ssh/ssh_known_hosts2\n',
    'h',
  )
  const folder = process.env['ProgramData'] ?? 'C:\\ProgramData'
  assert.deepEqual(globalKnownHostsFiles, [`${folder}\\ssh/ssh_known_hosts`, `${folder}\\ssh/ssh_known_hosts2`])
})

test('where the new key cannot be kept is known before the old one goes', {
  skip: process.platform === 'win32',
}, async (t) => {
  const user = userSsh(t)
  assert.equal(await canKeep(user.knownHosts), true)
  assert.equal(await canKeep(join(user.folder, 'new', 'folder', 'known_hosts')), true)
  assert.equal(await canKeep(join(user.write('file', ''), 'known_hosts')), false)
  const link = join(user.folder, 'link')
  symlinkSync('nowhere', link)
  assert.equal(await canKeep(link), false)
})
