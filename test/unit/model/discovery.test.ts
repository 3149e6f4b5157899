import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hasDevServers } from '../../../src/api/devServers'
import { diagnose } from '../../../src/api/diagnosis'
import { ApiError, NetworkError } from '../../../src/api/errors'
import { listProjects } from '../../../src/api/iam'
import { REGIONS } from '../../../src/api/regions'
import type { IamProject } from '../../../src/api/schemas'
import { SAMPLE } from '../../../src/emulator/sample'
import { connect } from '../../../src/model/connection'
import { type FoundProject, findProjects, PATIENCE_MS, type Search } from '../../../src/model/discovery'
import { ManualClock, settled } from '../../support/clock'

const project = (name: string): IamProject => ({ id: `id-${name}`, name, domainId: undefined, isEnabled: true })
const ALL = REGIONS.map(({ id }) => project(id))
const HANGING = ['cn-north-1', 'ap-southeast-4', 'sa-brazil-1']
const PROJECT = { ...SAMPLE.training, account: 'work' }
const never = new AbortController().signal

function setup(change: Partial<Search> = {}) {
  const clock = new ManualClock()
  const told: (readonly FoundProject[])[] = []
  let running = 0
  const seen = { most: 0, asked: [] as string[] }
  const search: Search = {
    clock,
    lists: [async () => ALL],
    hasServers: async ({ region, name }) => {
      seen.asked.push(name)
      running++
      seen.most = Math.max(seen.most, running)
      if (HANGING.includes(region)) await new Promise(() => undefined)
      await clock.delay(100)
      running--
      return region === 'cn-north-9'
    },
    ...change,
  }
  const finding = findProjects(search, (found) => told.push(found), never)
  finding.catch(() => undefined)
  return { clock, told, seen, finding }
}

test('22 regions of which three hang: all others are known within six seconds, four asked at a time', async () => {
  const { clock, told, seen, finding } = setup()
  await clock.advance(PATIENCE_MS + 1_000)
  const found = await finding
  assert.equal(found.length, 22)
  assert.deepEqual(
    found.filter(({ servers }) => servers === 'unknown').map(({ region }) => region),
    HANGING,
  )
  assert.deepEqual(
    found.filter(({ servers }) => servers === 'some').map(({ region }) => region),
    ['cn-north-9'],
  )
  assert.ok(seen.most <= 4 + HANGING.length && seen.most >= 4)
  assert.equal(told[0]?.length, 22, 'projects are listed before any was looked into')
})

test('a region that hangs is given up for its sub-projects too', async () => {
  const names = ['cn-north-1', 'cn-north-1_a', 'cn-north-1_b', 'cn-north-1_c', 'cn-north-1_d', 'cn-north-9_team']
  const { clock, seen, finding } = setup({ lists: [async () => names.map(project)] })
  await clock.advance(PATIENCE_MS)
  await settled()
  assert.ok(seen.asked.length < names.length)
  await clock.advance(PATIENCE_MS)
  const found = await finding
  assert.equal(found.at(-1)?.servers, 'some')
  assert.equal(found.at(-1)?.region, 'cn-north-9')
  assert.ok(
    found.slice(0, -1).every(({ problem }) => problem instanceof NetworkError && diagnose(problem) === 'timeout'),
  )
})

test('a project that may not be read does not keep its neighbours from being looked into, and says why', async () => {
  const names = ['cn-north-9', 'cn-north-9_a', 'cn-north-9_b']
  const denied = new ApiError(403, 'ModelArts.0108', 'not authorized', undefined)
  const { finding } = setup({
    lists: [async () => names.map(project)],
    hasServers: async ({ name }) => (name === 'cn-north-9' ? Promise.reject(denied) : name.endsWith('_a')),
  })
  assert.deepEqual(
    (await finding).map(({ servers, problem }) => [servers, problem]),
    [
      ['unknown', denied],
      ['some', undefined],
      ['none', undefined],
    ],
  )
})

test('where the place that lists projects hangs, a time-out is told', async () => {
  const { clock, finding } = setup({ lists: [() => new Promise(() => undefined)] })
  await clock.advance(PATIENCE_MS)
  await assert.rejects(finding, { name: 'NetworkError', kind: 'timeout' })
})

/** A search whose requests for projects all fail so before they are answered. */
function failing(clock: ManualClock, failure: () => Promise<Response>): Partial<Search> {
  const { call } = connect(PROJECT, SAMPLE, { send: failure, clock, random: () => 0.5 })
  return {
    clock,
    lists: [async () => [project('cn-north-9'), project('cn-north-9_a')]],
    hasServers: ({ id }, signal) => hasDevServers(call, id, signal),
  }
}

const unknownHost = () =>
  Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: 'ENOTFOUND' }) }))
const busy = async () => Response.json({ error_code: 'ModelArts.0010', error_msg: 'busy' }, { status: 503 })

for (const [what, failure, said] of [
  ['an unknown host', unknownHost, 'dns'],
  ['a service that fails', busy, 'serviceFailed'],
  ['no answer at all', () => new Promise<Response>(() => undefined), 'timeout'],
] as const) {
  test(`${what} is told as what it is when time is over, for projects and for their list`, async () => {
    const clock = new ManualClock()
    const search = failing(clock, failure)
    const { finding } = setup(search)
    const { call } = connect(PROJECT, SAMPLE, { send: failure, clock, random: () => 0.5 })
    const listing = setup({ clock, lists: [(signal) => listProjects(call, signal)] }).finding
    await clock.advance(PATIENCE_MS)
    for (const { problem } of await finding) assert.equal(diagnose(problem), said)
    await assert.rejects(listing, (error) => diagnose(error) === said)
  })
}

test('a host that is unknown is given up for the sub-projects of its region too', async () => {
  const clock = new ManualClock()
  let asked = 0
  const names = ['cn-north-1', 'cn-north-1_a', 'cn-north-1_b', 'cn-north-1_c', 'cn-north-1_d', 'cn-north-1_e']
  const count = (): Promise<never> => {
    asked++
    return Promise.reject(new NetworkError('dns', 'modelarts.cn-north-1', 'x'))
  }
  const { finding } = setup({ clock, lists: [async () => names.map(project)], hasServers: count })
  assert.ok((await finding).every(({ problem }) => diagnose(problem) === 'dns'))
  assert.equal(asked, 4)
})

test('the next place is asked where one refuses, hangs or has none; what is no region is left out', async () => {
  const refused = new ApiError(403, '', 'no', undefined)
  const { clock, finding } = setup({
    lists: [
      () => Promise.reject(refused),
      () => new Promise(() => undefined),
      async () => [],
      async () => [project('cn-north-9'), project('MOS'), project('something')],
    ],
  })
  await clock.advance(PATIENCE_MS * 2)
  assert.deepEqual(
    (await finding).map(({ name }) => name),
    ['cn-north-9'],
  )
})

test('where every place refuses, the refusal is told', async () => {
  const refused = new ApiError(403, '', 'no', undefined)
  const { finding } = setup({ lists: [() => Promise.reject(refused)] })
  await assert.rejects(finding, refused)
})
