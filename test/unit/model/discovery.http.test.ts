import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hasDevServers } from '../../../src/api/devServers'
import { diagnose } from '../../../src/api/diagnosis'
import { listProjects } from '../../../src/api/iam'
import { REGIONS, SERVICES } from '../../../src/api/regions'
import { createEmulator } from '../../../src/emulator/emulator'
import { SAMPLE } from '../../../src/emulator/sample'
import { type Connection, connect } from '../../../src/model/connection'
import { type FoundProject, findProjects, PATIENCE_MS, type Search } from '../../../src/model/discovery'
import { ManualClock } from '../../support/clock'
import { serveEmulator } from '../../support/emulatorServer'

const HANGING = ['cn-north-1', 'ap-southeast-4', 'sa-brazil-1']
const idOf = (region: string): string =>
  region === SAMPLE.training.region ? SAMPLE.training.projectId : `id-${region}`
const ofHanging = new RegExp(`/v1/(${HANGING.map(idOf).join('|')})/`)

/** A service with a project in each region; three of them take a request and never answer it. */
async function serve(clock: ManualClock) {
  const emulator = createEmulator({ now: clock.now, delay: clock.delay })
  const { accounts } = emulator.control.state
  const [account] = accounts
  assert.ok(account)
  accounts[0] = { ...account, projects: REGIONS.map(({ id }) => ({ id: idOf(id), name: id, enabled: true })) }
  const hung: string[] = []
  const http = await serveEmulator((request) => {
    if (!ofHanging.test(request.url)) return emulator.handle(request)
    hung.push(request.url)
    return new Promise(() => undefined)
  })
  return { http, hung }
}

function searchAt(url: string, clock: ManualClock, gone: string[]): Search {
  const endpoints = Object.fromEntries(SERVICES.map((service) => [service, url]))
  const send = (request: Request): Promise<Response> => {
    request.signal.addEventListener('abort', () => gone.push(request.url), { once: true })
    return fetch(request)
  }
  const at = (region: string, projectId: string): Connection =>
    connect({ name: '', region, projectId, account: 'work', endpoints }, SAMPLE, { send, clock, random: () => 0.5 })
  return {
    clock,
    lists: [(signal) => listProjects(at('cn-north-4', '').call, signal)],
    hasServers: ({ region, id }, signal) => hasDevServers(at(region, id).call, id, signal),
  }
}

test('over real connections: of 22 regions three hang, and the others do not wait for them', async (t) => {
  const clock = new ManualClock()
  const { http, hung } = await serve(clock)
  t.after(() => http.dispose())
  const gone: string[] = []
  let tell: () => void = () => undefined
  const othersKnown = new Promise<void>((resolve) => {
    tell = resolve
  })
  const isKnown = ({ servers }: FoundProject): boolean => servers !== 'unknown'
  const finding = findProjects(
    searchAt(http.url, clock, gone),
    (found) => found.filter(isKnown).length === REGIONS.length - HANGING.length && tell(),
    new AbortController().signal,
  )
  // No time has passed yet.
  await othersKnown
  await clock.advance(PATIENCE_MS)
  const found = await finding
  const regions = (those: readonly FoundProject[]): readonly string[] => those.map(({ region }) => region).sort()
  assert.deepEqual(regions(found.filter((project) => !isKnown(project))), [...HANGING].sort())
  assert.ok(found.every((project) => isKnown(project) || diagnose(project.problem) === 'timeout'))
  assert.deepEqual(regions(found.filter(({ servers }) => servers === 'some')), [SAMPLE.training.region])
  assert.ok(
    http.requests.every(({ method }) => method === 'GET'),
    'nothing is created',
  )
  assert.equal(hung.length, HANGING.length, 'each was asked once')
  assert.equal(gone.length, HANGING.length, 'and its connection was given up')
})
