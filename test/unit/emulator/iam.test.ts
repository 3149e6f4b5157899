import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SAMPLE } from '../../../src/emulator/sample'
import { setup } from './setup'

const names = (body: { projects: { name: string }[] }): string[] => body.projects.map(({ name }) => name)

test('projects are listed, filtered and paged', async () => {
  const { ask } = setup()
  const all = await ask('GET', '/v3/projects')
  assert.equal(all.body.projects.length, 6)
  assert.ok(names(all.body).includes('MOS'))
  const byName = await ask('GET', `/v3/projects?name=${SAMPLE.training.region}`)
  assert.deepEqual(
    byName.body.projects.map(({ id }: { id: string }) => id),
    [SAMPLE.training.projectId],
  )
  assert.deepEqual(names((await ask('GET', '/v3/projects?enabled=false')).body), ['cn-east-3'])
  const page = await ask('GET', '/v3/projects?page=2&per_page=4')
  assert.deepEqual(names(page.body), names(all.body).slice(4))
  for (const query of ['page=1', 'per_page=5', 'page=0&per_page=5', 'page=1&per_page=5001']) {
    assert.equal((await ask('GET', `/v3/projects?${query}`)).status, 400, query)
  }
})

test('the account and the projects that may be used', async () => {
  const { ask } = setup()
  assert.equal((await ask('GET', '/v3/auth/projects')).body.projects.length, 6)
  const { domains } = (await ask('GET', '/v3/auth/domains')).body
  assert.equal(domains[0].name, SAMPLE.account)
})
