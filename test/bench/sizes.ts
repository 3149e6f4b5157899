import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { VSIX } from '../support/editor/vsix'
import { atMost, type Measurement } from '../support/measure'
import { ROOT } from '../support/root'

const kB = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`

/** Sizes of the package and of its bundles, as `npm run package` made them. */
export function sizes(): readonly Measurement[] {
  const dist = join(ROOT, 'dist')
  const bundles = readdirSync(dist)
    .filter((file) => file.endsWith('.js'))
    .map((file) => ({ file, bytes: statSync(join(dist, file)).size }))
  // The other bundles are loaded by what a normal session seldom does.
  const normal = bundles
    .filter(({ file }) => ['extension.js', 'main.js'].includes(file))
    .reduce((sum, { bytes }) => sum + bytes, 0)
  const vsix = statSync(VSIX).size
  return [
    { what: 'package (.vsix)', result: kB(vsix), aim: atMost(vsix, 300_000, '300 kB') },
    ...bundles.map(({ file, bytes }) => ({ what: `dist/${file}`, result: kB(bytes) })),
    { what: 'all JavaScript of a normal session', result: kB(normal), aim: atMost(normal, 150_000, '150 kB') },
  ]
}
