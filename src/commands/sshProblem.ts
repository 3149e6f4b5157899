import { l10n } from 'vscode'
import { unlinked } from '../api/errors'
import { ConfigBroken } from '../ssh/effective'
import { JumpFailed } from '../ssh/jump'
import { OwnHostsBroken } from '../ssh/ownHosts'
import { ProgramMissing, ProgramStuck } from '../ssh/program'
import { codeOf, FileChanged, NoPlainFile } from '../ssh/replaceFile'

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
  if (error instanceof ProgramMissing || error instanceof ProgramStuck) return programText(error)
  if (error instanceof ConfigBroken || error instanceof OwnHostsBroken) return brokenText(error)
  if (error instanceof JumpFailed) return jumpText(error)
  if (error instanceof FileChanged)
    return l10n.t('{0} was changed by somebody else in the meantime, so it was left alone. Try again.', error.path)
  if (error instanceof NoPlainFile) return noPlainFileText(error)
  if (error instanceof RangeError)
    return l10n.t('An address, user name or path cannot be used by ssh: {0}. Check your settings.', error.message)
  return fileSystemText(error)
}

function programText(error: ProgramMissing | ProgramStuck): string {
  if (error instanceof ProgramStuck)
    return l10n.t(
      '“{0}” did not answer in time. Look for a slow “Match exec” in your ssh configuration, then try again.',
      error.asked,
    )
  if (error.isScript)
    return l10n.t('{0} is a script, which cannot be started here. Let remote.SSH.path name ssh.exe.', error.program)
  return l10n.t('{0} of OpenSSH cannot be started. Install the OpenSSH client, then try again.', error.program)
}

/** Why there is no way through a jump host. */
export const jumpText = ({ jumpHost, said }: JumpFailed): string =>
  l10n.t(
    'The jump host {0} cannot be passed without questions; ssh says: “{1}”. Log in to it once in a terminal, or check the project’s “jumpHost”.',
    jumpHost,
    unlinked(said.replace(/\.$/, '')),
  )

function brokenText(error: ConfigBroken | OwnHostsBroken): string {
  const { path, line } = error
  if (error instanceof OwnHostsBroken)
    return l10n.t(
      '{0}, line {1} was not written by this extension, so the file is left alone. Move hosts of your own to your configuration, or delete the file.',
      path,
      line ?? '',
    )
  if (/^Bad owner or permissions/.test(error.said))
    return l10n.t(
      'ssh does not read {0}, because others than you may write to it. Make it yours alone, then try again.',
      path,
    )
  if (line === undefined) return l10n.t('ssh cannot read {0}: “{1}”. Mend it, then try again.', path, error.said)
  return l10n.t('ssh cannot read {0}, line {1}: “{2}”. Mend it, then try again.', path, line, error.said)
}

const noPlainFileText = ({ path, found }: NoPlainFile): string =>
  found === 'danglingLink'
    ? l10n.t(
        '{0} is a symbolic link to a file that is not there, so nothing was written. Make that file or remove the link, then try again.',
        path,
      )
    : l10n.t('{0} is not a plain file, so nothing was written.', path)

/** A file that is written anew has a passing name that tells nobody anything, and so has what keeps others from it. */
const PASSING_NAME = /[/\\]\.(?:[0-9a-f]{12}\.new|.*\.devservers-lock)$/

/** Which file cannot be used: of a renaming that fails, the one whose place was to be taken. */
function pathOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined
  if ('dest' in error) return String(error.dest)
  return 'path' in error ? String(error.path).replace(PASSING_NAME, '') : undefined
}

function fileSystemText(error: unknown): string | undefined {
  const code = codeOf(error)
  const path = pathOf(error)
  if (code === undefined || path === undefined) return undefined
  if (code === 'EACCES' || code === 'EPERM')
    return l10n.t('You may not read or change {0}. Check who owns it and who may write there, then try again.', path)
  if (code === 'EBUSY') return l10n.t('{0} is in use by another program. Close it there, then try again.', path)
  if (code === 'EROFS') return l10n.t('{0} lies on a file system that can only be read.', path)
  if (code === 'ENOSPC' || code === 'EDQUOT') return l10n.t('There is no room left on the disk of {0}.', path)
  return l10n.t('{0} cannot be read or written ({1}).', path, code)
}
