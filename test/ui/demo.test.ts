import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { OUT, ROOT } from '../support/root'

/** Processes that have inherited a mark in their environment; the system's own list, so on Linux only. */
function marked(mark: string): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false
    try {
      const isGone = /^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))
      return !isGone && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(mark)
    } catch {
      return false
    }
  })
}

for (const signal of ['SIGINT', 'SIGKILL'] as const) {
  const skip = process.platform === 'linux' ? false : 'processes are listed in /proc only'
  test(`the demo serves until ${signal}, and leaves no process behind`, { skip }, async (t) => {
    const mark = randomUUID()
    const demo = spawn(process.execPath, [join(OUT, 'test', 'demo.js')], {
      cwd: ROOT,
      env: { ...process.env, DEMO_MARK: mark },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    t.after(() => demo.kill('SIGKILL'))
    const ended = new Promise((resolve) => demo.once('close', resolve))
    let printed = ''
    for await (const text of demo.stdout.setEncoding('utf8')) {
      printed += text
      if (/Open \S+\n/.test(printed)) break
    }
    const url = /Open (\S+)/.exec(printed)?.[1] ?? ''
    assert.equal((await fetch(url)).status, 200)
    assert.ok(marked(mark).length > 2, 'the demo, its guard and the server')
    demo.kill(signal)
    await ended
    while (marked(mark).length > 0) await pause(50, undefined, { signal: t.signal })
    await assert.rejects(fetch(url))
  })
}
