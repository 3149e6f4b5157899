import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SAMPLE } from '../../../src/emulator/sample'
import { setup } from './setup'

const headers = { 'x-project-id': SAMPLE.training.projectId }

test('images are filtered, sorted and paged by marker', async () => {
  const { ask } = setup()
  const list = async (query: string): Promise<{ id: string; name: string; virtual_env_type: string }[]> =>
    (await ask('GET', `/v2/cloudimages${query}`, undefined, { headers })).body.images
  const names = async (query: string): Promise<string[]> => (await list(query)).map(({ name }) => name)
  const own = await names('?__imagetype=private&status=active')
  assert.deepEqual(own, ['training-base-2026-01', 'dev-workstation-v3', 'dataset-disk'])
  assert.deepEqual(await names('?__imagetype=private&virtual_env_type=Ironic'), ['training-base-2026-01'])
  assert.equal((await names('?visibility=shared&member_status=accepted')).length, 2)
  assert.equal((await names('?__imagetype=gold&architecture=x86&virtual_env_type=FusionCompute')).length, 4)
  const all = await names('?sort_key=name&sort_dir=asc')
  assert.deepEqual(all, [...all].sort())
  const seen: string[] = []
  for (let page = await list('?limit=7'); page.length > 0; page = await list(`?limit=7&marker=${page.at(-1)?.id}`)) {
    seen.push(...page.map(({ name }) => name))
  }
  assert.deepEqual(seen, await names(''))
  const { status, body } = await ask('GET', '/v2/cloudimages?marker=nope', undefined, { headers })
  assert.deepEqual([status, body.error.code], [400, 'IMG.0026'])
})

test('private images belong to one project; the project comes from the header, the region or not at all', async () => {
  const { ask } = setup()
  const path = '/v2/cloudimages?__imagetype=private'
  const research = { headers: { 'x-project-id': SAMPLE.research.projectId } }
  assert.deepEqual((await ask('GET', path, undefined, research)).body.images, [])
  const origin = `https://ims.${SAMPLE.training.region}.myhuaweicloud.com`
  assert.equal((await ask('GET', path, undefined, { origin })).body.images.length, 3)
  assert.equal((await ask('GET', path)).body.error_code, 'APIGW.0306')
})
