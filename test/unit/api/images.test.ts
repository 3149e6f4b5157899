import assert from 'node:assert/strict'
import { test } from 'node:test'
import { showDevServer } from '../../../src/api/devServers'
import { ApiError } from '../../../src/api/errors'
import { fits, listImages } from '../../../src/api/images'
import { DevServer, Image } from '../../../src/api/schemas'
import { SAMPLE } from '../../../src/emulator/sample'
import listFixture from '../fixtures/listImages.json'
import showFixture from '../fixtures/showDevServer.json'
import { withAnswers, withEmulator } from './setup'

const { projectId } = SAMPLE.training
const server = DevServer.parse(showFixture)

test('asks by the server’s type and flavor', async () => {
  const { call, requests } = withAnswers(() => listFixture)
  const images = await listImages(call, projectId, server)
  assert.equal(images.length, 2)
  const { pathname, searchParams } = new URL(requests[0]?.url ?? '')
  assert.equal(pathname, `/v1/${projectId}/dev-servers/images`)
  assert.deepEqual(Object.fromEntries(searchParams), { server_type: 'BMS', flavor_name: 'physical.npu9.48xlarge.8' })
})

test('a service that refuses the filter is asked without it', async () => {
  const { call, requests } = withAnswers((_request, { searchParams }) =>
    searchParams.has('flavor_name')
      ? Response.json({ error_code: 'ModelArts.0104', error_msg: "Unknown parameter 'flavor_name'." }, { status: 400 })
      : listFixture,
  )
  assert.equal((await listImages(call, projectId, server)).length, 2)
  assert.equal(requests.length, 2)
  assert.equal(new URL(requests[1]?.url ?? '').search, '?server_type=BMS')
})

test('other errors, and a refusal without the filter, are errors', async () => {
  for (const status of [400, 401, 403, 404, 500]) {
    const { call, requests } = withAnswers(() => Response.json({}, { status }))
    await assert.rejects(
      listImages(call, projectId, server),
      (error) => error instanceof ApiError && error.status === status,
    )
    assert.equal(requests.length, status === 400 ? 2 : 1)
    const bare = withAnswers(() => Response.json({}, { status }))
    await assert.rejects(listImages(bare.call, projectId, DevServer.parse({ id: 'a' })))
    assert.equal(bare.requests.length, 1)
  }
})

test('what the emulator lists for a server fits it', async () => {
  const { call } = withEmulator()
  for (const id of Object.values(SAMPLE.servers)) {
    const own = await showDevServer(call, projectId, id)
    assert.ok(own)
    const images = await listImages(call, projectId, own)
    assert.ok(images.length > 0)
    assert.equal(
      images.some((image) => image.isActive && !fits(image, own)),
      false,
    )
  }
})

const imageOf = (fields: object): Image => Image.parse({ image_id: 'i', ...fields })

for (const [what, fields, expected] of [
  ['the same type and architecture', { arch: 'ARM', server_type: 'BMS' }, true],
  ['nothing known', {}, true],
  ['another architecture', { arch: 'X86', server_type: 'BMS' }, false],
  ['another type', { arch: 'ARM', server_type: 'ECS' }, false],
  ['no longer active', { arch: 'ARM', server_type: 'BMS', status: 'INACTIVE' }, false],
] as const) {
  test(`fits: ${what}`, () => assert.equal(fits(imageOf(fields), server), expected))
}

test('fits: what is not known of the server is not held against an image', () => {
  assert.equal(fits(imageOf({ arch: 'X86', server_type: 'ECS' }), DevServer.parse({ id: 'a' })), true)
})
