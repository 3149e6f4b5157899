/** A task that never runs twice at once: who asks while it runs gets the run after it, which all share who ask by then. */
export function oneByOne(task: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> = Promise.resolve()
  let next: Promise<void> | undefined
  return () => {
    next ??= running
      .catch(() => undefined)
      .then(() => {
        next = undefined
        running = task()
        return running
      })
    return next
  }
}
