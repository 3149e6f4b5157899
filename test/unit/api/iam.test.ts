import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError } from '../../../src/api/errors'
import { listProjects } from '../../../src/api/iam'
import { withAnswers, withEmulator } from './setup'

test('the emulator’s projects: enabled ones, without the internal one', async () => {
  const { call, emulator } = withEmulator({ projectId: undefined })
  const projects = await listProjects(call)
  const expected = emulator.control.state.accounts[0]?.projects.filter(({ name, enabled }) => enabled && name !== 'MOS')
  assert.deepEqual(projects.map(({ id }) => id).sort(), expected?.map(({ id }) => id).sort())
  assert.ok(projects.some(({ name }) => name === 'cn-southwest-2_sandbox'))
})

test('who may not list all projects is asked for those they may use', async () => {
  const { call, requests } = withAnswers((_request, { pathname }) =>
    pathname === '/v3/projects'
      ? Response.json({ error: { code: 403, message: 'You are not authorized' } }, { status: 403 })
      : { projects: [{ id: 'p', name: 'cn-north-4' }] },
  )
  assert.deepEqual(
    (await listProjects(call)).map(({ id }) => id),
    ['p'],
  )
  assert.deepEqual(
    requests.map(({ url }) => new URL(url).pathname),
    ['/v3/projects', '/v3/auth/projects'],
  )
})

for (const status of [400, 401, 404, 500]) {
  test(`${status} is an error, and a refused key is not tried again`, async () => {
    const { call, requests } = withAnswers(() => Response.json({}, { status }))
    await assert.rejects(listProjects(call), (error) => error instanceof ApiError && error.status === status)
    assert.equal(requests.length, 1)
  })
}

test('403 of both is an error', async () => {
  const { call } = withAnswers(() => Response.json({}, { status: 403 }))
  await assert.rejects(listProjects(call), (error) => error instanceof ApiError && error.status === 403)
})

for (const all of [[], [{ id: 'm', name: 'MOS' }]]) {
  test(`who is shown ${all.length} of all projects, none of them of use, is asked for those they may use`, async () => {
    const { call } = withAnswers((_request, { pathname }) => ({
      projects: pathname === '/v3/projects' ? all : [{ id: 'p', name: 'cn-north-4' }],
    }))
    assert.deepEqual(
      (await listProjects(call)).map(({ id }) => id),
      ['p'],
    )
  })
}

test('a list that is empty stays so where the other is not offered', async () => {
  const { call } = withAnswers((_request, { pathname }) =>
    pathname === '/v3/projects' ? { projects: [] } : Response.json({}, { status: 404 }),
  )
  assert.deepEqual(await listProjects(call), [])
})
