import type { CancellationToken } from 'vscode'
import { type ChangeOsAnswers, type ChangeOsPlan, planOf } from '../model/changeOsAnswers'
import type { ChangeOsContext } from './changeOs/context'
import { confirmChangeOs } from './confirmChangeOs'
import { runWizard } from './wizard'

/** What was answered, and what it comes to. */
export interface Asked {
  readonly answers: ChangeOsAnswers
  readonly plan: ChangeOsPlan
}

/** Asks what to install and how to log in afterwards, shows the review, and has it confirmed. Changes nothing on the server. */
export async function askChangeOs(
  context: ChangeOsContext,
  start: ChangeOsAnswers,
  cancel?: CancellationToken,
): Promise<Asked | undefined> {
  const { changeOsSteps } = await import('./changeOs/steps')
  const { title, steps, from, dispose } = changeOsSteps(context)
  try {
    const answers = await runWizard(title, steps, start, from, cancel)
    const plan = answers && planOf(answers)
    if (!plan) return undefined
    const erasure = { ...context, stopFirst: context.stopFirst(plan), plan }
    const isConfirmed = context.confirm === 'name' || (await confirmChangeOs(erasure, context.confirm, cancel))
    return isConfirmed ? { answers, plan } : undefined
  } finally {
    await dispose()
  }
}
