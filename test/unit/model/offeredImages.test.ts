import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SAMPLE } from '../../../src/emulator/sample'
import {
  findImage,
  isOfferedToOthers,
  listOfferedByKind,
  listOfferedImages,
  offeredToAny,
} from '../../../src/model/offeredImages'
import { setup } from './setup'

const { servers, images } = SAMPLE

async function opened(id: string, refuseIms?: number) {
  const { connect, emulator, open } = setup()
  const bench = setup()
  const used = refuseIms ? bench : { connect, emulator, open }
  if (refuseIms)
    bench.carry = (send) => async (request) =>
      request.url.includes('/v2/cloudimages') ? Response.json({}, { status: refuseIms }) : send(request)
  const server = await used.open().servers.reread(id)
  assert.ok(server)
  return { connection: used.connect(), server }
}

const names = (found: readonly { readonly name: string }[]): readonly string[] => found.map(({ name }) => name)

test('a bare metal server is offered curated, private and shared images that fit, each once', async () => {
  const { connection, server } = await opened(servers.stopped)
  const offered = await listOfferedImages(connection, server)
  assert.equal(offered.isCuratedOnly, false)
  assert.ok(offered.curated.length > 2)
  assert.deepEqual(names(offered.private), ['training-base-2026-01'])
  assert.deepEqual(names(offered.shared), ['platform-team-golden-npu'])
  const all = [...offered.curated, ...offered.private, ...offered.shared]
  assert.equal(new Set(all.map(({ id }) => id)).size, all.length)
  assert.ok(all.every(({ isActive, arch }) => isActive && arch === 'ARM'))
})

test('an ECS is offered neither bare metal images nor data disks', async () => {
  const { connection, server } = await opened(servers.ecsStopped)
  const offered = await listOfferedImages(connection, server)
  assert.deepEqual(names(offered.private), ['dev-workstation-v3'])
  assert.deepEqual(names(offered.shared), ['platform-team-golden-cpu'])
})

for (const status of [403, 404]) {
  test(`without IMS (${status}) the curated list remains, and says so`, async () => {
    const { connection, server } = await opened(servers.stopped, status)
    const offered = await listOfferedImages(connection, server)
    assert.ok(offered.curated.length > 2)
    assert.deepEqual([...offered.private, ...offered.shared], [])
    assert.equal(offered.isCuratedOnly, true)
  })
}

test('one image is found wherever it is; a denied one is missing only where both lists deny it', async () => {
  const { connection, server } = await opened(servers.stopped)
  const found = await findImage(connection, server, images.npuEuler)
  assert.ok(typeof found === 'object' && found.id === images.npuEuler)
  const own = await findImage(connection, server, images.private)
  assert.ok(typeof own === 'object' && own.name === 'training-base-2026-01')
  assert.equal(await findImage(connection, server, '00000000-0000-4000-8000-000000000000'), 'missing')
  const without = await opened(servers.stopped, 403)
  assert.equal(await findImage(without.connection, without.server, '00000000-0000-4000-8000-000000000000'), 'unknown')
})

test('several servers are asked for once for each kind of hardware; what is for one flavor is not for another', async () => {
  const bench = setup()
  const window = bench.open()
  await window.servers.refresh()
  const ecs = window.servers.servers.filter(({ cloudServer }) => cloudServer?.type === 'ECS')
  const gpu = ecs.find(({ name }) => name === 'gpu-dev-01')
  const cpu = ecs.find(({ name }) => name === 'cpu-build-01')
  assert.ok(gpu && cpu && ecs.length > 2)
  const before = bench.emulator.control.requests.length
  const byKind = await listOfferedByKind(bench.connect(), ecs)
  const asked = bench.emulator.control.requests.slice(before).filter(({ path }) => /dev-servers\/images/.test(path))
  assert.equal(asked.length, 2)
  const offered = offeredToAny(byKind)
  const idOf = (name: RegExp): string => offered.curated.find((image) => name.test(image.name))?.id ?? ''
  assert.deepEqual(
    [/Tesla/, /^Ubuntu-22.04-x86-64bit$/].map((name) =>
      [gpu, cpu].map((one) => isOfferedToOthers(byKind, one, idOf(name))),
    ),
    [
      [false, true],
      [false, false],
    ],
  )
  assert.equal(isOfferedToOthers(byKind, cpu, 'one-that-no-list-has'), false)
  assert.equal(isOfferedToOthers(new Map(), cpu, idOf(/Tesla/)), false, 'without lists nobody can tell')
})
