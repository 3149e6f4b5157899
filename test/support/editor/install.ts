import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { installOnce, npm } from './installOnce'
import type { EditorVersion } from './versions'

/** VS Code's server on this machine. */
export interface InstalledEditor {
  readonly version: EditorVersion
  /** The Node that this version of VS Code brings along. */
  readonly node: string
  /** The folder that holds `out/server-main.js`. */
  readonly folder: string
}

/** Installs a VS Code server from the npm registry, once. Nothing is compiled: its optional native modules stay out. */
export async function installEditor(version: EditorVersion): Promise<InstalledEditor> {
  const node = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`
  const server = join('node_modules', 'code-server', 'lib', 'vscode')
  const cache = await installOnce(`editor-${version.codeServer}-node${version.node}`, async (folder) => {
    await writeFile(join(folder, 'package.json'), '{ "private": true }')
    await npm(folder, 'install', '--ignore-scripts', `code-server@${version.codeServer}`, `${node}@${version.node}`)
    await npm(join(folder, server), 'install', '--omit=dev', '--ignore-scripts')
  })
  const program = process.platform === 'win32' ? 'node.exe' : 'node'
  return { version, node: join(cache, 'node_modules', node, 'bin', program), folder: join(cache, server) }
}
