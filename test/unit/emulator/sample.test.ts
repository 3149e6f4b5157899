import assert from 'node:assert/strict'
import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { changeOs, showDevServer } from '../../../src/api/devServers'
import { createKeyPair, listKeyPairs } from '../../../src/api/keyPairs'
import { systemClock } from '../../../src/base/clock'
import { openSample, SAMPLE_PROJECTS } from '../../../src/emulator/open'
import { SAMPLE } from '../../../src/emulator/sample'
import { connect } from '../../../src/model/connection'
import { temporaryFolder } from '../../support/memory'

const { projectId } = SAMPLE.training
const { stopped } = SAMPLE.servers

/** A window with the sample servers of that file. */
async function open(file: string) {
  const [project] = SAMPLE_PROJECTS
  assert.ok(project)
  const { send, credentials } = await openSample(file)
  const { call } = connect(project, credentials, { send, clock: systemClock, random: () => 0.5 })
  return {
    statusOf: async (id: string) => (await showDevServer(call, projectId, id))?.status,
    change: (id: string) =>
      changeOs(call, projectId, id, {
        imageId: SAMPLE.images.npuUbuntu,
        login: { keyPairName: SAMPLE.keyPairs.usual },
      }),
    makePair: (name: string) => createKeyPair(call, projectId, { name }),
    pairs: async () => (await listKeyPairs(call, projectId)).map(({ name }) => name),
  }
}

test('two windows have the same sample servers, and neither undoes what the other has done', async () => {
  const folder = temporaryFolder()
  const file = join(folder, 'sample.json')
  const one = await open(file)
  const two = await open(file)
  assert.equal(await two.statusOf(stopped), 'STOPPED')
  assert.equal((await one.change(stopped))?.status, 'CHANGINGOS')
  // Reads lag a little behind, and then show what the other window has begun.
  await assert.rejects(two.change(stopped), /CHANGINGOS/)
  await two.makePair('of-two')
  await one.makePair('of-one')
  for (const window of [one, two, await open(file)]) {
    const pairs = await window.pairs()
    assert.ok(pairs.includes('of-one') && pairs.includes('of-two'), pairs.join())
  }
  assert.deepEqual(readdirSync(folder), ['sample.json'])
})

test('requests of one window at once are all kept', async () => {
  const file = join(temporaryFolder(), 'below', 'sample.json')
  const window = await open(file)
  await Promise.all(['a', 'b', 'c'].map((name) => window.makePair(name)))
  const pairs = await (await open(file)).pairs()
  assert.ok(['a', 'b', 'c'].every((name) => pairs.includes(name)))
})

test('a file that is broken starts afresh', async () => {
  const file = join(temporaryFolder(), 'sample.json')
  writeFileSync(file, '{')
  assert.equal(await (await open(file)).statusOf(stopped), 'STOPPED')
})
