import { createServer } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'

/** A proxy on loopback as companies have them; whatever host is asked for, one service of this computer answers. */
export interface ConnectProxy {
  readonly url: string
  /** Host and port of every tunnel that was opened, oldest first. */
  readonly tunnels: readonly string[]
  dispose(): Promise<void>
}

/** Stands before a service that listens on a port of this computer. */
export async function connectProxy(target: number): Promise<ConnectProxy> {
  const sockets = new Set<Socket>()
  const tunnels: string[] = []
  const kept = (socket: Socket): Socket => {
    sockets.add(socket)
    return socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
  }
  const proxy = createServer()
  proxy.on('connect', (request, client: Socket, head: Buffer) => {
    tunnels.push(request.url ?? '')
    const service = kept(connect(target, '127.0.0.1'))
    kept(client).write('HTTP/1.1 200 Connection Established\r\n\r\n')
    service.write(head)
    service.pipe(client).pipe(service)
  })
  await new Promise<void>((resolve, reject) => proxy.on('error', reject).listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    tunnels,
    dispose: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        proxy.close(() => resolve())
        proxy.closeAllConnections()
      }),
  }
}
