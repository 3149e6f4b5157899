import { commands, l10n, window } from 'vscode'
import { $ZodError, type $ZodIssue } from 'zod/v4/core'
import { valueAt } from '../base/valueAt'
import { placeText } from '../texts/place'
import { problemOf, sentenceOf } from '../texts/problem'
import { commandId } from './ids'
import { targetOfCall } from './target'

/** Tells a person why a command failed. */
export async function tell(args: readonly unknown[], error: unknown): Promise<void> {
  const showLog = l10n.t('Show Log')
  const answer = await window.showErrorMessage(messageOf(args, error), showLog)
  if (answer === showLog) await commands.executeCommand(commandId('showLog'))
}

function messageOf(args: readonly unknown[], error: unknown): string {
  if (error instanceof $ZodError) {
    const texts = error.issues.flatMap((issue) => issueTexts(args[0], issue))
    return l10n.t('The command’s argument is not usable: {0}.', texts.slice(0, 3).join('; '))
  }
  const target = targetOfCall(args)
  const message = sentenceOf(error)
  // A sentence of our own names what it is about.
  return target && message === problemOf(error).message
    ? `${placeText(target.server, target.servers.project)}: ${message}`
    : message
}

/** Names the field, and never what stands in it: that may be a key. */
function issueTexts(argument: unknown, issue: $ZodIssue): readonly string[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => l10n.t('“{0}” is not known', [...issue.path, key].join('.')))
  const field = issue.path.join('.')
  if (field === '') return [l10n.t('it must be an object')]
  const isMissing = valueAt(argument, issue.path) === undefined
  return [isMissing ? l10n.t('“{0}” is missing', field) : l10n.t('“{0}” is not valid', field)]
}
