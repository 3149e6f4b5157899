import { parseArgs } from 'node:util'
import { EDITORS, NEWEST } from './support/editor/versions'
import { failed, NOTHING, type Report, sum, summary } from './support/report'
import { hostTests } from './support/steps/hostTests'
import { nodeTests } from './support/steps/nodeTests'
import { program } from './support/steps/program'
import { uiTests } from './support/steps/uiTests'

// npm test [-- types|lint|unit|host|ui …] [--grep PATTERN] [--desktop]

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { grep: { type: 'string' }, desktop: { type: 'boolean' } },
})
const { grep } = values
const desktop = values.desktop === true || Boolean(process.env['VSCODE_EXECUTABLE'])

/** An editor of one's own is of one version only. */
const HOSTS = process.env['VSCODE_EXECUTABLE'] ? [NEWEST] : EDITORS

const STEPS: Readonly<Record<string, () => Promise<Report>>> = {
  types: () => program('typescript/bin/tsc'),
  lint: () => program('@biomejs/biome/bin/biome', 'ci', '--error-on-warnings', '--colors=off'),
  unit: () => nodeTests('unit', { grep, concurrency: 2, timeoutMs: 300_000 }),
  host: () => inTurn(HOSTS.map((version) => () => hostTests(version, { grep, desktop }))),
  ui: () => uiTests({ grep }),
}

async function main(): Promise<void> {
  const chosen = positionals.length > 0 ? positionals : Object.keys(STEPS)
  const total = sum(await inOrder(chosen))
  for (const { title, message } of total.failures) console.log(`\n✗ ${title}\n${indent(message)}`)
  console.log(`\n${summary(total)}`)
  process.exit(total.failures.length > 0 ? 1 : 0)
}

async function inOrder(names: readonly string[]): Promise<Report[]> {
  const reports: Report[] = []
  for (const name of names) {
    const began = Date.now()
    const report = await step(name)
    console.log(`${name}: ${summary(report)} (${((Date.now() - began) / 1000).toFixed(1)} s)`)
    reports.push(report)
  }
  return reports
}

async function step(name: string): Promise<Report> {
  const run = STEPS[name]
  if (!run) return failed(name, `there is no such step; there are ${Object.keys(STEPS).join(', ')}`)
  try {
    const report = await run()
    const ran = report.passed + report.failures.length
    return ran > 0 || grep ? report : failed(name, 'ran no test')
  } catch (error) {
    return failed(name, error)
  }
}

async function inTurn(runs: readonly (() => Promise<Report>)[]): Promise<Report> {
  let total = NOTHING
  for (const run of runs) total = sum([total, await run()])
  return total
}

const indent = (text: string): string => text.replace(/^/gm, '    ')

main()
