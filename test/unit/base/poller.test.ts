import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Poller } from '../../../src/base/poller'
import { ManualClock, settled } from '../../support/clock'

/** A poller whose runs end when the test says so. */
function setup(first: number | 'none' = 1_000) {
  const clock = new ManualClock()
  const ends: (() => void)[] = []
  const pauseMs = first === 'none' ? undefined : first
  const state = { pauseMs, atOnce: 0, most: 0, runs: 0 }
  const task = async (signal: AbortSignal): Promise<void> => {
    state.runs++
    state.most = Math.max(state.most, ++state.atOnce)
    // A run that was told to end does nothing any more, although it may take its time to be over.
    signal.addEventListener('abort', () => state.atOnce--)
    await new Promise<void>((resolve) => ends.push(resolve))
    if (!signal.aborted) state.atOnce--
  }
  const poller = new Poller(clock, task, () => state.pauseMs)
  const end = async (): Promise<void> => {
    ends.shift()?.()
    await settled()
  }
  return { clock, poller, state, end }
}

test('stays still until it is told to run', async () => {
  const { clock, state } = setup()
  await clock.advance(60_000)
  assert.equal(state.runs, 0)
})

test('runs again after the pause, counted from the end of the run', async () => {
  const { clock, poller, state, end } = setup()
  void poller.now()
  await clock.advance(5_000)
  assert.equal(state.runs, 1)
  await end()
  await clock.advance(999)
  assert.equal(state.runs, 1)
  await clock.advance(1)
  assert.equal(state.runs, 2)
})

test('now() shares a run that is under way and resolves with its end', async () => {
  const { poller, state, end } = setup()
  let ended = 0
  for (let i = 0; i < 3; i++) void poller.now().then(() => ended++)
  await settled()
  assert.deepEqual([state.runs, ended], [1, 0])
  await end()
  assert.equal(ended, 3)
})

test('now() cuts a pause short, and there is one chain afterwards', async () => {
  const { clock, poller, state, end } = setup()
  void poller.now()
  await end()
  await clock.advance(500)
  void poller.now()
  assert.equal(state.runs, 2)
  await end()
  await clock.advance(1_000)
  assert.equal(state.runs, 3)
  assert.equal(clock.waiting, 0)
})

test('afresh() runs at once, however long the run that is under way takes to end', async () => {
  const { clock, poller, state, end } = setup()
  let old = 0
  void poller.now().then(() => old++)
  let isDone = false
  void poller.afresh().then(() => {
    isDone = true
  })
  await settled()
  assert.deepEqual([state.runs, state.atOnce], [2, 1])
  // The old run ends late; who waited for it waits for the one in its place.
  await end()
  assert.deepEqual([state.runs, isDone, old], [2, false, 0])
  await end()
  assert.deepEqual([isDone, old], [true, 1])
  await clock.advance(1_000)
  assert.equal(state.runs, 3)
  assert.equal(clock.waiting, 0)
})

test('of several afresh() the last one counts, and all that waited hear its end', async () => {
  const { clock, poller, state, end } = setup()
  const all = [poller.now(), poller.afresh(), poller.afresh(), poller.now(), poller.afresh()]
  await settled()
  assert.equal(state.atOnce, 1)
  for (let runs = state.runs; runs > 0; runs--) await end()
  await Promise.all(all)
  assert.equal(state.atOnce, 0)
  assert.equal(clock.waiting, 1)
})

test('afresh() while nothing runs is now()', async () => {
  const { poller, state, end } = setup()
  const done = poller.afresh()
  await settled()
  await end()
  await done
  assert.equal(state.runs, 1)
})

test('never two at once that were not told to end, whatever is called when', async () => {
  const { clock, poller, state, end } = setup()
  for (let step = 0; step < 200; step++) {
    const action = (step * 7) % 5
    if (action === 0) void poller.now()
    if (action === 1) void poller.afresh()
    if (action === 2) poller.wake()
    if (action === 3) await end()
    if (action === 4) await clock.advance((step * 131) % 1_700)
    assert.ok(clock.waiting <= 1)
  }
  assert.equal(state.most, 1)
  assert.ok(state.runs > 20)
})

test('a pause of undefined stops the chain until wake() finds another', async () => {
  const { clock, poller, state, end } = setup('none')
  void poller.now()
  await end()
  await clock.advance(60_000)
  assert.equal(state.runs, 1)
  poller.wake()
  await clock.advance(60_000)
  assert.equal(state.runs, 1)
  state.pauseMs = 1_000
  poller.wake()
  await clock.advance(1_000)
  assert.equal(state.runs, 2)
})

test('wake() begins the pause anew with the pace of now, also the first time', async () => {
  const { clock, poller, state } = setup(60_000)
  poller.wake()
  await clock.advance(1_000)
  state.pauseMs = 1_000
  poller.wake()
  await clock.advance(999)
  assert.equal(state.runs, 0)
  await clock.advance(1)
  assert.equal(state.runs, 1)
})

test('wake() can also stop the chain', async () => {
  const { clock, poller, state, end } = setup()
  void poller.now()
  await end()
  state.pauseMs = undefined
  poller.wake()
  await clock.advance(60_000)
  assert.equal(state.runs, 1)
  assert.equal(clock.waiting, 0)
})

for (const [how, task] of [
  ['rejects', () => Promise.reject(new Error('x'))],
  ['throws', () => fail()],
] as const) {
  test(`a task that ${how} does not break the chain, nor reach the caller`, async () => {
    const clock = new ManualClock()
    let runs = 0
    const poller = new Poller(
      clock,
      () => {
        runs++
        return task()
      },
      () => 1_000,
    )
    await poller.now()
    await clock.advance(2_000)
    assert.equal(runs, 3)
    await poller.now()
    assert.equal(runs, 4)
  })
}

function fail(): never {
  throw new Error('x')
}

test('dispose() ends the pause, tells the run, and nothing runs afterwards', async () => {
  const clock = new ManualClock()
  let runs = 0
  let told: AbortSignal | undefined
  const poller = new Poller(
    clock,
    async (signal) => {
      runs++
      told = signal
    },
    () => 1_000,
  )
  await poller.now()
  assert.equal(told?.aborted, false)
  poller.dispose()
  assert.equal(told?.aborted, true)
  assert.equal(clock.waiting, 0)
  poller.wake()
  await poller.now()
  await poller.afresh()
  await clock.advance(60_000)
  assert.equal(runs, 1)
})

test('dispose() during a run lets it end and starts no pause', async () => {
  const { clock, poller, end } = setup()
  const run = poller.now()
  poller.dispose()
  await end()
  await run
  assert.equal(clock.waiting, 0)
})
