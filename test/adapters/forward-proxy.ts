import { createServer } from 'node:http'
import { type AddressInfo, type Socket, connect } from 'node:net'

/** A proxy on loopback that leads names which exist nowhere else to ports of this machine. */
export interface ForwardProxy {
  readonly url: string
  /** `host:port` of each tunnel that was asked for. */
  readonly asked: string[]
  /** `registry.test` → port on loopback, for `registry.test:443`. */
  readonly ports: Map<string, number>
  close(): Promise<void>
}

/**
 * Starts a proxy that knows CONNECT alone. What is reached through it is no loopback address to an engine, which would trust that
 * without looking at certificates.
 */
export async function startForwardProxy(): Promise<ForwardProxy> {
  const asked: string[] = []
  const ports = new Map<string, number>()
  const sockets = new Set<Socket>()
  const server = createServer((_, response) => {
    response.writeHead(405).end()
  })
  server.on('connect', ({ url = '' }: { url?: string }, socket: Socket) => {
    asked.push(url)
    const port = ports.get(url.replace(/:443$/, ''))
    socket.on('error', () => undefined)
    sockets.add(socket)
    if (port === undefined) {
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')
      return
    }
    const far = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      far.pipe(socket).pipe(far)
    })
    sockets.add(far)
    far.on('error', () => socket.destroy())
    socket.on('close', () => far.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    ports,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
      })
    },
  }
}
