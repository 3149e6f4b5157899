import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DevServerStatus } from '../../../src/api/schemas'
import type { Send } from '../../../src/api/send'
import { SAMPLE } from '../../../src/emulator/sample'
import { type Bench, setup, told, type Window } from './setup'

const { servers: ids, images } = SAMPLE
const OTHER = 'c90fb553-2cdb-4b81-b56a-ef68812c6cf7'
const UNITS_MS = { s: 1_000, m: 60_000 } as const

/** The limit after which a change takes long, in milliseconds. */
const LIMIT_MS = 10 * UNITS_MS.m

/** What became of the request, and what it asked for. */
const POSTS = ['accepted', 'lost'] as const
const WANTED = { new: images.npuUbuntu, same: images.npuEuler, kept: '' } as const
/** What a reading shows as installed. */
const SHOWN = { old: images.npuEuler, new: images.npuUbuntu, other: OTHER, none: undefined } as const

/**
 * `request wanted | readings in their order | what is told`. A reading is `status image age how long it stays so`; its
 * age is `<` older than the one before the request, `=` the same, `>` newer, and `*` newer with another system disk.
 * What is told comes with the last of the readings, and nothing before it. `kept`: an installation afresh of an image
 * that the service does not tell.
 */
const TABLE = `
  accepted new  | STOPPED old = 20s, CHANGINGOS new > 3m, RUNNING new > 1m                       | succeeded
  accepted new  | CHANGINGOS new > 15m, RUNNING new > 1m                                         | succeeded
  accepted new  | STOPPED old = 20s, RUNNING new > 1m                                            | succeeded
  accepted new  | STOPPED old = 15m, RUNNING new > 2m                                            | succeeded
  accepted new  | STOPPED old = 15m, CHANGINGOS new > 2m, RUNNING new > 2m                       | succeeded
  accepted new  | STOPPED new > 15m, RUNNING new > 2m                                            | succeeded
  accepted new  | STOPPED none > 15m, STARTING new > 2m, RUNNING new > 1m                        | succeeded
  accepted new  | RUNNING old < 30s, CHANGINGOS new > 1m, RUNNING new > 1m                       | succeeded
  accepted new  | RUNNING old < 50s, RUNNING old > 2m                                            | failed: otherImage
  accepted new  | CHANGINGOS new > 1m, RUNNING old > 50s, RUNNING new > 1m                       | succeeded
  accepted new  | CHANGINGOS new > 1m, RUNNING other > 50s, RUNNING other > 1m                   | failed: otherImage
  accepted new  | CHANGINGOS new > 1m, RUNNING none > 15m, RUNNING new > 2m                      | succeeded
  accepted new  | CHANGINGOS new > 1m, STOPPED new > 50s, RUNNING new > 1m                       | succeeded
  accepted new  | CHANGINGOS new > 1m, STOPPED new > 50s, STOPPED new > 1m                       | failed: stopped
  accepted new  | CHANGINGOS new > 1m, STOPPED old = 50s, STOPPED old = 1m                       | failed: stopped
  accepted new  | CHANGINGOS new > 1m, CHANGINGOS_FAILED new > 1m                                | failed: service
  accepted new  | CHANGINGOS new > 1m, CHANGINGOS_FAILED old > 1m                                | failed: service
  accepted new  | STOPPED old = 20s, CHANGINGOS_FAILED old > 1m                                  | failed: service
  accepted new  | STOPPED old = 20s, START_FAILED new > 1m                                       | failed: service
  accepted new  | CHANGINGOS new > 1m, START_FAILED new > 1m                                     | failed: service
  accepted new  | CHANGINGOS new > 1m, REBOOT_FAILED new > 1m                                    | failed: service
  accepted new  | CHANGINGOS new > 1m, STOP_FAILED new > 1m                                      | failed: service
  accepted new  | CHANGINGOS new > 1m, CREATE_FAILED new > 1m                                    | failed: service
  accepted new  | CHANGINGOS new > 1m, DELETE_FAILED new > 1m                                    | failed: service
  accepted new  | CHANGINGOS new > 1m, ERROR new > 1m                                            | failed: service
  accepted new  | STOP_FAILED old < 50s, CHANGINGOS new > 1m, RUNNING new > 1m                   | succeeded
  accepted new  | CHANGINGOS new > 1m, SOMETHING_NEW new > 15m, RUNNING new > 2m                 | succeeded
  accepted new  | CHANGINGOS new > 1m, CREATING new > 1m, REBOOTING new > 1m, RUNNING new > 1m   | succeeded
  accepted new  | CHANGINGOS new > 1m, DELETING new > 1m, DELETED new > 1m                       | gone
  accepted new  | CHANGINGOS new > 1m, MISSING 10s, CHANGINGOS new > 1m, RUNNING new > 1m        | succeeded
  accepted new  | CHANGINGOS new > 1m, MISSING 1m                                                | gone
  accepted new  | MISSING 1m                                                                     | gone
  accepted same | STOPPED old = 20s, CHANGINGOS old > 1m, RUNNING old > 1m                       | succeeded
  accepted same | RUNNING old < 50s, CHANGINGOS old > 1m, RUNNING old > 1m                       | succeeded
  accepted same | CHANGINGOS old > 20s, RUNNING old < 50s, CHANGINGOS old > 1m, RUNNING old > 1m | succeeded
  accepted same | RUNNING old < 50s, CHANGINGOS_FAILED old > 1m                                  | failed: service
  accepted same | STOPPED old = 20s, RUNNING old > 1m                                            | succeeded
  accepted same | STOPPED old = 15m, RUNNING old * 2m                                            | succeeded
  accepted same | CHANGINGOS old > 1m, RUNNING other > 50s, RUNNING other > 1m                   | failed: otherImage
  accepted same | CHANGINGOS old > 1m, STOPPED old = 50s, STOPPED old = 1m                       | failed: stopped
  accepted kept | STOPPED none = 20s, REINSTALLINGOS none > 1m, RUNNING none > 1m                | succeeded
  accepted kept | REINSTALLINGOS none > 1m, RUNNING old > 1m                                     | succeeded
  accepted kept | STOPPED none = 20s, RUNNING none > 1m                                          | succeeded
  accepted kept | REINSTALLINGOS none > 1m, REINSTALLINGOS_FAILED none > 1m                      | failed: service
  accepted kept | STOPPED none = 15m, REINSTALLINGOS none > 2m, RUNNING none > 2m                | succeeded
  lost new      | STOPPED old = 50s, STOPPED old = 1m                                            | notStarted
  lost new      | STOPPED old = 50s, CHANGINGOS new > 3m, RUNNING new > 1m                       | succeeded
  lost new      | STOPPED old = 50s, RUNNING new > 1m                                            | succeeded
  lost new      | STOPPED old > 8m, STOPPED old > 4m                                             | undetermined
  lost new      | STOPPED new > 8m, RUNNING new > 1m                                             | succeeded
  lost new      | STOPPED none > 8m, STOPPED none > 4m                                           | undetermined
  lost new      | RUNNING old > 50s, RUNNING old > 1m                                            | notStarted
  lost new      | RUNNING other > 8m, RUNNING other > 4m                                         | undetermined
  lost new      | RUNNING none > 8m, RUNNING new > 1m                                            | succeeded
  lost new      | CHANGINGOS new > 1m, RUNNING old > 50s, RUNNING old > 1m                       | failed: otherImage
  lost new      | CHANGINGOS new > 1m, STOPPED old = 50s, STOPPED old = 1m                       | failed: stopped
  lost new      | CHANGINGOS new > 15m, RUNNING new > 2m                                         | succeeded
  lost new      | STOPPED old = 20s, CHANGINGOS_FAILED old > 1m                                  | failed: service
  lost new      | CHANGINGOS new > 1m, ERROR new > 1m                                            | failed: service
  lost new      | START_FAILED old > 8m, START_FAILED old > 4m                                   | undetermined
  lost new      | START_FAILED old > 8m, CHANGINGOS new > 1m, RUNNING new > 1m                   | succeeded
  lost new      | SOMETHING_NEW old > 8m, SOMETHING_NEW old > 4m                                 | undetermined
  lost new      | MISSING 5s, STOPPED old = 30s, STOPPED old = 2m                                | notStarted
  lost new      | STOPPED old = 20s, DELETED old > 1m                                            | gone
  lost same     | STOPPED old = 50s, STOPPED old = 1m                                            | notStarted
  lost same     | CHANGINGOS old > 1m, RUNNING old > 1m                                          | succeeded
  lost same     | STOPPED old = 20s, RUNNING old * 1m                                            | succeeded
  lost same     | RUNNING old > 8m, RUNNING old > 4m                                             | undetermined
  lost same     | STOPPED old = 20s, STOPPING old > 20s, CHANGINGOS_FAILED old > 1m              | failed: service
  lost kept     | STOPPED none = 50s, STOPPED none = 1m                                          | notStarted
  lost kept     | REINSTALLINGOS none > 1m, RUNNING none > 1m                                    | succeeded
  lost kept     | STOPPED none = 20s, RUNNING old * 1m                                           | succeeded
  lost kept     | RUNNING none > 8m, RUNNING none > 4m                                           | undetermined
`

interface Reading {
  readonly status: string
  readonly image: keyof typeof SHOWN
  readonly age: string
  readonly ms: number
}

interface Row {
  readonly name: string
  readonly post: (typeof POSTS)[number]
  readonly wanted: keyof typeof WANTED
  readonly readings: readonly Reading[]
  readonly told: readonly string[]
}

function readingOf(text: string): Reading {
  const words = text.trim().split(/\s+/)
  const [, count = '', unit = ''] = /^(\d+)([sm])$/.exec(words.at(-1) ?? '') ?? []
  const [status = '', image = 'none', age = '='] = words.slice(0, -1)
  assert.ok(image in SHOWN && '<=>*'.includes(age) && count, text)
  return {
    status,
    image: image as Reading['image'],
    age,
    ms: Number(count) * UNITS_MS[unit as keyof typeof UNITS_MS],
  }
}

function rowOf(line: string): Row {
  const [request = '', readings = '', end = ''] = line.split('|').map((cell) => cell.trim())
  const [post, wanted] = request.split(/\s+/)
  assert.ok(POSTS.includes(post as Row['post']) && (wanted ?? '') in WANTED, line)
  return {
    name: line.trim().replace(/\s+/g, ' '),
    post: post as Row['post'],
    wanted: wanted as Row['wanted'],
    readings: readings.split(',').map(readingOf),
    told: end ? [end] : [],
  }
}

const rows = TABLE.trim().split('\n').map(rowOf)

/** The service as the row has it: the server looks as told, and the request is answered or lost. */
class Script {
  shown: Reading | undefined
  #updatedAt = 0

  constructor(readonly row: Row) {}

  carry(bench: Bench): (send: Send) => Send {
    return (send) => async (request) => {
      if (request.method === 'POST') {
        if (this.row.post === 'lost') throw new TypeError('fetch failed')
        return Response.json({})
      }
      if (!/\/dev-servers(\/[\w-]+)?(\?.*)?$/.test(request.url)) return send(request)
      const isOne = request.url.endsWith(ids.stopped)
      const server = await this.#server(bench)
      if (isOne && !server)
        return Response.json({ error_code: 'ModelArts.6404', error_msg: 'not found' }, { status: 400 })
      return Response.json(isOne ? server : { data: server ? [server] : [], total: server ? 1 : 0 })
    }
  }

  async #server({ emulator }: Bench): Promise<Record<string, unknown> | undefined> {
    const { status, image, age } = this.shown ?? { status: 'STOPPED', image: 'old', age: '=' }
    const own = emulator.control.state.servers.find(({ id }) => id === ids.stopped)
    assert.ok(own)
    this.#updatedAt ||= own.settled.updatedAt
    if (status === 'MISSING') return undefined
    const isUnknown = this.row.wanted === 'kept' && !this.shown
    const imageId = isUnknown ? undefined : SHOWN[image]
    const step = age === '<' ? -1 : age === '=' ? 0 : 1
    return {
      id: ids.stopped,
      name: own.name,
      status,
      update_at: this.#updatedAt + step * 60_000,
      ...(imageId && { image: { image_id: imageId, name: imageId } }),
      volumes: [{ type: 'ROOT', evs_id: age === '*' ? 'new-disk' : own.settled.rootVolumeId }],
    }
  }
}

async function start(row: Row): Promise<{ bench: Bench; window: Window; script: Script }> {
  const bench = setup()
  const script = new Script(row)
  bench.carry = script.carry(bench)
  const window = bench.open(true, { surroundings: { limitMs: () => LIMIT_MS } })
  const server = await window.servers.reread(ids.stopped)
  assert.ok(server)
  const id = WANTED[row.wanted]
  const action = row.wanted === 'kept' ? 'reinstallos' : 'changeos'
  const request = { imageId: id, login: { keyPairName: SAMPLE.keyPairs.usual } }
  script.shown = row.readings[0]
  const begun = await window.osChanges.start(window.servers, server, { id, name: id }, request, { action })
  assert.equal(begun.kind, row.post === 'lost' ? 'unknown' : 'accepted')
  window.servers.wake()
  return { bench, window, script }
}

for (const row of rows) {
  test(`sequence: ${row.name}`, async () => {
    const { bench, window, script } = await start(row)
    for (const reading of row.readings) {
      assert.deepEqual(told(window), [], `before ${JSON.stringify(reading)}`)
      script.shown = reading
      await bench.clock.advance(reading.ms)
    }
    assert.deepEqual(told(window), row.told)
  })
}

test('the sequences have every status in them, and every end that a reading can bring', () => {
  const statuses = new Set(rows.flatMap(({ readings }) => readings.map(({ status }) => DevServerStatus.parse(status))))
  assert.deepEqual(
    DevServerStatus.def.innerType.options.filter((status: DevServerStatus) => !statuses.has(status)),
    [],
  )
  const ends = new Set(rows.flatMap((row) => row.told))
  assert.deepEqual([...ends].sort(), [
    'failed: otherImage',
    'failed: service',
    'failed: stopped',
    'gone',
    'notStarted',
    'succeeded',
    'undetermined',
  ])
})
