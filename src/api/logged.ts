import type { Send } from './send'

/** Method, path, status, id and time of each request; never another header, a query or a body. */
export function logged(send: Send, log: (line: string, hasFailed: boolean) => void): Send {
  return async (request) => {
    const started = Date.now()
    const { host, pathname } = new URL(request.url)
    const line = (end: string, hasFailed: boolean): void =>
      log(`${request.method} ${host}${pathname} ${end} ${Date.now() - started} ms`, hasFailed)
    try {
      const response = await send(request)
      line(`${response.status} ${response.headers.get('x-request-id') ?? '-'}`, response.status >= 400)
      return response
    } catch (error) {
      line(error instanceof Error ? error.name : 'failed', true)
      throw error
    }
  }
}
