import type { App } from '../../app'
import type { ACCOUNT_COMMANDS } from '../ids'
import { addProject } from './addProject'
import { removeProject } from './removeProject'
import { renameAccount } from './renameAccount'
import { showProblem } from './showProblem'
import { replaceCredentials, signIn } from './signIn'
import { signOut } from './signOut'

type Command = (app: App, args: readonly unknown[]) => Promise<unknown>

/** The commands on accounts and projects. */
export const ACCOUNTS: Readonly<Record<(typeof ACCOUNT_COMMANDS)[number], Command>> = {
  signIn,
  signOut,
  replaceCredentials,
  renameAccount,
  addProject,
  removeProject,
  showProblem,
}
