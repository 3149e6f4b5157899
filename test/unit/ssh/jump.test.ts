import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { getEventListeners, once } from 'node:events'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Hop } from '../../../src/base/hosts'
import { readBanner } from '../../../src/ssh/banner'
import { addKnownHosts, knownHostsLines, scanHostKeys } from '../../../src/ssh/hostKeys'
import { hopArguments, throughJump } from '../../../src/ssh/jump'
import type { Ssh } from '../../../src/ssh/program'
import { missingSshd, startSshd } from '../../support/sshd'

const HELD = process.env['HOLD_WAY']
const skip = HELD !== undefined || (missingSshd() ?? false)
const HOST = '127.0.0.1'

/** What a test hands to a process of its own, which holds the way open until it is killed. */
interface Way {
  readonly ssh: Ssh
  readonly hops: readonly Hop[]
  readonly server: { readonly host: string; readonly port: number }
}

if (HELD) {
  const { ssh, hops, server }: Way = JSON.parse(HELD)
  void throughJump(ssh, hops, server, (port) => {
    connect(port, HOST).once('data', () => process.stdout.write('the way is open'))
    return new Promise(() => undefined)
  })
}

test('several stops are spelled as ssh takes them', () => {
  assert.deepEqual(hopArguments([{ host: 'a' }]), ['--', 'a'])
  assert.deepEqual(
    hopArguments([{ host: 'a', user: 'me', port: 2 }, { host: 'b' }, { host: '::1', user: 'you', port: 3 }]),
    ['-J', 'me@a:2,b', '-l', 'you', '-p', '3', '--', '::1'],
  )
})

/** A jump host that the user's ssh may pass, and a server behind it. */
async function trusted(t: TestContext) {
  const [jump, server] = [await startSshd(t), await startSshd(t)]
  const keys = await scanHostKeys(jump.ssh, HOST, jump.port)
  await addKnownHosts(jump.knownHosts, knownHostsLines([`[${HOST}]:${jump.port}`], keys, false))
  const hops: readonly Hop[] = [{ host: HOST, port: jump.port, user: userInfo().username }]
  return { jump, server, hops }
}

test('through a jump host the server greets, and its new host key is read', { skip }, async (t) => {
  const { jump, server, hops } = await trusted(t)
  const read = await throughJump(jump.ssh, hops, { host: HOST, port: server.port }, async (port, banner) => ({
    banner,
    keys: (await scanHostKeys(jump.ssh, HOST, port)).map(({ type, data }) => `${type} ${data}`),
  }))
  assert.match(read?.banner ?? '', /^SSH-2\.0-/)
  assert.deepEqual(read?.keys, [server.hostKey()])
})

test('a way that is given up is closed at once: nothing listens, no program is left, nobody hears of the signal', {
  skip,
}, async (t) => {
  const { jump, server, hops } = await trusted(t)
  const stop = new AbortController()
  const used = await throughJump(
    jump.ssh,
    hops,
    { host: HOST, port: server.port },
    async (port) => {
      stop.abort()
      assert.equal(await readBanner(HOST, port, 60_000), undefined)
      return 'given up'
    },
    stop.signal,
  )
  assert.equal(used, 'given up')
  assert.equal(getEventListeners(stop.signal, 'abort').length, 0)
  await jump.quiet()
  const again = throughJump(jump.ssh, hops, { host: HOST, port: server.port }, async () => 'through', stop.signal)
  assert.equal(await again, undefined)
})

test('a way that is done with leaves no program and no listener behind', { skip }, async (t) => {
  const { jump, server, hops } = await trusted(t)
  const { signal } = new AbortController()
  const port = await throughJump(jump.ssh, hops, { host: HOST, port: server.port }, async (port) => port, signal)
  assert.equal(getEventListeners(signal, 'abort').length, 0)
  assert.equal(await readBanner(HOST, port ?? 0, 60_000), undefined)
  await jump.quiet()
})

test('when this program is killed, the ssh that it started ends too', { skip }, async (t) => {
  const { jump, server, hops } = await trusted(t)
  const way: Way = { ssh: jump.ssh, hops, server: { host: HOST, port: server.port } }
  const holder = spawn(process.execPath, [__filename], {
    env: { ...process.env, HOLD_WAY: JSON.stringify(way) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  for (let said = ''; !said.includes('the way is open'); ) said += String((await once(holder.stdout, 'data'))[0])
  holder.kill('SIGKILL')
  await jump.quiet()
})

test('a server behind the jump host that does not listen yet is waited for, not complained of', { skip }, async (t) => {
  const { jump, server, hops } = await trusted(t)
  await server.stop()
  const used = await throughJump(jump.ssh, hops, { host: HOST, port: server.port }, async () => 'through')
  assert.equal(used, undefined)
})

test('what ssh says to a jump host is told: an untrusted key, a refused login, a closed port', { skip }, async (t) => {
  const { jump, server, hops } = await trusted(t)
  // Between two jump hosts ssh itself loses the path of a configuration that has a blank.
  const folder = mkdtempSync(join(tmpdir(), 'devservers-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  const configFile = join(folder, 'config')
  copyFileSync(jump.ssh.configFile ?? '', configFile)
  const through = (...by: readonly Hop[]) =>
    throughJump({ ...jump.ssh, configFile }, by, { host: HOST, port: server.port }, async () => 'through')
  const [hop] = hops
  assert.ok(hop)
  await assert.rejects(through({ ...hop, user: 'nobody-here' }), { name: 'JumpFailed', said: /Permission denied/ })
  await assert.rejects(through({ ...hop, port: server.port }), { name: 'JumpFailed', said: /verification failed/ })
  await assert.rejects(through({ ...hop, user: 'nobody-here' }, hop), { name: 'JumpFailed', said: /Permission denied/ })
  await jump.stop()
  const place = `${userInfo().username}@${HOST}:${jump.port}`
  await assert.rejects(through(hop), { name: 'JumpFailed', jumpHost: place, said: /Connection refused/ })
})

test('a jump host at whose door an agent keeps ssh waiting is told; one that was passed is not', {
  skip,
}, async (t) => {
  const { jump, server, hops } = await trusted(t)
  const config = readFileSync(jump.ssh.configFile ?? '', 'latin1')
  // One that asks its owner before it answers, and gets no answer.
  const socket = join(jump.folder, 'agent')
  const agent = createServer().listen(socket)
  await once(agent, 'listening')
  t.after(() => agent.close())
  writeFileSync(jump.ssh.configFile ?? '', `IdentityAgent "${socket}"\n${config}`)
  const through = (port: number) =>
    throughJump(jump.ssh, hops, { host: HOST, port }, async () => 'through', undefined, 2_000)
  const place = `${userInfo().username}@${HOST}:${jump.port}`
  await assert.rejects(through(server.port), { name: 'JumpFailed', jumpHost: place, said: /^Authenticating to / })
  writeFileSync(jump.ssh.configFile ?? '', config)
  const silent = createServer(() => undefined).listen(0, HOST)
  await once(silent, 'listening')
  t.after(() => silent.close())
  const address = silent.address()
  assert.ok(address && typeof address === 'object')
  assert.equal(await through(address.port), undefined)
})

test('a program that is none is told', { skip }, async (t) => {
  const { jump, server, hops } = await trusted(t)
  const none = { ...jump.ssh, program: join(jump.folder, 'no ssh') }
  await assert.rejects(
    throughJump(none, hops, { host: HOST, port: server.port }, async () => 0),
    {
      name: 'ProgramMissing',
    },
  )
})
