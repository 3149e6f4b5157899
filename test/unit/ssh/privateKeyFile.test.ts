import assert from 'node:assert/strict'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { reservePrivateKeyFile, writeSomewhere } from '../../../src/ssh/privateKeyFile'
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

const full = (path: string) => ({
  path,
  write: () => Promise.reject(new Error('ENOSPC')),
  discard: async () => undefined,
})

test('the only copy of a key goes to the next place when a disk is full, and is not lost', async () => {
  const path = join(folder, 'second.pem')
  const failures: string[] = []
  const places = [full('/also-full'), await reservePrivateKeyFile(path)]
  const written = await writeSomewhere('KEY', full('/full'), async (failed, error) => {
    failures.push(`${failed} ${error instanceof Error ? error.message : ''}`)
    return places.shift()
  })
  assert.deepEqual(failures, ['/full ENOSPC', '/also-full ENOSPC'])
  assert.equal(written, path)
  assert.equal(readFileSync(path, 'utf8'), 'KEY\n')
})

test('it is given up only by whoever names no other place', async () => {
  assert.equal(await writeSomewhere('KEY', full('/full'), async () => undefined), undefined)
})

test('a file that could not be written in full is taken away', async () => {
  const path = join(folder, 'half.pem')
  const file = await reservePrivateKeyFile(path)
  // A key that is no text cannot be written at all.
  await assert.rejects(async () => file?.write({ endsWith: () => true } as never))
  assert.equal(existsSync(path), false)
})
