import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { lstatSync, mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { readIfPlain, replaceFile } from '../../../src/ssh/replaceFile'
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
