import { spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from './installOnce'
import { VSIX } from './vsix'

/** Opens desktop VS Code (VSCODE_EXECUTABLE, or `code` on the path) with nothing but the packaged extension. */
export async function openDesktop(): Promise<void> {
  const program = process.env['VSCODE_EXECUTABLE'] || 'code'
  const folder = await mkdtemp(join(tmpdir(), 'devservers-desktop-'))
  const own = ['--user-data-dir', join(folder, 'data'), '--extensions-dir', join(folder, 'extensions')]
  try {
    await run(program, [...own, '--install-extension', VSIX], folder).catch((error) => {
      throw new Error(`Desktop VS Code did not start; name it in VSCODE_EXECUTABLE.\n${error.message}`)
    })
    console.log('Close the window to end the demo.')
    await ended(program, [...own, '--new-window', '--wait', '--disable-workspace-trust', '--skip-welcome'])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Ctrl+C reaches the editor as well, which then closes. */
function ended(program: string, args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const editor = spawn(program, args, { stdio: 'inherit' })
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => editor.kill(signal))
    editor.on('error', reject).on('close', () => resolve())
  })
}
