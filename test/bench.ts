import { activation } from './bench/activation'
import { fleet } from './bench/fleet'
import { listing } from './bench/listing'
import { signing } from './bench/signing'
import { sizes } from './bench/sizes'
import { packageVsix } from './support/editor/vsix'
import type { Measurement } from './support/measure'

// npm run bench: measures the packaged extension and prints a line for each figure.

async function main(): Promise<void> {
  await packageVsix()
  for (const measure of [sizes, signing, listing, fleet, activation]) {
    for (const line of await measure()) print(line)
  }
}

function print({ what, result, aim }: Measurement): void {
  const verdict = aim ? ` (aim ${aim.text}: ${aim.isMet ? 'met' : 'MISSED'})` : ''
  console.log(`${what}: ${result}${verdict}`)
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error)
    process.exit(1)
  },
)
