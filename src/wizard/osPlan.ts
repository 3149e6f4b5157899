import { l10n } from 'vscode'
import type { Image } from '../api/schemas'
import type { ChangeOsAnswers } from '../model/changeOsAnswers'
import type { OsPlan } from '../model/osPlan'
import type { ChangeOsContext } from './changeOs/context'
import { imageStep, ownImageStep } from './changeOs/imageStep'
import { keyPairStep } from './changeOs/keyPairStep'
import { loginStep } from './changeOs/loginStep'
import { BACK, type Choice, runWizard, type Step } from './wizard'

/** What a plan asks for; only what was answered, or given, is there. */
export interface OsPlanAnswers {
  readonly os: ChangeOsAnswers
  readonly send?: OsPlan['send'] | undefined
  readonly onFailure?: OsPlan['onFailure'] | undefined
}

/** What was asked for, in full. */
export interface OsPlanAsked {
  readonly image: Image
  readonly keyPairName: string
  readonly send: OsPlan['send']
  readonly onFailure: OsPlan['onFailure']
}

/** Asks what several servers get and how; what is given already is not asked. Changes nothing. */
export async function askOsPlan(
  context: ChangeOsContext,
  given: OsPlanAnswers,
  count: number,
): Promise<OsPlanAsked | undefined> {
  const { image, login } = given.os
  const steps = [
    ...(image ? [] : [imageStep(context), ownImageStep(context)].map(lifted)),
    ...(login ? [] : [loginStep(context), keyPairStep(context)].map(lifted)),
    ...(given.send ? [] : [sendStep]),
    ...(given.onFailure ? [] : [onFailureStep]),
  ]
  const title = l10n.t('Change OS of {0} servers ({1})', count, context.project.name)
  const answers = await runWizard<OsPlanAnswers>(title, steps, given)
  return answers && inFull(answers)
}

function inFull({ os, send, onFailure }: OsPlanAnswers): OsPlanAsked | undefined {
  const { image, login } = os
  if (!image || login?.kind !== 'keyPair' || !send) return undefined
  // With one request all are begun at once, so that a failure has nothing to stop.
  const then = send === 'batch' ? 'goOn' : onFailure
  return then && { image, keyPairName: login.name, send, onFailure: then }
}

/** A question of one server's wizard among those of a plan. */
function lifted(step: Step<ChangeOsAnswers>): Step<OsPlanAnswers> {
  return {
    isNeeded: ({ os }) => step.isNeeded?.(os) ?? true,
    ask: async (page, answers) => {
      const os = await step.ask(page, answers.os)
      return os === undefined || os === BACK ? os : { ...answers, os }
    },
  }
}

type SendChoice = Choice & { readonly send: OsPlan['send'] }

const sendStep: Step<OsPlanAnswers> = {
  ask: async (page, answers) => {
    const choice = await page.pick<SendChoice>({
      placeholder: l10n.t('How the service is asked'),
      choices: () => [
        {
          label: l10n.t('A request for each server'),
          detail: l10n.t('The first one alone; the others only after its success.'),
          send: 'single',
        },
        {
          label: l10n.t('One request for all'),
          detail: l10n.t('All at once, with no way to stop: stopped servers only, and none of a supernode.'),
          send: 'batch',
        },
      ],
      isActive: ({ send }) => send === answers.send,
    })
    return choice === undefined || choice === BACK ? choice : { ...answers, send: choice.send }
  },
}

type FailureChoice = Choice & { readonly onFailure: OsPlan['onFailure'] }

const onFailureStep: Step<OsPlanAnswers> = {
  isNeeded: ({ send }) => send !== 'batch',
  ask: async (page, answers) => {
    const choice = await page.pick<FailureChoice>({
      placeholder: l10n.t('When a server fails'),
      choices: () => [
        { label: l10n.t('Stop after the first failure'), onFailure: 'stop' },
        { label: l10n.t('Go on with the others'), onFailure: 'goOn' },
      ],
      isActive: ({ onFailure }) => onFailure === answers.onFailure,
    })
    return choice === undefined || choice === BACK ? choice : { ...answers, onFailure: choice.onFailure }
  },
}
