/** Commands on servers and their list, in a bundle of their own. */
export const FLEET_COMMANDS = [
  'start',
  'stop',
  'reboot',
  'rename',
  'sync',
  'deleteServer',
  'copyId',
  'copyName',
  'copyAddress',
  'copyJson',
  'openConsole',
  'showDetails',
  'filter',
  'clearFilter',
  'sortBy',
  'groupBy',
  'goTo',
  'attachVolume',
  'detachVolume',
  'bindEip',
  'changeOsOfSeveral',
  'osPlan',
  'changeSupernodeOs',
] as const

/** Commands on accounts and projects, in a bundle of their own. */
export const ACCOUNT_COMMANDS = [
  'signIn',
  'signOut',
  'replaceCredentials',
  'renameAccount',
  'addProject',
  'removeProject',
  'showProblem',
] as const

/** Every command that the manifest contributes; the names follow `modelartsDevServers.`. */
export const COMMANDS = [
  ...ACCOUNT_COMMANDS,
  'refresh',
  'changeOs',
  'reinstallOs',
  'trySample',
  'leaveSample',
  'openSettings',
  'showLog',
  'stopWatching',
  ...FLEET_COMMANDS,
  'exportHistory',
  'returnToPreviousImage',
  'showPastChange',
  'copyDiagnostics',
  'connect',
  'connectWithTerminal',
  'copySshCommand',
  'forgetHostKey',
  'choosePrivateKey',
] as const
export type CommandName = (typeof COMMANDS)[number]

/** Tools that the manifest contributes to language models. */
export const TOOLS = [
  'list_devservers',
  'list_devserver_images',
  'get_os_change_status',
  'plan_os_change',
  'change_devserver_os',
] as const
export type ToolName = (typeof TOOLS)[number]

export const PREFIX = 'modelartsDevServers'
export const SERVERS_VIEW = `${PREFIX}.servers`
export const HISTORY_VIEW = `${PREFIX}.history`
export const commandId = (name: CommandName): string => `${PREFIX}.${name}`
