import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { run } from 'node:test'
import type { Failure, Report } from '../report'
import { OUT, ROOT } from '../root'

/** How tests in plain Node are run. */
export interface NodeTestOptions {
  readonly grep: string | undefined
  /** Files at once. */
  readonly concurrency: number
  /** Milliseconds that one file may take. */
  readonly timeoutMs: number
}

/** Runs the bundled test files of a folder with node:test, each in a process of its own. */
export async function nodeTests(folder: string, { grep, concurrency, timeoutMs }: NodeTestOptions): Promise<Report> {
  let passed = 0
  let skipped = 0
  const failures: Failure[] = []
  const files = testFiles(join(OUT, 'test', folder))
  if (files.length === 0) return { passed, skipped, failures }
  const stream = run({ files, concurrency, timeout: timeoutMs, ...(grep ? { testNamePatterns: grep } : {}) })
  stream.on('test:pass', ({ name, skip, todo, details }) => {
    // Files without a test pass by themselves, and so does what the pattern left out.
    if (details.type === 'suite' || files.includes(name) || (grep && skip)) return
    if (skip || todo) skipped++
    else passed++
  })
  stream.on('test:fail', ({ name, file, line, todo, details }) => {
    if (details.type === 'suite' && details.error.message.includes('subtest')) return
    if (todo) skipped++
    else failures.push({ title: `${relative(ROOT, file ?? name)}:${line ?? 1} ${name}`, message: why(details.error) })
  })
  stream.on('test:stdout', ({ message }) => process.stdout.write(message))
  stream.on('test:stderr', ({ message }) => process.stderr.write(message))
  for await (const _event of stream);
  return { passed, skipped, failures }
}

function why(error: Error): string {
  const { cause } = error
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause ?? error.message)
}

function testFiles(folder: string): string[] {
  try {
    const names = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    return names.filter((name) => name.endsWith('.test.js')).map((name) => join(folder, name))
  } catch {
    return []
  }
}
