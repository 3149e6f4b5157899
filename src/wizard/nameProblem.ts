import { l10n } from 'vscode'
import { NAME_MAX } from '../model/project'

/** Why a project or an account cannot be called so; undefined where it can. */
export function nameProblem(typed: string): string | undefined {
  const { length } = typed.trim()
  if (length === 0) return l10n.t('This is needed.')
  return length > NAME_MAX ? l10n.t('A name has {0} characters at most.', NAME_MAX) : undefined
}
