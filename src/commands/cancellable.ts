import { ProgressLocation, window } from 'vscode'

/** Runs work under a notification with a Cancel button; undefined when the user presses it. */
export async function cancellable<T>(
  title: string,
  work: (signal: AbortSignal, tell: (message: string) => void) => Promise<T>,
): Promise<T | undefined> {
  const options = { location: ProgressLocation.Notification, title, cancellable: true }
  return window.withProgress(options, async (progress, token) => {
    const stop = new AbortController()
    token.onCancellationRequested(() => stop.abort())
    try {
      const result = await work(stop.signal, (message) => progress.report({ message }))
      return stop.signal.aborted ? undefined : result
    } catch (error) {
      if (stop.signal.aborted) return undefined
      throw error
    }
  })
}
