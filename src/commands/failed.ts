/** Tells what could not be written down: to the log each time, to the user once, since a disk that is full stays so for a while. */
export function failedWith(log: (line: string) => void): (error: unknown) => void {
  let isTold = false
  return async (error) => {
    log(`not written down: ${String(error)}`)
    if (isTold) return
    isTold = true
    const { tellUnwritten } = await import('./unwritten')
    tellUnwritten(error)
  }
}
