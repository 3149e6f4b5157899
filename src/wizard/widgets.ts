import {
  type CancellationToken,
  type Disposable,
  type InputBox,
  InputBoxValidationSeverity,
  l10n,
  type QuickInput,
  QuickInputButtons,
  type QuickPick,
  window,
} from 'vscode'
import type { Standing } from '../base/walk'
import { problemOf } from '../texts/problem'
import type { Choice, InputQuestion, Page, PickQuestion } from './wizard'

/** The user went one step back; the same symbol in every bundle, so that steps may be loaded when they are needed. */
export const BACK: unique symbol = Symbol.for('modelartsDevServers.back') as never

/** Shows one widget after another; the old one goes only when the new one is there, so that nothing flickers. */
export class Widgets implements Disposable {
  readonly #title: string
  readonly #cancel: CancellationToken | undefined
  #shown: QuickInput | undefined

  constructor(title: string, cancel: CancellationToken | undefined) {
    this.#title = title
    this.#cancel = cancel
  }

  page({ step, totalSteps, hasBack }: Standing): Page {
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
        // What went wrong shows in place of the lines, with a way to try again.
        const pressing = question.onButton?.(item as T) ?? Promise.resolve()
        void pressing.then(load, (error: unknown) => showFailed(widget, question, retry, error))
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
      const praise = question.praise && {
        message: question.praise(widget.value),
        severity: InputBoxValidationSeverity.Info,
      }
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
        // What follows may take a moment, until the next question shows.
        widget.busy = answer !== undefined
        done(answer)
      }
      listeners.push(
        listen(resolve),
        widget.onDidHide(() => resolve(undefined)),
        ...(this.#cancel ? [this.#cancel.onCancellationRequested(() => resolve(undefined))] : []),
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
  const { always = [] } = question
  widget.busy = true
  widget.items = [...notesOf(question), ...always]
  try {
    const choices = await question.choices()
    widget.items = [...notesOf(question), ...choices, ...always]
    const active = [...choices, ...always].find((choice) => question.isActive?.(choice))
    if (active) widget.activeItems = [active]
  } catch (error) {
    showFailed(widget, question, retry, error)
  }
  widget.busy = false
}

const notesOf = <T extends Choice>({ problem }: PickQuestion<T>): readonly Choice[] =>
  problem ? [{ label: `$(warning) ${problem}`, isDisabled: true, alwaysShow: true }] : []

function showFailed<T extends Choice>(
  widget: QuickPick<Choice>,
  question: PickQuestion<T>,
  retry: Choice,
  error: unknown,
): void {
  const { short, message } = problemOf(error)
  const failed: Choice = { label: `$(warning) ${short}`, detail: message, isDisabled: true }
  widget.items = [...notesOf(question), failed, retry, ...(question.always ?? [])]
}
