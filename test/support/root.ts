import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

/** The project's folder, from wherever below it this code was bundled to. */
export const ROOT = rootOf(__dirname)

/** What editors and browser are installed into; the folder's name is the one @vscode/test-electron uses. */
export const CACHE = join(ROOT, '.vscode-test')

/** What tests, demo and benchmarks leave behind for people. */
export const OUT = join(ROOT, 'out')

function rootOf(folder: string): string {
  return existsSync(join(folder, 'package.json')) ? folder : rootOf(dirname(folder))
}
