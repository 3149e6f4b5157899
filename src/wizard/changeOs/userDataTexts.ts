import { l10n } from 'vscode'
import { formatOf, USER_DATA_BYTES, type UserDataProblem } from '../../model/userData'

/** What the first line makes of user data. */
export function formatText(text: string): string {
  switch (formatOf(text)) {
    case 'cloud-config':
      return l10n.t('cloud-config, its YAML is sound')
    case 'script':
      return l10n.t('a script')
    case 'windowsScript':
      return l10n.t('a script with Windows line ends (CRLF), which Linux cannot run: save it with LF')
    case 'other':
      return l10n.t('another form that cloud-init knows')
    case 'unknown':
      return l10n.t('cloud-init does not know its first line, so it will most likely be ignored')
  }
}

/** Why something cannot be user data. */
export function userDataProblemText(name: string, problem: UserDataProblem): string {
  switch (problem.kind) {
    case 'empty':
      return l10n.t('{0} is empty.', name)
    case 'tooLarge':
      return l10n.t('{0} has {1} bytes; user data may have {2} (32 KiB).', name, problem.bytes, USER_DATA_BYTES)
    case 'notText':
      return l10n.t('{0} is not text in UTF-8.', name)
    case 'yaml':
      return l10n.t('{0}, line {1}: {2}', name, problem.line ?? 1, problem.message)
    case 'notMapping':
      return l10n.t('{0} is marked as cloud-config, but is not made of “key: value” lines.', name)
  }
}
