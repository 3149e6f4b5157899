import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { EditorServer } from './server'

/** Nothing that draws attention away from the extension, or looks things up elsewhere. */
const QUIET = {
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'git.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'window.restoreWindows': 'none',
  'workbench.enableExperiments': false,
  'workbench.reduceMotion': 'on',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
}

// code-server's VS Code keeps the user's settings on the server's disk, not in the browser, so that this file is the
// user's settings.json for every window of that server: also settings of application scope are read from it and
// written to it.
const userFolder = (server: EditorServer): string => join(server.dataDir, 'data', 'User')
const fileOf = (server: EditorServer): string => join(userFolder(server), 'settings.json')

/** Replaces the user's settings, also those of application scope; windows that are open notice it. */
export async function writeUserSettings(
  server: EditorServer,
  settings: Readonly<Record<string, unknown>>,
): Promise<void> {
  const file = fileOf(server)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, JSON.stringify({ ...QUIET, ...settings }, undefined, 2))
}

/** Replaces the user's key bindings. */
export async function writeKeybindings(server: EditorServer, bindings: readonly object[]): Promise<void> {
  await mkdir(userFolder(server), { recursive: true })
  await writeFile(join(userFolder(server), 'keybindings.json'), JSON.stringify(bindings))
}

/** Where the extension stores what all windows share. */
export const storageOf = (server: EditorServer): string =>
  join(userFolder(server), 'globalStorage', 'modelarts-devservers.modelarts-devservers')

/** Forgets what extensions have stored on the server's disk; the rest of a user's memory is in the browser. */
export async function forgetStorage(server: EditorServer): Promise<void> {
  await rm(join(userFolder(server), 'globalStorage'), { recursive: true, force: true })
}

/** The user's settings as the editor left them. */
export async function readUserSettings(server: EditorServer): Promise<Readonly<Record<string, unknown>>> {
  return JSON.parse(await readFile(fileOf(server), 'utf8'))
}
