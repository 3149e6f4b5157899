import { l10n } from 'vscode'
import type { Project } from '../model/project'

/** A server as messages name it: with its project, and the account that sees it. */
export const placeText = (server: { readonly name: string }, { name, account }: Pick<Project, 'name' | 'account'>) =>
  l10n.t('{0} ({1}, account {2})', server.name, name, account)

/** A project as messages name it. */
export const projectText = ({ name, region, account }: Pick<Project, 'name' | 'region' | 'account'>) =>
  l10n.t('{0} ({1}, account {2})', name, region, account)
