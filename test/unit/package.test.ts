import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { listFiles, PackageManager } from '@vscode/vsce'
import { ROOT } from '../support/root'

/** What may reach users; everything else is a mistake of .vscodeignore. */
const ALLOWED: readonly RegExp[] = [
  /^package\.json$/,
  /^package\.nls(\.zh-cn)?\.json$/,
  /^l10n\/bundle\.l10n\.zh-cn\.json$/,
  /^dist\/[\w-]+\.js$/,
  /^dist\/ThirdPartyNotices\.txt$/,
  /^media\/(icon\.png|[\w-]+\.svg)$/,
  /^(README|CHANGELOG|SUPPORT)\.md$/,
  /^LICENSE$/,
]

test('the package holds what is meant for users, all of it, and nothing else', async () => {
  const files = await listFiles({ cwd: ROOT, packageManager: PackageManager.None })
  for (const file of files)
    assert.ok(
      ALLOWED.some((pattern) => pattern.test(file)),
      `${file} is packaged`,
    )
  for (const pattern of ALLOWED)
    assert.ok(
      files.some((file) => pattern.test(file)),
      `nothing is packaged as ${pattern}`,
    )
})

test('the licence of every library in the bundles is in the package', () => {
  const notices = readFileSync(join(ROOT, 'dist', 'ThirdPartyNotices.txt'), 'utf8')
  for (const name of ['zod', 'yaml', 'ini', 'csv-parse']) assert.match(notices, new RegExp(`^${name} \\d`, 'm'))
  assert.doesNotMatch(notices, /^@types\//m)
})
