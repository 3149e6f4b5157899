import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** Where the connection that carries a POST breaks: after so many bytes of what is sent, or of what comes back. */
export interface Cut {
  readonly side: 'request' | 'response'
  /** Bytes that still arrive, of the POST or of its answer alone. */
  readonly after: number
}

/** A wire on loopback that can be cut at any byte of a POST; everything else passes. */
export interface CuttingProxy {
  readonly port: number
  cut: Cut | undefined
  /** Bytes of the last POST, and of its answer. */
  readonly seen: { request: number; response: number }
  /** The last POST and its answer as they went over the wire, to find places in. */
  readonly text: { request: string; response: string }
  dispose(): Promise<void>
}

/** Stands between a client and a service that listens on a port of this computer. */
export async function cuttingProxy(target: number): Promise<CuttingProxy> {
  const sockets = new Set<Socket>()
  const server = createServer((client) => carry(client, connect(target, '127.0.0.1'), proxy, sockets))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const proxy: CuttingProxy = {
    port: (server.address() as AddressInfo).port,
    cut: undefined,
    seen: { request: 0, response: 0 },
    text: { request: '', response: '' },
    dispose: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resolve())
      }),
  }
  return proxy
}

function carry(client: Socket, service: Socket, proxy: CuttingProxy, sockets: Set<Socket>): void {
  let isPost = false
  for (const socket of [client, service]) {
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    socket.setNoDelay(true)
  }
  client.on('data', (data: Buffer) => {
    const method = /^([A-Z]+) /.exec(data.subarray(0, 8).toString('latin1'))?.[1]
    if (method) {
      isPost = method === 'POST'
      if (isPost) {
        Object.assign(proxy.seen, { request: 0, response: 0 })
        Object.assign(proxy.text, { request: '', response: '' })
      }
    }
    if (!isPost) service.write(data)
    else pass('request', data, service, () => (proxy.cut?.after === proxy.seen.request ? client.destroy() : drop()))
  })
  service.on('data', (data: Buffer) => {
    if (isPost) pass('response', data, client, drop)
    else client.write(data)
  })
  client.on('end', () => service.end())
  service.on('end', () => client.end())
  const drop = (): void => {
    client.destroy()
    service.destroy()
  }
  const pass = (side: Cut['side'], data: Buffer, to: Socket, breakIt: () => void): void => {
    const before = proxy.seen[side]
    proxy.seen[side] += data.length
    proxy.text[side] += data.toString('latin1')
    const { cut } = proxy
    if (cut?.side !== side || proxy.seen[side] < cut.after) {
      to.write(data)
      return
    }
    to.write(data.subarray(0, Math.max(0, cut.after - before)), breakIt)
  }
}
