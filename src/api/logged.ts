import type { Send } from './send'

/** Method, path, status and time of each request; never a header, a query or a body. */
export function logged(send: Send, log: (line: string) => void): Send {
  return async (request) => {
    const started = Date.now()
    const { host, pathname } = new URL(request.url)
    const line = (end: string): void => log(`${request.method} ${host}${pathname} ${end} ${Date.now() - started} ms`)
    try {
      const response = await send(request)
      line(`${response.status} ${response.headers.get('x-request-id') ?? '-'}`)
      return response
    } catch (error) {
      line(error instanceof Error ? error.name : 'failed')
      throw error
    }
  }
}
