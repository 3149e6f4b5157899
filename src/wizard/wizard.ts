import { type CancellationToken, l10n, type QuickPickItem, type ThemeIcon, window } from 'vscode'
import { back, begin, onward, standingOf } from '../base/walk'
import { problemOf } from '../texts/problem'
import { BACK, Widgets } from './widgets'

export { BACK }

/** One question; takes the answers so far and gives them with its own. Escape gives undefined. */
export interface Step<A> {
  readonly isNeeded?: (answers: A) => boolean
  readonly ask: (page: Page, answers: A) => Promise<A | typeof BACK | undefined>
}

/** Where a step stands in its wizard, and the widgets to ask with. */
export interface Page {
  readonly pick: <T extends Choice>(question: PickQuestion<T>) => Promise<T | typeof BACK | undefined>
  readonly input: (question: InputQuestion) => Promise<string | typeof BACK | undefined>
}

/** A line to choose; one that is not to be had says why in its detail. */
export interface Choice extends QuickPickItem {
  readonly isDisabled?: boolean
}

export interface PickQuestion<T extends Choice> {
  readonly placeholder: string
  /** Why an answer given before cannot stand; shown as the first line. */
  readonly problem?: string | undefined
  /** Asked again when the user retries after a failure. */
  readonly choices: () => Promise<readonly T[]> | readonly T[]
  /** Choices that are there even while the others load or have failed. */
  readonly always?: readonly T[]
  readonly isActive?: (choice: T) => boolean
  /** A button on a line was pressed; the lines are asked for again afterwards. */
  readonly onButton?: (choice: T) => Promise<void>
}

/** What is typed and whether it can be read. */
export interface Typed {
  readonly value: string
  readonly isPassword: boolean
}

/** A button beside the box that changes what is typed, or how it shows. */
export interface InputButton {
  readonly iconPath: ThemeIcon
  readonly tooltip: string
  readonly press: (typed: Typed) => Typed
}

export interface InputQuestion {
  /** In place of the wizard's. */
  readonly title?: string
  readonly prompt: string
  readonly value?: string | undefined
  readonly placeholder?: string
  readonly isPassword?: boolean
  /** Said at once, before anything is typed. */
  readonly problem?: string | undefined
  /** Why a value cannot be taken; undefined where it can. */
  readonly check?: (value: string) => string | undefined
  /** Said of a value that can be taken. */
  readonly praise?: (value: string) => string
  readonly buttons?: readonly InputButton[]
}

/** Asks step by step, with Back and a count; undefined when the user leaves, or whoever asked cancels. */
export async function runWizard<A>(
  title: string,
  steps: readonly Step<A>[],
  start: A,
  from = 0,
  cancel?: CancellationToken,
): Promise<A | undefined> {
  const widgets = new Widgets(title, cancel)
  let answers = start
  let place = begin(steps, answers, from)
  try {
    for (let step = steps[place.at]; step; step = steps[place.at]) {
      const page = widgets.page(standingOf(steps, answers, place))
      const answer = await step.ask(page, answers).catch(askedAgain)
      if (answer === undefined || cancel?.isCancellationRequested) return undefined
      if (answer === BACK) place = back(steps, answers, place)
      else if (answer !== AGAIN) {
        answers = answer
        place = onward(steps, answers, place)
      }
    }
    return answers
  } finally {
    widgets.dispose()
  }
}

const AGAIN = Symbol('again')

/** A question that failed does not take the answers to the others with it. */
async function askedAgain(error: unknown): Promise<typeof AGAIN | undefined> {
  const again = l10n.t('Try Again')
  const answer = await window.showErrorMessage(problemOf(error).message, { modal: true }, again)
  return answer === again ? AGAIN : undefined
}
