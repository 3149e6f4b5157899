import { readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Mocha, { type Test } from 'mocha'
import type { Failure, Report } from '../support/report'

/** What VS Code calls in its extension host; rejects when a test failed. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 20_000, reporter: class {} as never })
  if (process.env['TEST_GREP']) mocha.grep(process.env['TEST_GREP'])
  for (const file of readdirSync(__dirname, { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('.test.js')) mocha.addFile(join(__dirname, file))
  }
  await mocha.loadFilesAsync()
  const report = await finished(mocha)
  if (process.env['TEST_RESULTS']) writeFileSync(process.env['TEST_RESULTS'], JSON.stringify(report))
  if (report.failures.length > 0) throw new Error(`${report.failures.length} failed`)
}

function finished(mocha: Mocha): Promise<Report> {
  return new Promise((resolve) => {
    let passed = 0
    let skipped = 0
    const failures: Failure[] = []
    mocha
      .run(() => resolve({ passed, skipped, failures }))
      .on('pass', () => passed++)
      .on('pending', () => skipped++)
      .on('fail', (test: Test, error: Error) =>
        failures.push({ title: test.fullTitle(), message: error.stack ?? error.message }),
      )
  })
}
