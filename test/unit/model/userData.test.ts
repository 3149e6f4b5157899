import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cloudConfigProblem } from '../../../src/model/cloudConfig'
import { formatOf, readUserData, toBase64, USER_DATA_BYTES } from '../../../src/model/userData'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

test('text of just the limit is taken, one byte more is not', () => {
  const text = `#!/bin/sh\n${'x'.repeat(USER_DATA_BYTES - 10)}`
  assert.deepEqual(readUserData(bytes(text)), { text })
  assert.deepEqual(readUserData(bytes(`${text}y`)), { kind: 'tooLarge', bytes: USER_DATA_BYTES + 1 })
})

test('the limit counts bytes, not letters', () => {
  assert.deepEqual(readUserData(bytes('字'.repeat(11_000))), { kind: 'tooLarge', bytes: 33_000 })
})

test('what is not text in UTF-8, or is nothing, is refused', () => {
  assert.deepEqual(readUserData(Uint8Array.of(0x1f, 0x8b, 8, 0)), { kind: 'notText' })
  assert.deepEqual(readUserData(bytes('#!/bin/sh\0')), { kind: 'notText' })
  assert.deepEqual(readUserData(bytes(' \n')), { kind: 'empty' })
})

const FORMATS: readonly (readonly [string, ReturnType<typeof formatOf>])[] = [
  ['#cloud-config\nusers: []', 'cloud-config'],
  ['#cloud-config\r\nusers: []', 'cloud-config'],
  ['#cloud-config # of the team\nusers: []', 'cloud-config'],
  ['#cloud-config-archive\n- a', 'other'],
  ['#!/bin/bash\necho', 'script'],
  ['#!/bin/bash\necho\r\n', 'script'],
  ['#!/bin/bash\r\necho\r\n', 'windowsScript'],
  ['#!/bin/bash -x\r\n', 'windowsScript'],
  ['#include\nhttps://example.com', 'other'],
  ['Content-Type: multipart/mixed; boundary=x', 'other'],
  ['## template: jinja\n#cloud-config', 'other'],
  ['# cloud-config\nusers: []', 'unknown'],
  ['users: []', 'unknown'],
  ['\n#cloud-config', 'unknown'],
]
for (const [text, format] of FORMATS) {
  test(`first line of ${JSON.stringify(text)}: ${format}`, () => assert.equal(formatOf(text), format))
}

test('the YAML of a cloud-config is checked, with the line', () => {
  assert.equal(cloudConfigProblem('#cloud-config\nruncmd:\n  - [ls, -l]\n'), undefined)
  assert.equal(cloudConfigProblem('#cloud-config\n'), undefined)
  assert.deepEqual(cloudConfigProblem('#cloud-config\n- a\n'), { kind: 'notMapping' })
  assert.deepEqual(cloudConfigProblem('#cloud-config\njust words\n'), { kind: 'notMapping' })
  const broken = cloudConfigProblem('#cloud-config\nusers:\n  - name: a\n bad: [\n')
  assert.ok(broken?.kind === 'yaml' && (broken.line ?? 0) >= 4, JSON.stringify(broken))
  const twice = cloudConfigProblem('#cloud-config\na: 1\na: 2\n')
  assert.ok(twice?.kind === 'yaml' && twice.line === 3, JSON.stringify(twice))
})

test('base64 is that of the text in UTF-8', () => {
  assert.equal(Buffer.from(toBase64('#!/bin/sh\necho 字\n'), 'base64').toString('utf8'), '#!/bin/sh\necho 字\n')
})
