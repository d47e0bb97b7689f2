import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

/** A way to a server on loopback that counts what goes over it. */
export interface Relay {
  /** `127.0.0.1:<port>` */
  readonly host: string
  /** Bytes in both directions since it was asked last. */
  take(): number
  close(): Promise<void>
}

export async function startRelay(port: number): Promise<Relay> {
  let bytes = 0
  const open = new Set<Socket>()
  const server = createServer((from) => {
    const to = connect({ port, host: '127.0.0.1', noDelay: true })
    from.setNoDelay()
    for (const [socket, other] of [
      [from, to],
      [to, from],
    ] as const) {
      open.add(socket)
      socket.on('data', (chunk) => {
        bytes += chunk.length
      })
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        open.delete(socket)
        other.end()
      })
      socket.pipe(other)
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    take() {
      const taken = bytes
      bytes = 0
      return taken
    },
    close() {
      for (const socket of open) socket.destroy()
      return new Promise((resolve) => {
        server.close(() => {
          resolve()
        })
      })
    },
  }
}
