import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { hostForms } from '../../../src/base/hosts'
import { forgetHosts } from '../../../src/ssh/knownHosts'
import { pick, seeded } from '../../support/random'

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBd0'
const OURS = [
  ...hostForms('203.0.113.10', 22),
  ...hostForms('203.0.113.10', 2222),
  ...hostForms('192.168.20.31', 22),
  'npu-train-01',
]

function hashed(name: string, seed = 'salt of twenty bytes'): string {
  return `|1|${Buffer.from(seed).toString('base64')}|${createHmac('sha1', seed).update(name).digest('base64')}`
}

test('plain, bracketed and hashed entries of every name go', () => {
  for (const name of OURS) {
    const text = `other ${KEY}\n${name} ${KEY}\n${hashed(name)} ${KEY}\n`
    const { text: left, forgotten } = forgetHosts(text, OURS)
    assert.equal(left, `other ${KEY}\n`)
    assert.deepEqual(
      forgotten.map(({ line, names, key }) => [line, names, key]),
      [
        [2, [name], KEY],
        [3, [name], KEY],
      ],
    )
  }
})

test('hosts that share an entry with the server keep it', () => {
  const text = `gpu-01,203.0.113.10,gpu-02 ${KEY} a comment\r\n`
  assert.equal(forgetHosts(text, OURS).text, `gpu-01,gpu-02 ${KEY} a comment\r\n`)
})

test('a pattern is named and stays, and so do marked lines and comments', () => {
  const text = `*.113.10,host ${KEY}\n@revoked 203.0.113.10 ${KEY}\n@cert-authority * ${KEY}\n# 203.0.113.10 ${KEY}\n`
  const { text: left, forgotten, covering } = forgetHosts(text, OURS)
  assert.equal(left, text)
  assert.deepEqual(forgotten, [])
  assert.deepEqual(covering, [{ line: 1, pattern: '*.113.10', key: KEY }])
})

test('a pattern that excludes the server does not stand for it', () => {
  const text = `203.0.113.*,!203.0.113.10 ${KEY}\n`
  assert.deepEqual(forgetHosts(text, ['203.0.113.10']), { text, forgotten: [], covering: [] })
})

test('names are compared as ssh does: without regard to case, never as a part', () => {
  const text = `NPU-TRAIN-01 ${KEY}\nnpu-train-011 ${KEY}\n1203.0.113.10 ${KEY}\n203x0x113x10 ${KEY}\n`
  assert.equal(forgetHosts(text, OURS).text, text.slice(text.indexOf('npu-train-011')))
})

/** A line that does not stand for the server. */
function foreignLine(random: () => number): string {
  const host = pick(random, [
    'gpu-01',
    '10.0.0.8',
    '203.0.113.1',
    '203.0.113.100',
    '[203.0.113.10]:2200',
    '192.168.20.3',
    'h\xe9',
  ])
  return pick(random, [
    `${host} ${KEY}`,
    `${host},alias.${host}\t${KEY} root@\xa0\x85`,
    `${hashed(host, `salt${random()}`)} ${KEY}`,
    `@revoked 203.0.113.10 ${KEY}`,
    `# ${pick(random, OURS)} ${KEY}`,
    `  ${host} ${KEY}  `,
    '',
    ' \t',
    'broken',
    '|1|not|hashed',
    `\xef\xbb\xbf${pick(random, OURS)} ${KEY}`,
  ])
}

const ownLine = (random: () => number): string => {
  const name = pick(random, OURS)
  const second = pick(random, OURS)
  return pick(random, [
    `${name} ${KEY}`,
    `\t${name.toUpperCase()} ${KEY} comment`,
    `${name},${second} ${KEY}`,
    `${hashed(name, `salt${random()}`)} ${KEY}`,
    `${name} 2048 35 1234567890`,
  ])
}

test('in 1,000 generated files every other line stays byte for byte', () => {
  for (let seed = 1; seed <= 1000; seed++) {
    const random = seeded(seed)
    const lines: { readonly line: string; readonly isOurs: boolean }[] = []
    for (let count = Math.floor(random() * 12); count >= 0; count--) {
      const isOurs = random() < 0.4
      const end = pick(random, ['\n', '\n', '\n', '\r\n'])
      lines.push({ line: (isOurs ? ownLine(random) : foreignLine(random)) + end, isOurs })
    }
    const last = lines.at(-1)
    if (last && random() < 0.3) lines[lines.length - 1] = { ...last, line: last.line.trimEnd() }
    const text = lines.map(({ line }) => line).join('')
    const left = lines.filter(({ isOurs }) => !isOurs).map(({ line }) => line)
    const result = forgetHosts(text, OURS)
    assert.deepEqual(Buffer.from(result.text, 'latin1'), Buffer.from(left.join(''), 'latin1'), `seed ${seed}`)
    assert.equal(result.forgotten.length, lines.length - left.length, `seed ${seed}`)
    assert.equal(forgetHosts(result.text, OURS).text, result.text, `seed ${seed}`)
  }
})
