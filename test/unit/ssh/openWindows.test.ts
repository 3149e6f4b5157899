import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { notedHosts, noteWindow } from '../../../src/ssh/openWindows'

test('open windows are known by the hosts they work on, closed and dead ones are not', async (t) => {
  const folder = join(mkdtempSync(join(tmpdir(), 'devservers-windows-')), 'windows')
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  assert.deepEqual(await notedHosts(folder), [])
  const first = noteWindow(folder, ['npu-train-01.training'])
  noteWindow(folder, ['203.0.113.10'])
  const { pid } = spawnSync(process.execPath, ['-e', ''])
  noteWindow(folder, ['long.gone'], pid)
  writeFileSync(join(folder, 'half.json'), '{"pid":')
  assert.deepEqual([...(await notedHosts(folder))].sort(), ['203.0.113.10', 'npu-train-01.training'])
  assert.equal(readdirSync(folder).length, 3)
  first.dispose()
  assert.deepEqual(await notedHosts(folder), ['203.0.113.10'])
})
