import { QuickInput } from './quickInput'
import type { Workbench } from './workbench'

/** Types a path into the dialog in which VS Code itself asks for a file, and presses its button. */
export async function chooseFile(
  workbench: Workbench,
  title: string | RegExp,
  path: string,
  button: RegExp,
): Promise<void> {
  const dialog = new QuickInput(workbench, title)
  await dialog.option('..').waitFor()
  await dialog.type(path)
  const go = dialog.widget.getByRole('button', { name: button })
  // The dialog ignores the button while it looks at what was typed, and does not show when that is over.
  for (let tries = 0; tries < 10; tries++) {
    await go.click({ timeout: 2000 }).catch(() => undefined)
    const isGone = await dialog.widget.waitFor({ state: 'hidden', timeout: 1000 }).then(
      () => true,
      () => false,
    )
    if (isGone) return
  }
  await dialog.widget.waitFor({ state: 'hidden' })
}
