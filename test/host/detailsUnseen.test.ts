import assert from 'node:assert/strict'
import { ApiError } from '../../src/api/errors'
import type { App } from '../../src/app'
import { Emitter } from '../../src/base/emitter'
import { readUnseen, type Subject } from '../../src/commands/fleet/detailsUnseen'
import { ManualClock } from '../support/clock'

const BUSY_MS = 10_000
const IDLE_MS = 60_000
const SUBJECT: Subject = { kind: 'server', project: 'training', id: 's' }

/** A document about a server, in a window whose view is out of sight. */
function setup() {
  const clock = new ManualClock()
  const visibility = new Emitter<unknown>()
  const view = { visible: false, onDidChangeVisibility: visibility.event }
  const bench = {
    clock,
    view,
    open: [SUBJECT] as readonly Subject[],
    status: 'RUNNING',
    isAwaited: false,
    error: undefined as unknown,
    reads: 0,
    show: (isVisible: boolean) => {
      view.visible = isVisible
      visibility.fire(undefined)
    },
  }
  const servers = {
    project: { name: 'training' },
    get servers() {
      return [{ id: 's', status: bench.status }]
    },
    pending: () => undefined,
    reread: async () => {
      bench.reads++
      if (bench.error) throw bench.error
    },
  }
  const app = {
    clock,
    view,
    settings: { pace: () => ({ busyMs: BUSY_MS, idleMs: IDLE_MS }) },
    projects: { find: (name: string) => (name === 'training' ? servers : undefined) },
    osChanges: { isAwaited: () => bench.isAwaited },
    own: () => undefined,
  } as unknown as App
  return Object.assign(
    bench,
    readUnseen(app, () => bench.open),
  )
}

describe('details that are open while the view is out of sight', () => {
  it('are read now and then, more often while their server changes, and no more once the view shows or they are closed', async () => {
    const bench = setup()
    bench.wake()
    await bench.clock.advance(3 * IDLE_MS)
    assert.equal(bench.reads, 3)
    bench.status = 'STOPPING'
    await bench.clock.advance(IDLE_MS + 3 * BUSY_MS)
    assert.equal(bench.reads, 7)
    bench.show(true)
    await bench.clock.advance(3 * IDLE_MS)
    assert.equal(bench.reads, 7)
    bench.show(false)
    await bench.clock.advance(BUSY_MS)
    assert.equal(bench.reads, 8)
    bench.open = []
    await bench.clock.advance(3 * IDLE_MS)
    assert.deepEqual([bench.reads, bench.clock.waiting], [8, 0])
  })

  it('are left to the readings that a change in flight brings anyway', async () => {
    const bench = setup()
    bench.isAwaited = true
    bench.wake()
    await bench.clock.advance(3 * IDLE_MS)
    assert.equal(bench.reads, 0)
  })

  it('are not read with refused keys again before somebody opens one; other failures are tried again', async () => {
    const bench = setup()
    bench.error = new ApiError(502, '', 'away', undefined)
    bench.wake()
    await bench.clock.advance(3 * IDLE_MS)
    assert.equal(bench.reads, 3)
    bench.error = new ApiError(401, 'APIGW.0301', 'verify aksk signature fail', undefined)
    await bench.clock.advance(10 * IDLE_MS)
    assert.equal(bench.reads, 4)
    bench.error = undefined
    bench.wake()
    await bench.clock.advance(IDLE_MS)
    assert.equal(bench.reads, 5)
  })
})
