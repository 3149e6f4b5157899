import { type Command, l10n } from 'vscode'
import { type Diagnosis, diagnose, isCredentialProblem } from '../api/diagnosis'
import { TrustError } from '../api/trust'
import { type CommandName, commandId } from '../commands/ids'
import type { Project } from '../model/project'

/** Problems that neither other credentials nor another try solve: the whole story and ways out are shown. */
const TO_EXPLAIN: readonly Diagnosis[] = [
  'noPermission',
  'agencyMissing',
  'billing',
  'projectMismatch',
  'endpointWrong',
  'tls',
  'badPath',
]

/** The click that helps against a project's problem. */
export function remedyOf(error: unknown, { name, account }: Project): Command {
  const diagnosis = diagnose(error)
  const remedy = (command: CommandName, title: string): Command => ({
    command: commandId(command),
    title,
    arguments: [{ project: name, account }],
  })
  if (diagnosis === 'passwordNeeded') return remedy('signIn', l10n.t('Enter the password…'))
  if (isCredentialProblem(diagnosis)) return remedy('replaceCredentials', l10n.t('Sign in again…'))
  if (error instanceof TrustError && typeof error.problem === 'string')
    return remedy('openSettings', l10n.t('Open Settings'))
  if (TO_EXPLAIN.includes(diagnosis)) return remedy('showProblem', l10n.t('Details…'))
  return remedy('refresh', l10n.t('Retry'))
}
