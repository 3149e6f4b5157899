import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { launchBrowser } from './support/editor/browser'
import { startPackaged } from './support/editor/editor'
import { packageVsix } from './support/editor/vsix'
import { openWorkbench } from './support/editor/workbench'
import { changeOs, openSample, SAMPLE_CHOICE } from './support/journey'
import { lighter } from './support/png'
import { ROOT } from './support/root'

// npm run pictures: takes the pictures of README.md anew, with the sample servers.

/** Names by the beginning of the step after which the picture is taken. */
const PICTURES: Readonly<Record<string, string>> = {
  'right-click': 'image',
  'leave the user data out': 'review',
  'wait until': 'done',
}

const SIZE = { width: 1200, height: 640 }

async function main(): Promise<void> {
  await packageVsix()
  const server = await startPackaged()
  const browser = await launchBrowser()
  try {
    const workbench = await openWorkbench(await browser.newContext(), server)
    await workbench.page.setViewportSize(SIZE)
    for (const { name, take } of [...openSample, ...changeOs(SAMPLE_CHOICE)]) {
      await take(workbench)
      // Away from the rows, which would show what they know.
      await workbench.page.mouse.move(SIZE.width - 50, 100)
      const [, picture] = Object.entries(PICTURES).find(([beginning]) => name.startsWith(beginning)) ?? []
      if (!picture) continue
      const file = join(ROOT, 'media', `${picture}.png`)
      writeFileSync(file, lighter(readFileSync(await workbench.screenshot(`pictures/${picture}`))))
      console.log(`${name} → ${file}`)
    }
  } finally {
    await browser.close()
    await server.stop()
  }
}

main().then(
  () => process.exit(0),
  (error) => {
    console.error(error instanceof Error ? error.message : error)
    process.exit(1)
  },
)
