import assert from 'node:assert/strict'
import { stat } from 'node:fs/promises'
import { test } from 'node:test'
import { OsChangeJournal } from '../../../src/model/osChangeJournal'
import { temporaryFolder } from '../../support/memory'
import { changeOf } from './changes'

const ROUNDS = 60
const WINDOWS = 6

test('windows that claim an end while another takes it out are told that they lost, not that the disk failed', async () => {
  const folder = temporaryFolder()
  const journals = Array.from({ length: WINDOWS }, () => new OsChangeJournal(folder))
  for (let round = 0; round < ROUNDS; round++) {
    const own = changeOf({ id: `round-${round}` })
    assert.ok(await journals[0]?.add(own))
    const claims = journals.map(async (journal, late) => {
      // Each a little later than the one before it, and every round by another measure.
      for (let looks = 0; looks < (late * round) % 17; looks++) await stat(folder)
      const outcome = await journal.claim(own, { kind: 'succeeded' }, 1)
      if (outcome) await journal.remove(own)
      return outcome
    })
    const won = (await Promise.all(claims)).filter((outcome) => outcome !== undefined)
    assert.equal(won.length, 1, `round ${round}`)
  }
})
