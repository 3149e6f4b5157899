import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { claimOpening, notedHosts, noteOpening, noteWindow } from '../../../src/ssh/openWindows'

test('open windows are known by the hosts they work on, closed and dead ones are not', async (t) => {
  const folder = join(mkdtempSync(join(tmpdir(), 'devservers-windows-')), 'windows')
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  assert.deepEqual(await notedHosts(folder), [])
  const first = noteWindow(folder, ['npu-train-01.training'])
  noteWindow(folder, ['203.0.113.10'])
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  noteWindow(folder, ['long.gone'], pid)
  writeFileSync(join(folder, 'half.json'), '{"pid":')
  assert.deepEqual((await notedHosts(folder)).map(({ host }) => host).sort(), ['203.0.113.10', 'npu-train-01.training'])
  assert.equal(readdirSync(folder).length, 3)
  first.dispose()
  assert.deepEqual(await notedHosts(folder), [{ host: '203.0.113.10', isThisWindow: true }])
})

test('a window is known as another one by its process', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'devservers-windows-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  noteWindow(folder, ['a'], process.ppid)
  assert.deepEqual(await notedHosts(folder), [{ host: 'a', isThisWindow: false }])
})

test('a window without a folder learns its host from whoever opened it, once, and not from an old word', async (t) => {
  const folder = join(mkdtempSync(join(tmpdir(), 'devservers-windows-')), 'windows')
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const now = 1_800_000_000_000
  assert.deepEqual(await claimOpening(folder, now), [])
  await noteOpening(folder, ['old'], now - 10 * 60_000)
  await noteOpening(folder, ['first'], now - 20_000)
  await noteOpening(folder, ['second', '203.0.113.10'], now - 5_000)
  assert.deepEqual(await notedHosts(folder), [])
  assert.deepEqual(await claimOpening(folder, now), ['second', '203.0.113.10'])
  assert.deepEqual(await claimOpening(folder, now), ['first'])
  assert.deepEqual(await claimOpening(folder, now), [])
  assert.deepEqual(readdirSync(folder), [])
  await noteOpening(folder, ['raced'], now)
  const claims = await Promise.all(Array.from({ length: 8 }, () => claimOpening(folder, now)))
  assert.deepEqual(
    claims.filter((hosts) => hosts.length > 0),
    [['raced']],
  )
})
