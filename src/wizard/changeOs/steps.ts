import { l10n } from 'vscode'
import { type ChangeOsAnswers, planOf } from '../../model/changeOsAnswers'
import { confirmStep } from '../confirmChangeOs'
import type { Step } from '../wizard'
import type { ChangeOsContext } from './context'
import { imageStep, ownImageStep } from './imageStep'
import { keyPairStep } from './keyPairStep'
import { loginStep } from './loginStep'
import { passwordStep, repeatStep } from './passwordSteps'
import { reviewDocument } from './reviewDocument'
import { reviewStep } from './reviewStep'
import { userDataStep } from './userDataStep'

/** The wizard's questions; a bundle of its own, loaded when one is asked for. */
export interface ChangeOsSteps {
  readonly title: string
  readonly steps: readonly Step<ChangeOsAnswers>[]
  /** Where to begin: at the answer that has to be mended, or at the start. */
  readonly from: number
  /** Closes the review. */
  readonly dispose: () => Promise<void>
}

/** All steps up to the confirmation; with the confirmation where it is a step of its own. */
export function changeOsSteps(context: ChangeOsContext): ChangeOsSteps {
  const { action, name, project, problem } = context
  const title =
    action === 'reinstallos'
      ? l10n.t('Reinstall OS of {0} ({1})', name, project.name)
      : l10n.t('Change OS of {0} ({1})', name, project.name)
  const document = reviewDocument(title)
  const confirm: Step<ChangeOsAnswers> = {
    isNeeded: () => context.confirm === 'name',
    ask: async (page, answers) => {
      const plan = planOf(answers)
      if (!plan) return undefined
      const stopFirst = context.stopFirst(plan)
      return confirmStep<ChangeOsAnswers>({ ...context, stopFirst, plan }).ask(page, answers)
    },
  }
  const first = {
    image: imageStep(context),
    login: loginStep(context),
    userData: userDataStep(context),
    review: reviewStep(context, document),
  }
  const steps = [
    first.image,
    ownImageStep(context),
    first.login,
    keyPairStep(context),
    passwordStep(),
    repeatStep(),
    first.userData,
    first.review,
    confirm,
  ]
  return { title, steps, from: problem ? steps.indexOf(first[problem.at]) : 0, dispose: document.dispose }
}
