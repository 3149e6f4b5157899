import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { VSIX } from '../support/editor/vsix'
import { atMost, type Measurement } from '../support/measure'
import { ROOT } from '../support/root'

const kB = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`

/** Sizes of the package and of its bundles, as `npm run package` made them. */
export function sizes(): readonly Measurement[] {
  const dist = join(ROOT, 'dist')
  const sizeOf = (file: string): number => statSync(join(dist, file)).size
  const bundles = readdirSync(dist).filter((file) => file.endsWith('.js') && !file.startsWith('shared-'))
  // A window that lists servers loads the entry and the program, with all that they share with other bundles.
  const window = closure(dist, ['extension.js', 'main.js'])
  const sum = (files: Iterable<string>): number => [...files].reduce((all, file) => all + sizeOf(file), 0)
  const beside = (...files: readonly string[]): number =>
    sum([...closure(dist, files)].filter((file) => !window.has(file)))
  const normal = sum(window)
  const shared = readdirSync(dist).filter((file) => file.startsWith('shared-'))
  const change = beside('commands-changeOs.js', 'wizard-changeOs-steps.js', 'commands-announce.js')
  const vsix = statSync(VSIX).size
  return [
    { what: 'package (.vsix)', result: kB(vsix), aim: atMost(vsix, 300_000, '300 kB') },
    ...bundles.map((file) => ({ what: `dist/${file}`, result: kB(sizeOf(file)) })),
    { what: `dist/shared-*.js, ${shared.length} files`, result: kB(sum(shared)) },
    { what: 'what signing in loads besides', result: kB(beside('commands-accounts-accounts.js')) },
    { what: 'what a change of OS loads besides', result: kB(change) },
    { what: 'all JavaScript of a normal session', result: kB(normal), aim: atMost(normal, 150_000, '150 kB') },
  ]
}

/** The files and everything that they require as soon as they are loaded. */
function closure(dist: string, files: readonly string[]): ReadonlySet<string> {
  const all = new Set(files)
  for (const file of all) {
    const text = readFileSync(join(dist, file), 'utf8')
    for (const [, shared] of text.matchAll(/require\("\.\/(shared-\w+\.js)"\)/g)) if (shared) all.add(shared)
  }
  return all
}
