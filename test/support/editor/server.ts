import { mkdir, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Guarded, spawnGuarded } from './guard'
import type { InstalledEditor } from './install'

/** A VS Code server that listens on loopback. */
export interface EditorServer {
  /** Always `localhost`: by address its web sockets are refused. */
  readonly url: string
  readonly dataDir: string
  /** Ends the server and all its extension hosts, and removes its data. */
  stop(): Promise<void>
}

/** What a server is started with. */
export interface ServerOptions {
  /** Extensions unpacked here are installed; empty by default. */
  readonly extensionsDir?: string
  /** Lets a window load an extension from its source and run tests in it; such windows show no notifications. */
  readonly development?: boolean
  readonly env?: NodeJS.ProcessEnv
  /** Folders that go with the server, as its own data does. */
  readonly remove?: readonly string[]
}

const START_MS = 60_000

/** In the server's data folder: the SDK's credentials file, as far as the server knows, in place of the user's own. */
export const SDK_FILE = 'sdk-credentials'

/** No marketplace is asked, and no proxy stands between the server and loopback. */
const ALONE = { EXTENSIONS_GALLERY: '{}', NO_PROXY: 'localhost,127.0.0.1', no_proxy: 'localhost,127.0.0.1' }

/** Starts VS Code's server on a free port and waits until it listens. */
export async function startServer(editor: InstalledEditor, options: ServerOptions = {}): Promise<EditorServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'devservers-editor-'))
  const extensionsDir = options.extensionsDir ?? join(dataDir, 'extensions')
  await mkdir(extensionsDir, { recursive: true })
  const args = ['out/server-main.js', '--host', '127.0.0.1', '--port', '0', '--without-connection-token']
  args.push('--accept-server-license-terms', '--disable-workspace-trust')
  args.push('--telemetry-level', 'off', '--server-data-dir', dataDir, '--extensions-dir', extensionsDir)
  if (options.development) args.push('--enable-smoke-test-driver')
  const sources = { HUAWEICLOUD_SDK_CREDENTIALS_FILE: join(dataDir, SDK_FILE) }
  const env = { ...withoutEditor(process.env), ...ALONE, ...sources, ...options.env }
  const server = spawnGuarded(editor.node, args, {
    cwd: editor.folder,
    env,
    remove: [dataDir, ...(options.remove ?? [])],
  })
  try {
    const url = `http://localhost:${await portOf(server)}/`
    return { url, dataDir, stop: server.stop }
  } catch (error) {
    await server.stop()
    throw error
  }
}

/** Inside VS Code's own terminal these would make the server believe that it is part of that VS Code. */
function withoutEditor(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(VSCODE_(?!EXECUTABLE)|ELECTRON_)/.test(name)))
}

function portOf({ process: server }: Guarded): Promise<number> {
  return new Promise((resolve, reject) => {
    let printed = ''
    const fail = (what: string): void => reject(new Error(`VS Code's server ${what}:\n${printed}`))
    const timer = setTimeout(() => fail(`did not listen within ${START_MS / 1000} s`), START_MS)
    const read = (data: unknown): void => {
      printed += String(data)
      const port = /Extension host agent listening on (\d+)/.exec(printed)?.[1]
      if (!port) return
      clearTimeout(timer)
      server.stdout?.off('data', read).resume()
      server.stderr?.off('data', read).resume()
      resolve(Number(port))
    }
    server.stdout?.on('data', read)
    server.stderr?.on('data', read)
    server.on('close', () => {
      clearTimeout(timer)
      fail('ended')
    })
  })
}
