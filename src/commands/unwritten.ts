import { l10n, window } from 'vscode'
import { problemOf } from '../texts/problem'

/** Says that what is learnt of changes of OS cannot be kept; they go on all the same. */
export function tellUnwritten(error: unknown): void {
  void window.showWarningMessage(
    l10n.t(
      'The progress of changes of OS cannot be saved: {0} They go on; while this window is open, it tells how they end.',
      problemOf(error).message,
    ),
  )
}
