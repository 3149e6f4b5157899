import { commands } from 'vscode'
import type { App } from '../app'
import { ACCOUNT_COMMANDS, type CommandName, FLEET_COMMANDS, PREFIX, SERVERS_VIEW } from './ids'
import { stopWatching } from './watch'

type Command = (app: App, args: readonly unknown[]) => Promise<unknown>

/** Commands of a bundle that is loaded when one of them is first run. */
function lazily<N extends CommandName>(names: readonly N[], load: () => Promise<Record<N, Command>>) {
  return Object.fromEntries(
    names.map((name): [string, Command] => [name, async (app, args) => (await load())[name](app, args)]),
  ) as Record<N, Command>
}

/** Most are loaded when they are first run: a window that only looks at servers asks nothing. */
const TABLE: Readonly<Record<CommandName, Command>> = {
  ...lazily(FLEET_COMMANDS, async () => (await import('./fleet/fleet')).FLEET),
  ...lazily(ACCOUNT_COMMANDS, async () => (await import('./accounts/accounts')).ACCOUNTS),
  ...lazily(['changeOs', 'reinstallOs'], () => import('./changeOs')),
  ...lazily(['showPastChange', 'copyDiagnostics'], () => import('./pastChange')),
  ...lazily(
    ['connect', 'connectWithTerminal', 'copySshCommand', 'choosePrivateKey', 'forgetHostKey'],
    () => import('./ssh'),
  ),
  refresh: async (app, args) => (await import('./refresh')).refresh(app, args),
  exportHistory: async (app, args) => (await import('./exportHistory')).exportHistory(app, args),
  returnToPreviousImage: async (app, args) =>
    (await import('./returnToPreviousImage')).returnToPreviousImage(app, args),
  trySample: async (app) => {
    await app.sample.set(true)
    await commands.executeCommand(`${SERVERS_VIEW}.focus`)
  },
  leaveSample: (app) => app.sample.set(false),
  openSettings: async () =>
    commands.executeCommand('workbench.action.openSettingsJson', { revealSetting: { key: `${PREFIX}.projects` } }),
  showLog: async (app) => app.log.show(true),
  stopWatching,
}

/** Runs a command; the one place where its errors are caught and told. */
export async function run(app: App, name: CommandName, args: readonly unknown[]): Promise<unknown> {
  try {
    return await TABLE[name](app, args)
  } catch (error) {
    app.log.error(`${name}: ${error instanceof Error ? error.message : String(error)}`)
    void import('./tell').then(({ tell }) => tell(args, error))
    return undefined
  }
}
