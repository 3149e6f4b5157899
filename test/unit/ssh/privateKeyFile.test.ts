import assert from 'node:assert/strict'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { reservePrivateKeyFile } from '../../../src/ssh/privateKeyFile'
import { temporaryFolder } from '../../support/memory'

const folder = temporaryFolder()

test('a private key lands in a file that only its owner can read, from the first moment on', async () => {
  const path = join(folder, 'new.pem')
  const file = await reservePrivateKeyFile(path)
  assert.equal(statSync(path).mode & 0o777, 0o600)
  await file?.write('KEY')
  assert.equal(readFileSync(path, 'utf8'), 'KEY\n')
  assert.equal(statSync(path).mode & 0o777, 0o600)
})

test('nothing is overwritten', async () => {
  const path = join(folder, 'old.pem')
  writeFileSync(path, 'precious')
  assert.equal(await reservePrivateKeyFile(path), undefined)
  assert.equal(readFileSync(path, 'utf8'), 'precious')
})

test('without a key no file is left', async () => {
  const path = join(folder, 'none.pem')
  await (await reservePrivateKeyFile(path))?.discard()
  assert.equal(existsSync(path), false)
})
