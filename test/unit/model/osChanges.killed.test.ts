import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, writeSync } from 'node:fs'
import fs from 'node:fs/promises'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { systemClock } from '../../../src/base/clock'
import { SAMPLE } from '../../../src/emulator/sample'
import { type EmulatorServer, serveEmulator } from '../../support/emulatorServer'
import { temporaryFolder } from '../../support/memory'
import { countingEmulator, httpWindow } from './overHttp'

// This file is also the program that is killed: with OS_CHANGE_CHILD set it changes an OS like the extension host does.

const STEPS = ['open', 'link', 'rename', 'unlink', 'readdir', 'readFile', 'mkdir'] as const
const LOOK_MS = 60

/** Kills this process before its n-th step outside: a request, or work on a file; each is said as it comes. */
function dieAt(fatal: number): void {
  let steps = 0
  const step = (name: string): void => {
    steps++
    writeSync(1, `step ${steps} ${name}\n`)
    if (steps === fatal) process.kill(process.pid, 'SIGKILL')
  }
  const calls = fs as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>
  for (const name of STEPS) {
    const real = calls[name]
    if (!real) throw new Error(name)
    calls[name] = async (...args) => {
      step(name)
      return real(...args)
    }
  }
  const realFetch = globalThis.fetch
  globalThis.fetch = async (...args) => {
    const method = args[0] instanceof Request ? args[0].method : 'GET'
    step(`${method} sent`)
    const response = await realFetch(...args)
    step(`${method} answered`)
    return response
  }
}

async function child(): Promise<void> {
  const [url = '', folder = '', fatal = '0'] = (process.env['OS_CHANGE_CHILD'] ?? '').split('|')
  const window = httpWindow(url, folder, systemClock)
  window.osChanges.onDidSettle(({ outcome }) => writeSync(1, `told ${outcome.kind}\n`))
  await window.servers.refresh()
  dieAt(Number(fatal))
  await window.start()
  while (window.osChanges.inFlight.length > 0) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    await window.look()
  }
  process.exit(0)
}

interface Life {
  readonly steps: readonly string[]
  readonly told: readonly string[]
  readonly signal: string | null
}

/** A life of the program, to its end or to the step that kills it. */
function live(url: string, folder: string, fatal: number): Promise<Life> {
  const { NODE_TEST_CONTEXT: _context, ...env } = process.env
  const program = spawn(process.execPath, [__filename], {
    env: { ...env, OS_CHANGE_CHILD: [url, folder, fatal].join('|') },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  program.stdout.on('data', (data) => {
    printed += String(data)
  })
  return new Promise((resolve, reject) => {
    program.on('error', reject).on('close', (_code, signal) => {
      const lines = (word: string): string[] =>
        printed
          .split('\n')
          .filter((line) => line.startsWith(`${word} `))
          .map((line) => line.slice(word.length + 1))
      resolve({ steps: lines('step'), told: lines('told'), signal })
    })
  })
}

/** What the next window tells, after an hour or at once. */
async function nextWindow(service: EmulatorServer, folder: string, wait: (ms: number) => void, now: () => number) {
  const clock = { now, delay: () => new Promise<void>(() => undefined) }
  const window = httpWindow(service.url, folder, clock)
  await window.osChanges.reload()
  const found = window.osChanges.inFlight.length
  for (let looks = 0; looks < 25; looks++) {
    wait(10_000)
    await window.look()
  }
  window.servers.dispose()
  return { found, told: window.settlements.map(({ outcome }) => outcome.kind), left: window.osChanges.inFlight.length }
}

async function killedAt(fatal: number, hourPasses: boolean) {
  let ahead = 0
  const now = (): number => Date.now() + ahead
  const { counted, handle, emulator } = countingEmulator(now, 400, 100)
  const service = await serveEmulator(handle)
  after(() => service.dispose())
  const folder = mkdtempSync(join(folderOfAll, 'run-'))
  const life = await live(service.url, folder, fatal)
  if (hourPasses) ahead += 3_600_000
  const next = await nextWindow(service, folder, (ms) => (ahead += ms), now)
  await service.dispose()
  const settled = emulator.control.state.servers.find(({ id }) => id === SAMPLE.servers.stopped)
  return {
    life,
    next,
    posts: counted.posts,
    accepted: counted.accepted,
    isChanging: settled?.change?.kind === 'changeos',
  }
}

const folderOfAll = process.env['OS_CHANGE_CHILD'] ? '' : temporaryFolder()

if (process.env['OS_CHANGE_CHILD']) void child()
else {
  test('a program that nothing kills sends one request and tells one end', async () => {
    const { life, next, posts } = await killedAt(0, false)
    assert.deepEqual([life.signal, life.told, next.told, posts], [null, ['succeeded'], [], 1])
    assert.ok(life.steps.length > 40, `${life.steps.length} steps`)
  })

  test('killed before any step, it is followed by a window that tells the right end, and nothing is sent again', async () => {
    const { life } = await killedAt(0, false)
    const names = life.steps.map((line) => line.split(' ').slice(1).join(' '))
    // All steps up to the second look after the request, then those around the end.
    const posted = names.indexOf('POST answered')
    const all = Array.from({ length: names.length }, (_, index) => index + 1)
    const fatal = [...all.slice(0, posted + 12), ...all.slice(-24)]
    assert.ok(posted > 0 && fatal.length > 30, `${fatal.length}`)
    for (const [index, at] of fatal.entries()) {
      const result = await killedAt(at, index % 2 === 1)
      const { next, posts, accepted } = result
      const what = JSON.stringify({
        at,
        step: names[at - 1],
        ...result,
        life: { ...result.life, steps: result.life.steps.slice(-3) },
      })
      if (result.life.signal !== 'SIGKILL') continue
      const told = [...result.life.told, ...next.told]
      assert.ok(posts <= 1, what)
      assert.equal(next.left, 0, what)
      // Nobody needs to be told of what never got onto the disk; nothing was sent then.
      if (told.length === 0) assert.deepEqual([posts, next.found], [0, 0], what)
      else
        assert.ok(
          told.every((kind) => kind === (accepted ? 'succeeded' : 'notStarted')),
          what,
        )
      // Twice only where it died after telling and before forgetting.
      assert.ok(told.length <= (result.life.told.length > 0 ? 2 : 1), what)
    }
  })
}
