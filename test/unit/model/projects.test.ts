import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Projects } from '../../../src/model/projects'
import { ManualClock } from '../../support/clock'
import { PROJECT } from './setup'

function projectsOf(setting: () => unknown): Projects {
  const polling = {
    clock: new ManualClock(),
    pace: () => ({ busyMs: 10_000, idleMs: 60_000 }),
    isWatched: () => false,
    isAwaited: () => false,
    connect: async () => undefined,
  }
  return new Projects({ setting, sample: () => [] }, polling)
}

const READER = { ...PROJECT, name: 'to look at', account: 'reader' }

test('of two entries of the same project the one with the account is meant, else the first', () => {
  const projects = projectsOf(() => [READER, PROJECT])
  const nameOf = (place: Parameters<typeof projects.findPlace>[0]): string | undefined =>
    projects.findPlace(place)?.project.name
  assert.equal(nameOf(PROJECT), PROJECT.name)
  assert.equal(nameOf(READER), READER.name)
  assert.equal(nameOf({ ...PROJECT, account: 'renamed since' }), READER.name)
  assert.equal(nameOf({ region: PROJECT.region, projectId: PROJECT.projectId }), READER.name)
  assert.equal(nameOf({ ...PROJECT, projectId: 'another' }), undefined)
})

test('entries that are as before keep what they have loaded, those taken out are let go of', () => {
  let entries = [READER, PROJECT]
  const projects = projectsOf(() => entries)
  const [reader, own] = projects.all
  entries = [{ ...PROJECT }, { ...READER, account: 'another' }]
  projects.reload()
  assert.equal(projects.all[0], own)
  assert.notEqual(projects.all[1], reader)
  assert.equal(projects.all.length, 2)
})
