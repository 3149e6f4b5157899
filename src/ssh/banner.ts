import { connect } from 'node:net'

const MOST_BYTES = 64 * 1024

/** The line with which an SSH server greets; undefined where none came in time. `host` must have been checked. */
export function readBanner(
  host: string,
  port: number,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    let read = ''
    const socket = connect({ host, port })
    const end = (banner?: string): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', stop)
      socket.destroy()
      resolve(banner)
    }
    const stop = (): void => end()
    const timer = setTimeout(stop, timeoutMs)
    signal?.addEventListener('abort', stop)
    if (signal?.aborted) stop()
    socket.on('data', (data) => {
      read += data.toString('latin1')
      // Other lines may come before it (RFC 4253, 4.2).
      const banner = /^(SSH-[^\r\n]*)\r?\n/m.exec(read)?.[1]
      if (banner !== undefined || read.length > MOST_BYTES) end(banner)
    })
    socket.on('error', stop)
    socket.on('close', stop)
  })
}
