import assert from 'node:assert/strict'
import { chmodSync } from 'node:fs'
import { test } from 'node:test'
import type { Address } from '../../../src/ssh/address'
import { applyForgetting, planForgetting } from '../../../src/ssh/forget'
import { hostKeysOf, knownHostsLines } from '../../../src/ssh/hostKeys'
import { namesOfAddresses } from '../../../src/ssh/resolve'
import { namesOf } from '../../../src/ssh/serverNames'
import { trustKeys } from '../../../src/ssh/trust'
import { missingSsh } from '../../support/sshd'
import { userSsh } from '../../support/userSsh'

const skip = missingSsh() ?? false
const NOW = Date.parse('2026-01-15T08:30:00Z')
const OLD = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOld'
const NEW = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAINew'
const at = (port: number, from: Address['from'], host = '127.0.0.1') => ({ addresses: [{ host, from }], port })

test('machines behind other ports of a gateway keep their entries, and never get the new key', { skip }, async (t) => {
  const user = userSsh(t)
  user.config('Host ours\n  HostName 127.0.0.1\n  Port 2201\nHost other\n  HostName 127.0.0.1\n  Port 2202\n')
  const others = `127.0.0.1 ${OLD}\n[127.0.0.1]:22 ${OLD}\n[127.0.0.1]:2202 ${OLD}\nother ${OLD}\n[other]:2202 ${OLD}\n`
  user.write('known_hosts', `${others}[127.0.0.1]:2201 ${OLD}\nours,[ours]:2201 ${OLD}\n`)
  const place = at(2201, 'setting')
  const plan = await planForgetting(user.ssh, place)
  assert.deepEqual(
    plan.files.flatMap(({ forgotten }) => forgotten.map(({ line }) => line)),
    [6, 7],
  )
  await applyForgetting(plan, NOW)
  assert.equal(user.read('known_hosts'), others)
  await trustKeys(plan, { host: '127.0.0.1', port: 2201 }, hostKeysOf(`x ${NEW}`))
  assert.equal(user.read('known_hosts'), `${others}[127.0.0.1]:2201,ours,[ours]:2201 ${NEW}\n`)
})

test('an address that is the server’s own counts at the usual port too, and at no third one', { skip }, async (t) => {
  const { ssh } = userSsh(t)
  const { names } = await namesOf(ssh, at(2201, 'elasticIp', '203.0.113.10'))
  assert.deepEqual(names, ['[203.0.113.10]:2201', '203.0.113.10', '[203.0.113.10]:22'])
  assert.deepEqual((await namesOf(ssh, at(22, 'setting', '203.0.113.10'))).names, ['203.0.113.10', '[203.0.113.10]:22'])
})

test('a HostKeyAlias stands without a port, as ssh keeps it', { skip }, async (t) => {
  const user = userSsh(t)
  user.config('Host 203.0.113.10\n  HostKeyAlias Train-Key\n')
  user.write('known_hosts', `train-key ${OLD}\n[train-key]:2201 ${OLD}\n`)
  const plan = await planForgetting(user.ssh, at(2201, 'setting', '203.0.113.10'))
  assert.equal(plan.files[0]?.text, `[train-key]:2201 ${OLD}\n`)
})

test('another network’s machine of the same private address keeps its key, where ssh tells them apart', {
  skip,
}, async (t) => {
  const user = userSsh(t)
  const far = 'HostName 192.168.20.31\n  ProxyJump me@Bastion:2200\n'
  user.config(
    [
      `Host far\n  ${far}  HostKeyAlias far-key`,
      'Host near\n  HostName 192.168.20.31\n  HostKeyAlias near-key',
      `Host plain\n  ${far}`,
      'Host public\n  HostName 203.0.113.10\n  HostKeyAlias public-key\n  ProxyCommand nc %h %p',
    ].join('\n'),
  )
  const names = ['far-key', 'near-key', 'public-key', '192.168.20.31', 'plain']
  user.write('known_hosts', names.map((name) => `${name} ${OLD}\n`).join(''))
  const left = async (jumpHost?: string) => {
    const addresses: readonly Address[] = [
      { host: '203.0.113.10', from: 'elasticIp' },
      { host: '192.168.20.31', from: 'privateIp' },
    ]
    const { files, elsewhere } = await planForgetting(user.ssh, { addresses, port: 22, jumpHost })
    return { text: files[0]?.text, elsewhere }
  }
  assert.deepEqual(await left(), { text: `far-key ${OLD}\n`, elsewhere: ['far'] })
  assert.deepEqual(await left('you@first,bastion'), { text: `near-key ${OLD}\n`, elsewhere: ['near'] })
  assert.deepEqual((await left('you@other')).elsewhere.toSorted(), ['far', 'near'])
})

test('an alias about which ssh says nothing is left out and named; the others are found', { skip }, async (t) => {
  const user = userSsh(t)
  user.config('Host bad ours\n  HostName 127.0.0.1\n  Port 2201\n')
  const program = user.write(
    'ssh.sh',
    '#!/bin/sh\nfor last; do :; done\n[ "$last" = bad ] && exit 255\nexec ssh "$@"\n',
  )
  chmodSync(program, 0o755)
  const found = await namesOf({ ...user.ssh, program }, at(2201, 'setting'))
  assert.deepEqual(found.unread, ['bad'])
  assert.ok(found.names.includes('ours'))
})

test('a DNS name of the server that only known_hosts has is found where it leads there', { skip }, async (t) => {
  const user = userSsh(t)
  const text = `train.example ${OLD}\nTRAIN.example,gpu ${OLD}\ngpu ${OLD}\n[train.example]:2201 ${OLD}\n10.9.8.7 ${OLD}\n`
  user.write('known_hosts', text)
  const asked: string[] = []
  const resolve = async (name: string): Promise<readonly string[]> => {
    asked.push(name)
    return name === 'train.example' ? ['192.0.2.1', '127.0.0.1'] : ['192.0.2.9']
  }
  const plan = await planForgetting(user.ssh, { ...at(22, 'elasticIp'), resolve })
  assert.deepEqual(asked.sort(), ['gpu', 'train.example'])
  assert.equal(plan.files[0]?.text, `gpu ${OLD}\ngpu ${OLD}\n[train.example]:2201 ${OLD}\n10.9.8.7 ${OLD}\n`)
  const other = await planForgetting(user.ssh, { ...at(2201, 'setting'), resolve })
  assert.deepEqual(
    other.files[0]?.forgotten.map(({ line }) => line),
    [4],
  )
  assert.deepEqual((await planForgetting(user.ssh, at(22, 'elasticIp'))).files, [])
})

test('an alias for a DNS name of the server is found, with its hashed entry and a file of its own', {
  skip,
}, async (t) => {
  const user = userSsh(t)
  const own = user.write('own', `train-key ${OLD}\n`)
  user.config(
    `Host train\n  HostName Train.example\nHost keyed\n  HostName train.example\n  HostKeyAlias train-key\n  UserKnownHostsFile "${own}"\nHost far\n  HostName far.example\n`,
  )
  const hidden = (name: string): string => knownHostsLines([name], hostKeysOf(`x ${OLD}`), true)
  const far = hidden('far.example')
  user.write('known_hosts', `${hidden('train.example')}${far}`)
  const resolve = async (name: string) => [name === 'train.example' ? '203.0.113.10' : '203.0.113.11']
  const plan = await planForgetting(user.ssh, { ...at(22, 'elasticIp', '203.0.113.10'), resolve })
  assert.deepEqual(
    plan.files.map(({ text }) => text),
    [far, ''],
  )
  assert.deepEqual((await planForgetting(user.ssh, at(22, 'elasticIp', '203.0.113.10'))).files, [])
})

test('names that nobody answers for hold nobody up', async () => {
  const asked: string[] = []
  const resolve = (name: string): Promise<readonly string[]> => {
    asked.push(name)
    return name === 'a' ? Promise.resolve(['127.0.0.1']) : new Promise(() => undefined)
  }
  assert.deepEqual(await namesOfAddresses(['a', 'b', 'c', 'd'], new Set(['127.0.0.1']), resolve, 20), ['a'])
  assert.deepEqual(asked, ['a', 'b', 'c'])
})
