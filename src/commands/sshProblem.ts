import { l10n } from 'vscode'
import { ConfigBroken } from '../ssh/effective'
import { OwnHostsBroken } from '../ssh/ownHosts'
import { ProgramMissing } from '../ssh/program'
import { FileChanged } from '../ssh/replaceFile'

/** Runs a command, and says in words what of ssh's programs or files stopped it. */
export async function inWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const text = textOf(error)
    throw text === undefined ? error : new Error(text)
  }
}

function textOf(error: unknown): string | undefined {
  if (error instanceof ConfigBroken) {
    const { path, line, said } = error
    if (line === undefined) return l10n.t('ssh cannot read {0}: “{1}”. Mend it, then try again.', path, said)
    return l10n.t('ssh cannot read {0}, line {1}: “{2}”. Mend it, then try again.', path, line, said)
  }
  if (error instanceof OwnHostsBroken) {
    return l10n.t(
      '{0}, line {1} was not written by this extension, so the file is left alone. Move hosts of your own to your configuration, or delete the file.',
      error.path,
      error.line,
    )
  }
  if (error instanceof ProgramMissing)
    return l10n.t('{0} of OpenSSH cannot be started. Install the OpenSSH client, then try again.', error.program)
  if (error instanceof FileChanged)
    return l10n.t('{0} was changed by somebody else in the meantime, so it was left alone. Try again.', error.path)
  return undefined
}
