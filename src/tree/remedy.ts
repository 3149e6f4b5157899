import { type Command, l10n } from 'vscode'
import { type Diagnosis, diagnose, isCredentialProblem } from '../api/diagnosis'
import { CredentialsError } from '../api/errors'
import { TrustError } from '../api/trust'
import { type CommandName, commandId } from '../commands/ids'
import type { Project } from '../model/project'
import type { Standing } from '../model/standing'

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

type Owner = Pick<Project, 'name' | 'account'>

const click = ({ name, account }: Owner, command: CommandName, title: string): Command => ({
  command: commandId(command),
  title,
  arguments: [{ project: name, account }],
})

/** The click that helps a project as it stands; undefined where nothing is wrong. What is about to end is helped as if it had. */
export function remedyFor(standing: Standing, project: Owner): Command | undefined {
  switch (standing.kind) {
    case 'unknown':
      return undefined
    case 'notSignedIn':
      return click(project, 'signIn', l10n.t('Sign In…'))
    case 'verified':
      if (standing.endsInMs !== undefined) return remedyOf(new CredentialsError(standing.endsAs), project)
      return standing.skewMs === undefined ? undefined : click(project, 'refresh', l10n.t('Check again'))
    case 'problem':
      return remedyOf(standing.error, project)
  }
}

/** The click that helps against a project's problem. */
export function remedyOf(error: unknown, project: Owner): Command {
  const diagnosis = diagnose(error)
  const remedy = (command: CommandName, title: string): Command => click(project, command, title)
  if (diagnosis === 'passwordNeeded') return remedy('signIn', l10n.t('Enter the password…'))
  if (isCredentialProblem(diagnosis)) return remedy('replaceCredentials', l10n.t('Sign in again…'))
  if (error instanceof TrustError && typeof error.problem === 'string')
    return remedy('openSettings', l10n.t('Open Settings'))
  if (TO_EXPLAIN.includes(diagnosis)) return remedy('showProblem', l10n.t('Details…'))
  return remedy('refresh', l10n.t('Retry'))
}
