import {
  type Disposable,
  type InputBox,
  InputBoxValidationSeverity,
  l10n,
  type QuickInput,
  QuickInputButtons,
  type QuickPick,
  type QuickPickItem,
  type ThemeIcon,
  window,
} from 'vscode'
import { problemOf } from '../texts/problem'

/** The user went one step back; the same symbol in every bundle, so that steps may be loaded when they are needed. */
export const BACK: unique symbol = Symbol.for('modelartsDevServers.back') as never

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
  readonly praise?: string
  readonly buttons?: readonly InputButton[]
}

/** Asks step by step, with Back and a count; undefined when the user leaves. */
export async function runWizard<A>(
  title: string,
  steps: readonly Step<A>[],
  start: A,
  from = 0,
): Promise<A | undefined> {
  const widgets = new Widgets(title)
  let answers = start
  const isNeeded = (step: Step<A> | undefined): boolean => step !== undefined && step.isNeeded?.(answers) !== false
  // Steps before the first one count as gone through, so that Back leads to them.
  const path = steps.slice(0, from).flatMap((step, index) => (isNeeded(step) ? [index] : []))
  try {
    for (let at = from; at < steps.length; ) {
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
        // What was asked once may not be needed any more.
        do at = path.pop() ?? 0
        while (path.length > 0 && !isNeeded(steps[at]))
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
    const load = (): Promise<void> => fill(widget, question, retry)
    return this.#answer<T>(widget, (resolve) => {
      void load()
      const pressed = widget.onDidTriggerItemButton(({ item }) => {
        void question.onButton?.(item as T).then(load)
      })
      const accepted = widget.onDidAccept(() => {
        const [choice] = widget.selectedItems
        if (choice === retry) void load()
        else if (choice && !choice.isDisabled) resolve(choice as T)
      })
      return { dispose: () => [pressed, accepted].forEach((listener) => void listener.dispose()) }
    })
  }

  #input(question: InputQuestion, prepare: (widget: InputBox) => void) {
    const widget = window.createInputBox()
    prepare(widget)
    if (question.title) widget.title = question.title
    widget.prompt = question.prompt
    widget.value = question.value ?? ''
    widget.placeholder = question.placeholder
    widget.password = question.isPassword ?? false
    widget.buttons = [...widget.buttons, ...(question.buttons ?? [])]
    widget.validationMessage = question.problem
    const judge = (): string | undefined => {
      const problem = question.check?.(widget.value)
      const praise = question.praise && { message: question.praise, severity: InputBoxValidationSeverity.Info }
      widget.validationMessage = problem ?? (praise || undefined)
      return problem
    }
    return this.#answer<string>(widget, (resolve) => {
      const listeners = [
        widget.onDidChangeValue(judge),
        widget.onDidAccept(() => judge() === undefined && resolve(widget.value)),
        widget.onDidTriggerButton((button) => {
          const own = question.buttons?.find((other) => other === button)
          const typed = own?.press({ value: widget.value, isPassword: widget.password })
          if (!typed) return
          Object.assign(widget, { value: typed.value, password: typed.isPassword })
          judge()
        }),
      ]
      return { dispose: () => listeners.forEach((listener) => void listener.dispose()) }
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

/** Shows the choices when they are there, or why they are not. */
async function fill<T extends Choice>(
  widget: QuickPick<Choice>,
  question: PickQuestion<T>,
  retry: Choice,
): Promise<void> {
  const note = question.problem
  const notes: readonly Choice[] = note ? [{ label: `$(warning) ${note}`, isDisabled: true, alwaysShow: true }] : []
  const always = question.always ?? []
  widget.busy = true
  widget.items = [...notes, ...always]
  try {
    const choices = await question.choices()
    widget.items = [...notes, ...choices, ...always]
    const active = [...choices, ...always].find((choice) => question.isActive?.(choice))
    if (active) widget.activeItems = [active]
  } catch (error) {
    const { short, message } = problemOf(error)
    const failed: Choice = { label: `$(warning) ${short}`, detail: message, isDisabled: true }
    widget.items = [...notes, failed, retry, ...always]
  }
  widget.busy = false
}
