import type { Server } from 'node:http'

export interface Listener {
  /** `http://127.0.0.1:<port>` */
  url: string
  port: number
  /** Cuts what is open and resolves when the port is free. */
  close(): Promise<void>
}

/** Puts a server on a free port of the loopback address. */
export async function listenOnLoopback(server: Server): Promise<Listener> {
  // A connection that is closed for being idle meets the next request of a client that does not know yet.
  server.keepAliveTimeout = 0
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => {
          if (error === undefined) resolve()
          else reject(error)
        })
        server.closeAllConnections()
      }),
  }
}
