import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { Emitter, type Event } from '../../src/base/emitter'

/** A request as it was answered; a status of 0 stands for a connection that was reset. */
export interface ServedRequest {
  readonly method: string
  /** With the query. */
  readonly path: string
  readonly status: number
}

/** What goes wrong with a request on its way. */
export type Fault =
  /** Held back before it reaches the service. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** The connection breaks: before the service has seen the request, or after it did its work. */
  | { readonly kind: 'reset'; readonly when: 'before' | 'after' }
  /** The connection breaks in the middle of the answer. */
  | { readonly kind: 'halfBody' }
  /** The answer ends in the middle, as if it were whole. */
  | { readonly kind: 'truncated' }
  /** A proxy or portal answers instead. */
  | { readonly kind: 'html'; readonly status: number }

/** A service that listens on loopback. */
export interface EmulatorServer {
  /** Base URL without a slash at the end, for every endpoint. */
  readonly url: string
  /** Everything that was asked, oldest first. */
  readonly requests: readonly ServedRequest[]
  /** One more stands in `requests`. */
  readonly onDidServe: Event<ServedRequest>
  /** Decides on the fault of each request; undefined lets it pass. */
  fault: (method: string, path: string) => Fault | undefined
  dispose(): Promise<void>
}

/** What a service proves with who it is. */
export interface Identity {
  readonly key: string
  readonly cert: string
}

/** Serves a handler over real HTTP on a free port of this computer, by TLS where it has an identity. */
export async function serveEmulator(
  handle: (request: Request) => Promise<Response>,
  identity?: Identity,
): Promise<EmulatorServer> {
  const requests: ServedRequest[] = []
  const served = new Emitter<ServedRequest>()
  const listener = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const { method = 'GET', url: path = '/' } = incoming
    answer(incoming, outgoing, server.fault(method, path), handle)
      .catch(() => outgoing.destroy())
      .finally(() => {
        const request = { method, path, status: outgoing.headersSent ? outgoing.statusCode : 0 }
        requests.push(request)
        served.fire(request)
      })
  }
  const http = identity ? createTlsServer(identity, listener) : createServer(listener)
  await new Promise<void>((resolve, reject) => http.on('error', reject).listen(0, '127.0.0.1', resolve))
  const { port } = http.address() as AddressInfo
  const server: EmulatorServer = {
    url: `${identity ? 'https' : 'http'}://127.0.0.1:${port}`,
    requests,
    onDidServe: served.event,
    fault: () => undefined,
    dispose: () =>
      new Promise((resolve) => {
        http.close(() => resolve())
        http.closeAllConnections()
      }),
  }
  return server
}

async function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  fault: Fault | undefined,
  handle: (request: Request) => Promise<Response>,
): Promise<void> {
  const request = await requestOf(incoming)
  if (fault?.kind === 'delay') await delay(fault.ms)
  if (fault?.kind === 'reset' && fault.when === 'before') throw new Error('reset')
  if (fault?.kind === 'html') {
    outgoing
      .writeHead(fault.status, { 'content-type': 'text/html' })
      .end('<html><body>Sign in to the network</body></html>')
    return
  }
  const response = await handle(request)
  const whole = Buffer.from(await response.arrayBuffer())
  const body = fault?.kind === 'truncated' ? whole.subarray(0, whole.length / 2) : whole
  if (fault?.kind === 'reset') throw new Error('reset')
  outgoing.writeHead(response.status, { ...Object.fromEntries(response.headers), 'content-length': body.length })
  if (fault?.kind !== 'halfBody') outgoing.end(body)
  else outgoing.write(body.subarray(0, body.length / 2), () => outgoing.destroy())
}

async function requestOf(incoming: IncomingMessage): Promise<Request> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  const { method = 'GET', url = '/', headers } = incoming
  const body = Buffer.concat(chunks)
  return new Request(new URL(url, `http://${headers.host}`), {
    method,
    headers: Object.entries(headers).flatMap(([name, value]): [string, string][] =>
      value === undefined || NOT_FOR_FETCH.has(name) ? [] : [[name, String(value)]],
    ),
    ...(body.length > 0 && { body }),
  })
}

/** `host` is signed, but Request keeps it in the URL only; the others belong to the connection. */
const NOT_FOR_FETCH = new Set(['connection', 'content-length', 'transfer-encoding', 'keep-alive', 'expect'])
