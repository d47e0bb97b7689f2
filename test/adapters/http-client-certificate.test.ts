import type { IncomingMessage } from 'node:http'
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'node:https'
import { connect, type AddressInfo, type Server, type Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'
import { createHttpClient, type HttpClientOptions, systemClock } from '@gitops-actions/adapters'
import { type Authority, createAuthority } from './certificates.ts'
import { failureOf } from './github-world.ts'

let authority: Authority
let clients: Authority
let server: { cert: string; key: string }
let client: { certificate: string; key: string }
const closers: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  ;[authority, clients] = await Promise.all([createAuthority(), createAuthority()])
  server = await authority.issue('DNS:kubernetes.default.svc,IP:127.0.0.1')
  const { cert, key } = await clients.issue('DNS:ci')
  client = { certificate: cert, key }
})

afterAll(() => Promise.all([authority.close(), clients.close()]))

afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function listen(made: Server): Promise<number> {
  await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve))
  closers.push(() => new Promise((resolve) => made.close(resolve)))
  return (made.address() as AddressInfo).port
}

/** Answers the common name of who asks, after the name that the client asked for. */
async function serve(): Promise<number> {
  const settings = { ...server, ca: clients.ca, requestCert: true, rejectUnauthorized: false }
  const made = createServer(settings, ({ socket }, response) => {
    if (!(socket instanceof TLSSocket)) throw new TypeError('wanted TLS')
    const shown: Partial<ReturnType<TLSSocket['getPeerCertificate']>> = socket.getPeerCertificate()
    response.end(`${String(socket.servername)} ${String(shown.subject?.CN)}`)
  })
  closers.push(() => {
    made.closeAllConnections()
    return Promise.resolve()
  })
  return listen(made)
}

async function get(url: string, options: Partial<HttpClientOptions>): Promise<string> {
  const http = createHttpClient({ clock: systemClock(), env: {}, userAgent: 'test', ...options })
  closers.unshift(() => http.close())
  return (await http.request({ url, retry: 'never' })).text()
}

describe('a client certificate', () => {
  it('tells the server who asks', async () => {
    const url = `https://127.0.0.1:${await serve()}/`
    await expect(get(url, { caCert: authority.ca, clientCertificate: client })).resolves.toBe('false leaf')
    await expect(get(url, { caCert: authority.ca })).resolves.toBe('false undefined')
  })

  it('whose key does not belong to it is an error without the key', async () => {
    const { key } = await clients.issue('DNS:other')
    const mixed = { certificate: client.certificate, key }
    const options = { caCert: authority.ca, clientCertificate: mixed }
    const error = await failureOf(get(`https://127.0.0.1:${await serve()}/`, options))
    expect(error.message).not.toContain(key.split('\n')[1])
  })
})

describe('the name of a server', () => {
  it('is checked in place of the address', async () => {
    const port = await serve()
    const caCert = authority.ca
    const serverName = 'kubernetes.default.svc'
    await expect(get(`https://127.0.0.1:${port}/`, { caCert, serverName })).resolves.toMatch(/^kubernetes/)
    const wrong = await failureOf(
      get(`https://127.0.0.1:${port}/`, { caCert, serverName: 'elsewhere.example' }),
    )
    expect(wrong.code).toBe('tls-untrusted')
  })
})

describe('a certificate authority alone', () => {
  it('is all that is trusted', async () => {
    const url = `https://127.0.0.1:${await serve()}/`
    await expect(get(url, { caCert: authority.ca, onlyCaCert: true })).resolves.toMatch(/undefined$/)
    const error = await failureOf(get(url, { caCert: clients.ca, onlyCaCert: true }))
    expect(error.code).toBe('tls-untrusted')
  })
})

describe('a proxy that is given', () => {
  it('is used for loopback too, and is shown no certificate', async () => {
    const asked: string[] = []
    const proxy = createHttpServer()
    const sockets = new Set<Socket>()
    proxy.on('connect', (request: IncomingMessage, socket: Socket) => {
      asked.push(request.url ?? '')
      sockets.add(socket)
      const far = connect(Number(request.url?.split(':').at(-1)), '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        far.pipe(socket).pipe(far)
      })
      far.on('error', () => socket.destroy())
      socket.on('error', () => far.destroy())
    })
    const proxyPort = await listen(proxy)
    const port = await serve()
    closers.unshift(() => {
      for (const socket of sockets) socket.destroy()
      return Promise.resolve()
    })
    const answer = get(`https://127.0.0.1:${port}/`, {
      caCert: authority.ca,
      clientCertificate: client,
      proxy: `http://127.0.0.1:${proxyPort}`,
    })
    await expect(answer).resolves.toMatch(/leaf$/)
    expect(asked).toEqual([`127.0.0.1:${port}`])
  })

  it('of another kind is refused', async () => {
    const error = await failureOf(get('https://127.0.0.1:1/', { proxy: 'socks5://127.0.0.1:1' }))
    expect(error.code).toBe('invalid-proxy')
  })
})
