import type { App } from '../app'
import { connectServer } from './connect'
import { connectTerminal, copyCommand } from './connectWithTerminal'
import { forgetKey } from './forgetHostKey'
import { choosePrivateKey as chooseKey } from './sshKey'
import { inWords } from './sshProblem'

// The commands that lead back into a server; a bundle of their own, since a session that only looks never needs them.

type Command = (app: App, args: readonly unknown[]) => Promise<void>

const told =
  (command: Command): Command =>
  (app, args) =>
    inWords(() => command(app, args))

/** Opens a window or a terminal on a server. */
export const connect = told(connectServer)
/** Opens a terminal on a server. */
export const connectWithTerminal = told(connectTerminal)
/** Copies the command line that logs in to a server. */
export const copySshCommand = told(copyCommand)
/** Asks for another private key. */
export const choosePrivateKey = told(chooseKey)
/** Takes a server's old host key out of known_hosts. */
export const forgetHostKey = told(forgetKey)
