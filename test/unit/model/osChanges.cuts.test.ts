import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { SAMPLE } from '../../../src/emulator/sample'
import { type Cut, type CuttingProxy, cuttingProxy } from '../../support/cuttingProxy'
import { type EmulatorServer, serveEmulator } from '../../support/emulatorServer'
import { temporaryFolder } from '../../support/memory'
import { pick, seeded } from '../../support/random'
import { countingEmulator, httpWindow } from './overHttp'

const RUNS = 500
const OLD = { status: 'STOPPED', imageId: SAMPLE.images.npuEuler } as const

/** The service's clock and the windows' are one, and stand still while requests travel. */
let time = Date.parse('2026-01-15T08:30:00Z')
const clock = { now: () => time, delay: () => new Promise<void>(() => undefined) }
const { emulator, counted, handle } = countingEmulator(clock.now)
const folder = temporaryFolder()
let service: EmulatorServer
let proxy: CuttingProxy
let url = ''

before(async () => {
  service = await serveEmulator(handle)
  proxy = await cuttingProxy(Number(new URL(service.url).port))
  url = `http://127.0.0.1:${proxy.port}`
})
after(async () => {
  await proxy.dispose()
  await service.dispose()
})

/** One change from its start to its end, with the wire cut somewhere in the POST; says what the user was told. */
async function run(cut: Cut | undefined): Promise<{ told: readonly string[]; begun: string; installed: boolean }> {
  emulator.control.settle(SAMPLE.servers.stopped, OLD)
  counted.posts = 0
  counted.accepted = 0
  const window = httpWindow(url, mkdtempSync(join(folder, 'run-')), clock)
  proxy.cut = cut
  const begun = await window.start().catch(() => 'refused')
  for (let looks = 0; window.osChanges.inFlight.length > 0 && looks < 20; looks++) {
    time += 15_000
    await window.look()
  }
  time += 60_000
  const server = await window.servers.reread(SAMPLE.servers.stopped)
  window.servers.dispose()
  return {
    told: window.settlements.map(({ outcome }) => outcome.kind),
    begun,
    installed: server?.image?.id === SAMPLE.images.npuUbuntu,
  }
}

test('a POST that nothing cuts is accepted', async () => {
  assert.deepEqual(await run(undefined), { told: ['succeeded'], begun: 'accepted', installed: true })
  assert.ok(proxy.seen.request > 300 && proxy.seen.response > 300, JSON.stringify(proxy.seen))
})

const NEVER = { told: ['notStarted'], begun: 'unknown', installed: false } as const
const LOST = { told: ['succeeded'], begun: 'unknown', installed: true } as const
const HEARD = { told: ['succeeded'], begun: 'accepted', installed: true } as const
const firstLine = (text: string): number => text.indexOf('\r\n')
const head = (text: string): number => text.indexOf('\r\n\r\n') + 4
const half = (text: string): number => Math.floor((head(text) + text.length) / 2)

/** Where the wire breaks: of the request or its answer, after which byte of it, and what comes of that. */
const PLACES: readonly (readonly [
  string,
  Cut['side'],
  (text: string) => number,
  typeof NEVER | typeof LOST | typeof HEARD,
])[] = [
  ['before the first byte of the request', 'request', () => 0, NEVER],
  ['after the first byte of the request', 'request', () => 1, NEVER],
  ['in the middle of the request’s first line', 'request', (text) => Math.floor(firstLine(text) / 2), NEVER],
  ['after the request’s first line', 'request', (text) => firstLine(text) + 2, NEVER],
  ['within the signature', 'request', (text) => text.toLowerCase().indexOf('signature=') + 20, NEVER],
  ['one byte before the end of the request’s head', 'request', (text) => head(text) - 1, NEVER],
  ['between the request’s head and its body', 'request', head, NEVER],
  ['in the middle of the request’s body', 'request', half, NEVER],
  ['one byte before the end of the request', 'request', (text) => text.length - 1, NEVER],
  ['after the last byte of the request', 'request', (text) => text.length, LOST],
  ['before the first byte of the answer', 'response', () => 0, LOST],
  ['after the first byte of the answer', 'response', () => 1, LOST],
  ['after the answer’s status', 'response', (text) => firstLine(text) + 2, LOST],
  ['one byte before the end of the answer’s head', 'response', (text) => head(text) - 1, LOST],
  ['between the answer’s head and its body', 'response', head, LOST],
  ['in the middle of the answer’s body', 'response', half, LOST],
  ['one byte before the end of the answer', 'response', (text) => text.length - 1, LOST],
  ['after the last byte of the answer', 'response', (text) => text.length, HEARD],
]

for (const [name, side, at, expected] of PLACES) {
  test(`the wire breaks ${name}: ${expected.told}`, async () => {
    await run(undefined)
    const after = at(proxy.text[side])
    assert.ok(after >= 0 && after <= proxy.seen[side], `${after} of ${proxy.seen[side]}`)
    assert.deepEqual(await run({ side, after }), expected)
    assert.ok(counted.posts <= 1)
  })
}

test(`the wire is cut at any byte of ${RUNS} POSTs: none is sent twice, and each end is told as it is`, async () => {
  const { request, response } = proxy.seen
  const random = seeded(2026)
  const ends = new Map<string, number>()
  for (let index = 0; index < RUNS; index++) {
    const side = pick(random, ['request', 'response'] as const)
    const length = side === 'request' ? request : response
    const edge = pick(random, [0, 1, 15, length - 90, length - 2, length - 1, length])
    const cut = { side, after: random() < 0.5 ? edge : Math.floor(random() * length) }
    const { told, begun, installed } = await run(cut)
    const what = JSON.stringify({ index, cut, told, begun, installed, counted })
    assert.ok(counted.posts <= 1, what)
    assert.equal(installed, counted.accepted === 1, what)
    assert.deepEqual(told, begun === 'refused' ? [] : [installed ? 'succeeded' : 'notStarted'], what)
    assert.ok(begun !== 'refused' || !installed, what)
    const end = `${begun} ${told.join()}`
    ends.set(end, (ends.get(end) ?? 0) + 1)
  }
  // Each kind of end came up, or the cuts were not where they should be.
  for (const end of ['unknown succeeded', 'unknown notStarted', 'accepted succeeded']) {
    assert.ok((ends.get(end) ?? 0) > 10, JSON.stringify([...ends]))
  }
})
