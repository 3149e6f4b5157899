import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:net'
import { type TestContext, test } from 'node:test'
import { signWith } from '../../../src/api/authorize'
import { callWith } from '../../../src/api/call'
import { showDevServer } from '../../../src/api/devServers'
import { serverTime } from '../../../src/api/serverTime'
import { replace } from '../../../src/emulator/call'
import { createEmulator } from '../../../src/emulator/emulator'
import { SAMPLE } from '../../../src/emulator/sample'
import { type Address, addressesOf, answering } from '../../../src/ssh/address'
import { readBanner } from '../../../src/ssh/banner'

const NOW = Date.parse('2026-01-15T08:30:00Z')
const { region, projectId } = SAMPLE.training
const ID = SAMPLE.servers.stopped

function setup() {
  const emulator = createEmulator({ now: () => NOW })
  const asked: string[] = []
  const clock = { now: () => NOW, delay: async () => undefined }
  const refused = new Map<RegExp, number>()
  const send = async (request: Request): Promise<Response> => {
    const path = new URL(request.url).pathname
    asked.push(path)
    for (const [pattern, status] of refused) {
      if (pattern.test(path))
        return new Response(JSON.stringify({ error_code: 'VPC.0001', error_msg: 'no' }), { status })
    }
    return emulator.handle(request)
  }
  const never = { ...clock, delay: () => new Promise<void>(() => undefined) }
  const authorize = signWith(SAMPLE, serverTime(never))
  const call = callWith({ region, projectId, authorize }, { send, clock: never, random: () => 0 })
  const { state } = emulator.control
  const bind = (address: string): void => {
    state.publicIps.splice(0)
    state.publicIps.push({ id: 'eip-1', projectId, address, serverId: ID })
  }
  const failures: string[] = []
  const look = async (): Promise<readonly Address[]> => {
    const server = await showDevServer(call, projectId, ID)
    assert.ok(server)
    return addressesOf(call, projectId, server, (failure) => failures.push(failure))
  }
  return { state, asked, refused, bind, failures, look }
}

const PRIVATE: Address = { host: '192.168.20.31', from: 'privateIp' }
const ELASTIC: Address = { host: '203.0.113.10', from: 'elasticIp' }

test('the elastic IP comes first, then the private one', async () => {
  const { bind, look, asked } = setup()
  bind('203.0.113.10')
  assert.deepEqual(await look(), [ELASTIC, PRIVATE])
  assert.ok(!asked.some((path) => path.startsWith('/v1') && path.endsWith('/publicips')))
})

test('VPC v1 stands in for v3, and only for a port of this very server', async () => {
  const { bind, look, refused, state } = setup()
  bind('203.0.113.10')
  refused.set(/^\/v3\//, 404)
  assert.deepEqual(await look(), [ELASTIC, PRIVATE])
  const own = state.servers.find(({ id }) => id === ID)
  const other = state.servers.find(({ id }) => id !== ID)
  assert.ok(own && other)
  // Another network has the same private address.
  replace(state.servers, { ...other, projectId, privateIp: own.privateIp })
  replace(state.publicIps, { id: 'eip-1', projectId, address: '203.0.113.10', serverId: other.id })
  assert.deepEqual(await look(), [PRIVATE])
})

test('an elastic IP of the same private address in another VPC is not taken', async () => {
  const { bind, look, state } = setup()
  bind('203.0.113.10')
  const own = state.servers.find(({ id }) => id === ID)
  const other = state.servers.find(({ id }) => id !== ID)
  assert.ok(own && other)
  replace(state.servers, { ...other, projectId, privateIp: own.privateIp, vpcId: 'another' })
  replace(state.publicIps, { id: 'eip-1', projectId, address: '203.0.113.10', serverId: other.id })
  assert.deepEqual(await look(), [PRIVATE])
})

for (const status of [403, 404]) {
  test(`without the right to look (${status}) the private address is used, and nothing is said`, async () => {
    const { bind, look, refused, failures } = setup()
    bind('203.0.113.10')
    refused.set(/publicips/, status)
    assert.deepEqual(await look(), [PRIVATE])
    assert.deepEqual(failures, [])
  })
}

test('a service that fails is left out, and the log hears of it', async () => {
  const { look, refused, failures } = setup()
  refused.set(/publicips/, 500)
  assert.deepEqual(await look(), [PRIVATE])
  assert.equal(failures.length, 3)
})

test('an address that is none is left out', async () => {
  const { bind, look } = setup()
  bind('-oProxyCommand=touch /tmp/owned')
  assert.deepEqual(await look(), [PRIVATE])
})

/** Something that listens on loopback and says a few lines, or nothing. */
async function listener(t: TestContext, host: string, says: string | undefined, port = 0): Promise<number> {
  const open = new Set<{ destroy(): void }>()
  const server: Server = createServer((socket) => {
    open.add(socket)
    socket.on('error', () => undefined)
    if (says !== undefined) socket.write(says)
  })
  await new Promise<void>((resolve, reject) => server.on('error', reject).listen(port, host, resolve))
  t.after(() => {
    for (const socket of open) socket.destroy()
    server.close()
  })
  const address = server.address()
  assert.ok(address && typeof address === 'object')
  return address.port
}

test('a greeting is found among the lines before it; silence and other services are none', async (t) => {
  assert.equal(
    await readBanner('127.0.0.1', await listener(t, '127.0.0.1', 'Welcome\r\nSSH-2.0-OpenSSH_9.2\r\n'), 2_000),
    'SSH-2.0-OpenSSH_9.2',
  )
  assert.equal(await readBanner('127.0.0.1', await listener(t, '127.0.0.1', undefined), 200), undefined)
  assert.equal(await readBanner('127.0.0.1', await listener(t, '127.0.0.1', 'HTTP/1.1 400\r\n'), 200), undefined)
  const stopped = AbortSignal.abort()
  assert.equal(await readBanner('127.0.0.1', 1, 60_000, stopped), undefined)
})

test('the best of the addresses that greet is taken; all are tried at once', async (t) => {
  const port = await listener(t, '127.0.0.2', 'SSH-2.0-x\r\n')
  await listener(t, '127.0.0.3', 'SSH-2.0-x\r\n', port)
  await listener(t, '127.0.0.4', undefined, port)
  const at = (...hosts: string[]): Address[] => hosts.map((host) => ({ host, from: 'elasticIp' }))
  const first = async (...hosts: string[]) => (await answering(at(...hosts), port, undefined, 500))?.host
  assert.equal(await first('127.0.0.2', '127.0.0.3'), '127.0.0.2')
  assert.equal(await first('127.0.0.5', '127.0.0.4', '127.0.0.3'), '127.0.0.3')
  assert.equal(await first('127.0.0.5', '127.0.0.4'), undefined)
})
