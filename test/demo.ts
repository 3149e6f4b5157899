import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { launchBrowser } from './support/editor/browser'
import { openDesktop } from './support/editor/desktop'
import { startPackaged } from './support/editor/editor'
import type { EditorServer } from './support/editor/server'
import { workbenchUrl } from './support/editor/url'
import { writeUserSettings } from './support/editor/userSettings'
import { packageVsix } from './support/editor/vsix'
import { openWorkbench } from './support/editor/workbench'
import { changeOs, openSample, SAMPLE_CHOICE, WORDS } from './support/journey'
import { OUT } from './support/root'

// npm run demo [-- --play | --desktop]

const { values } = parseArgs({ options: { play: { type: 'boolean' }, desktop: { type: 'boolean' } } })

async function main(): Promise<void> {
  console.log('Packaging the extension …')
  await packageVsix()
  if (values.desktop) return openDesktop()
  const server = await startPackaged()
  try {
    await (values.play ? play(server) : serve(server))
  } finally {
    await server.stop()
  }
}

/** Does the main job by itself, with a picture of each step. */
async function play(server: EditorServer): Promise<void> {
  rmSync(join(OUT, 'demo'), { recursive: true, force: true })
  const browser = await launchBrowser()
  try {
    const workbench = await openWorkbench(await browser.newContext(), server)
    for (const [index, { name, take }] of [...openSample, ...changeOs(SAMPLE_CHOICE)].entries()) {
      const number = String(index + 1).padStart(2, '0')
      const picture = `demo/${number}-${name.replace(/[^\w]+/g, '-').replace(/^-|-$/g, '')}`
      const began = Date.now()
      await take(workbench).finally(() => workbench.screenshot(picture))
      console.log(`${number} ${name} (${((Date.now() - began) / 1000).toFixed(1)} s) → out/${picture}.png`)
    }
  } finally {
    await browser.close()
  }
}

/** Stays until Ctrl+C, for a person with a browser. */
async function serve(server: EditorServer): Promise<void> {
  await writeUserSettings(server, {})
  console.log(`\nOpen ${workbenchUrl(server)}`)
  console.log(`Click DevServers in the activity bar, then "${WORDS.trySample}".`)
  console.log('Keys that you sign in with are forgotten when the page is reloaded. Ctrl+C ends the demo.')
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  },
)
