import {
  type Disposable,
  type InputBox,
  l10n,
  type QuickInput,
  QuickInputButtons,
  type QuickPick,
  type QuickPickItem,
  window,
} from 'vscode'
import { problemOf } from '../texts/problem'

/** The user went one step back. */
export const BACK = Symbol('back')

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
  /** Asked again when the user retries after a failure. */
  readonly choices: () => Promise<readonly T[]> | readonly T[]
  /** Choices that are there even while the others load or have failed. */
  readonly always?: readonly T[]
  readonly isActive?: (choice: T) => boolean
}

export interface InputQuestion {
  readonly prompt: string
  readonly value?: string | undefined
  readonly placeholder?: string
  readonly isPassword?: boolean
  /** Said at once, before anything is typed. */
  readonly problem?: string | undefined
  /** Why a value cannot be taken; undefined where it can. */
  readonly check?: (value: string) => string | undefined
}

/** Asks step by step, with Back and a count; undefined when the user leaves. */
export async function runWizard<A>(
  title: string,
  steps: readonly Step<A>[],
  start: A,
  from = 0,
): Promise<A | undefined> {
  const widgets = new Widgets(title)
  const path: number[] = []
  let answers = start
  try {
    for (let at = from; at < steps.length; ) {
      const isNeeded = (step: Step<A>): boolean => step.isNeeded?.(answers) !== false
      const step = steps[at]
      if (!step || !isNeeded(step)) {
        at++
        continue
      }
      const page = widgets.page(
        steps.slice(0, at + 1).filter(isNeeded).length,
        steps.filter(isNeeded).length,
        path.length > 0,
      )
      const answer = await step.ask(page, answers)
      if (answer === undefined) return undefined
      if (answer === BACK) {
        at = path.pop() ?? 0
        continue
      }
      answers = answer
      path.push(at++)
    }
    return answers
  } finally {
    widgets.dispose()
  }
}

/** Shows one widget after another; the old one goes only when the new one is there, so that nothing flickers. */
class Widgets implements Disposable {
  readonly #title: string
  #shown: QuickInput | undefined

  constructor(title: string) {
    this.#title = title
  }

  page(step: number, totalSteps: number, hasBack: boolean): Page {
    const prepare = (widget: QuickInput & { buttons: unknown }): void => {
      Object.assign(widget, { title: this.#title, ignoreFocusOut: true })
      if (totalSteps > 1) Object.assign(widget, { step, totalSteps })
      if (hasBack) widget.buttons = [QuickInputButtons.Back]
    }
    return {
      pick: (question) => this.#pick(question, prepare),
      input: (question) => this.#input(question, prepare),
    }
  }

  dispose(): void {
    this.#shown?.dispose()
  }

  #pick<T extends Choice>(question: PickQuestion<T>, prepare: (widget: QuickPick<Choice>) => void) {
    const widget = window.createQuickPick<Choice>()
    prepare(widget)
    widget.placeholder = question.placeholder
    widget.matchOnDescription = true
    widget.matchOnDetail = true
    const retry: Choice = { label: l10n.t('$(refresh) Try Again') }
    const load = async (): Promise<void> => {
      widget.busy = true
      widget.items = question.always ?? []
      try {
        const choices = await question.choices()
        widget.items = [...choices, ...(question.always ?? [])]
        const active = choices.find((choice) => question.isActive?.(choice))
        if (active) widget.activeItems = [active]
      } catch (error) {
        const failed: Choice = {
          label: `$(warning) ${problemOf(error).short}`,
          detail: problemOf(error).message,
          isDisabled: true,
        }
        widget.items = [failed, retry, ...(question.always ?? [])]
      }
      widget.busy = false
    }
    return this.#answer<T>(widget, (resolve) => {
      void load()
      return widget.onDidAccept(() => {
        const [choice] = widget.selectedItems
        if (choice === retry) void load()
        else if (choice && !choice.isDisabled) resolve(choice as T)
      })
    })
  }

  #input(question: InputQuestion, prepare: (widget: InputBox) => void) {
    const widget = window.createInputBox()
    prepare(widget)
    widget.prompt = question.prompt
    widget.value = question.value ?? ''
    widget.placeholder = question.placeholder
    widget.password = question.isPassword ?? false
    widget.validationMessage = question.problem
    const check = (): string | undefined => question.check?.(widget.value)
    return this.#answer<string>(widget, (resolve) => {
      const typed = widget.onDidChangeValue(() => {
        widget.validationMessage = check()
      })
      const accepted = widget.onDidAccept(() => {
        const problem = check()
        widget.validationMessage = problem
        if (problem === undefined) resolve(widget.value)
      })
      return { dispose: () => [typed, accepted].forEach((listener) => void listener.dispose()) }
    })
  }

  #answer<T>(
    widget: (QuickPick<Choice> | InputBox) & QuickInput,
    listen: (resolve: (answer: T) => void) => Disposable,
  ): Promise<T | typeof BACK | undefined> {
    return new Promise((done) => {
      const listeners: Disposable[] = []
      const resolve = (answer: T | typeof BACK | undefined): void => {
        for (const listener of listeners) listener.dispose()
        widget.enabled = false
        done(answer)
      }
      listeners.push(
        listen(resolve),
        widget.onDidHide(() => resolve(undefined)),
        widget.onDidTriggerButton((button) => button === QuickInputButtons.Back && resolve(BACK)),
      )
      widget.show()
      this.#shown?.dispose()
      this.#shown = widget
    })
  }
}
