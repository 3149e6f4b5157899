import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { lstatSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { addKnownHosts } from '../../../src/ssh/hostKeys'
import { readIfPlain, replaceFile } from '../../../src/ssh/replaceFile'
import { ownFileOf, putOwnHost } from '../../../src/ssh/sshConfig'
import { userSsh } from '../../support/userSsh'

test('a symlink to nothing is never replaced by a file', async (t) => {
  const { folder } = userSsh(t)
  const link = join(folder, 'link')
  symlinkSync(join(folder, 'not mounted yet'), link)
  await assert.rejects(replaceFile(link, undefined, 'text'), { name: 'NoPlainFile', path: link, found: 'danglingLink' })
  assert.ok(lstatSync(link).isSymbolicLink())
  assert.deepEqual(readdirSync(folder).sort(), ['config', 'link'])
})

test('devices, pipes and folders are neither read nor replaced', { skip: process.platform === 'win32' }, async (t) => {
  const { folder } = userSsh(t)
  const [pipe, inside, link] = [join(folder, 'pipe'), join(folder, 'inside'), join(folder, 'link')]
  execFileSync('mkfifo', [pipe])
  mkdirSync(inside)
  symlinkSync('/dev/zero', link)
  for (const path of [pipe, inside, link]) {
    assert.equal(await readIfPlain(path), undefined, path)
    await assert.rejects(replaceFile(path, '', 'text'), { name: 'NoPlainFile', found: 'other' }, path)
    await assert.rejects(replaceFile(path, undefined, 'text'), { name: 'NoPlainFile', found: 'other' }, path)
  }
  assert.ok(lstatSync(pipe).isFIFO())
  assert.deepEqual(readdirSync(folder).sort(), ['config', 'inside', 'link', 'pipe'])
})

const WINDOWS = 8
const each = <T>(work: (index: number) => Promise<T>): Promise<readonly T[]> =>
  Promise.all(Array.from({ length: WINDOWS }, (_, index) => work(index)))

test('windows that write the same file at once lose nothing of each other', async (t) => {
  const user = userSsh(t)
  user.write('known_hosts', 'mine\n')
  await each((index) => addKnownHosts(user.knownHosts, `line ${index}\n`))
  assert.deepEqual(user.read('known_hosts').split('\n').sort().slice(1), [
    ...Array.from({ length: WINDOWS }, (_, index) => `line ${index}`),
    'mine',
  ])
  const place = { hostName: '203.0.113.10', user: 'root', port: 22 }
  const aliases = await each((index) =>
    putOwnHost(user.ssh, { ...place, key: `r/p/s${index}` }, { server: `s${index}`, project: 'p' }),
  )
  const hosts = readFileSync(ownFileOf(user.ssh), 'utf8').match(/^Host .*$/gm)
  assert.deepEqual(
    [...(hosts ?? [])].sort(),
    aliases.map((alias) => `Host ${alias}`),
  )
  assert.deepEqual(readdirSync(user.folder).sort(), ['config', 'known_hosts', 'modelarts-devservers.conf'])
})

test('a window that died while it wrote keeps nobody from writing', async (t) => {
  const user = userSsh(t)
  writeFileSync(join(user.folder, '.known_hosts.devservers-lock'), '')
  await addKnownHosts(user.knownHosts, 'line\n')
  assert.equal(user.read('known_hosts'), 'line\n')
  assert.deepEqual(readdirSync(user.folder).sort(), ['config', 'known_hosts'])
})
