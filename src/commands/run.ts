import { commands } from 'vscode'
import type { App } from '../app'
import { ACCOUNT_COMMANDS, type CommandName, FLEET_COMMANDS, PREFIX, SERVERS_VIEW } from './ids'
import { stopWatching } from './watch'

type Command = (app: App, args: readonly unknown[]) => Promise<unknown>

type FleetName = (typeof FLEET_COMMANDS)[number]

const fleet = Object.fromEntries(
  FLEET_COMMANDS.map((name): [string, Command] => [
    name,
    async (app, args) => (await import('./fleet/fleet')).FLEET[name](app, args),
  ]),
) as Record<FleetName, Command>

type AccountName = (typeof ACCOUNT_COMMANDS)[number]

const accounts = Object.fromEntries(
  ACCOUNT_COMMANDS.map((name): [string, Command] => [
    name,
    async (app, args) => (await import('./accounts/accounts')).ACCOUNTS[name](app, args),
  ]),
) as Record<AccountName, Command>

/** Most are loaded when they are first run: a window that only looks at servers asks nothing. */
const TABLE: Readonly<Record<CommandName, Command>> = {
  ...fleet,
  ...accounts,
  refresh: async (app, args) => (await import('./refresh')).refresh(app, args),
  changeOs: async (app, args) => (await import('./changeOs')).changeOs(app, args),
  reinstallOs: async (app, args) => (await import('./changeOs')).reinstallOs(app, args),
  trySample: async (app) => {
    await app.sample.set(true)
    await commands.executeCommand(`${SERVERS_VIEW}.focus`)
  },
  leaveSample: (app) => app.sample.set(false),
  openSettings: async () =>
    commands.executeCommand('workbench.action.openSettingsJson', { revealSetting: { key: `${PREFIX}.projects` } }),
  showLog: async (app) => app.log.show(true),
  stopWatching,
  exportHistory: async (app, args) => (await import('./exportHistory')).exportHistory(app, args),
  returnToPreviousImage: async (app, args) =>
    (await import('./returnToPreviousImage')).returnToPreviousImage(app, args),
  showPastChange: async (app, args) => (await import('./pastChange')).showPastChange(app, args),
  copyDiagnostics: async (app, args) => (await import('./pastChange')).copyDiagnostics(app, args),
  connect: async (app, args) => (await import('./ssh')).connect(app, args),
  connectWithTerminal: async (app, args) => (await import('./ssh')).connectWithTerminal(app, args),
  copySshCommand: async (app, args) => (await import('./ssh')).copySshCommand(app, args),
  choosePrivateKey: async (app, args) => (await import('./ssh')).choosePrivateKey(app, args),
  forgetHostKey: async (app, args) => (await import('./ssh')).forgetHostKey(app, args),
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
