import assert from 'node:assert/strict'
import { userInfo } from 'node:os'
import { test } from 'node:test'
import { addKnownHosts, knownHostsLines, scanHostKeys } from '../../../src/ssh/hostKeys'
import { hopArguments, throughJump } from '../../../src/ssh/jump'
import { missingSshd, startSshd } from '../../support/sshd'

const skip = missingSshd() ?? false
const HOST = '127.0.0.1'

test('several stops are spelled as ssh takes them', () => {
  assert.deepEqual(hopArguments([{ host: 'a' }]), ['--', 'a'])
  assert.deepEqual(
    hopArguments([{ host: 'a', user: 'me', port: 2 }, { host: 'b' }, { host: '::1', user: 'you', port: 3 }]),
    ['-J', 'me@a:2,b', '-l', 'you', '-p', '3', '--', '::1'],
  )
})

test('through a jump host the server greets, and its new host key is read', { skip }, async (t) => {
  const [jump, server] = [await startSshd(t), await startSshd(t)]
  const keys = await scanHostKeys(jump.ssh, HOST, jump.port)
  await addKnownHosts(jump.knownHosts, knownHostsLines([`[${HOST}]:${jump.port}`], keys, false))
  const hops = [{ host: HOST, port: jump.port, user: userInfo().username }]
  const read = await throughJump(jump.ssh, hops, { host: HOST, port: server.port }, async (port, banner) => ({
    banner,
    keys: (await scanHostKeys(jump.ssh, HOST, port)).map(({ type, data }) => `${type} ${data}`),
  }))
  assert.match(read?.banner ?? '', /^SSH-2\.0-/)
  assert.deepEqual(read?.keys, [server.hostKey()])
})

test('a way that is given up is closed at once', { skip }, async (t) => {
  const jump = await startSshd(t)
  const hops = [{ host: HOST, port: jump.port }]
  const stopped = AbortSignal.abort()
  const used = await throughJump(jump.ssh, hops, { host: HOST, port: jump.port }, async () => 'through', stopped)
  assert.equal(used, undefined)
})

test('a jump host whose key is not trusted is not passed', { skip }, async (t) => {
  const [jump, server] = [await startSshd(t), await startSshd(t)]
  const hops = [{ host: HOST, port: jump.port }]
  assert.equal(await throughJump(jump.ssh, hops, { host: HOST, port: server.port }, async () => 'through'), undefined)
})
