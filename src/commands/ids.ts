/** Every command that the manifest contributes; the names follow `modelartsDevServers.`. */
export const COMMANDS = [
  'signIn',
  'signOut',
  'addProject',
  'refresh',
  'changeOs',
  'stop',
  'trySample',
  'leaveSample',
  'openSettings',
  'showLog',
  'stopWatching',
] as const
export type CommandName = (typeof COMMANDS)[number]

export const PREFIX = 'modelartsDevServers'
export const SERVERS_VIEW = `${PREFIX}.servers`
export const commandId = (name: CommandName): string => `${PREFIX}.${name}`
