import { l10n, window } from 'vscode'
import { problemOf } from '../texts/problem'

/** Says that what is learnt of changes of OS cannot be kept; they go on all the same. */
export function tellUnwritten(error: unknown): void {
  void window.showWarningMessage(
    l10n.t(
      'What becomes of changes of OS cannot be written down: {0} They go on, and are told while this window is open.',
      problemOf(error).message,
    ),
  )
}
