import { execFile } from 'node:child_process'
import { createServer as createHttpServer, type IncomingMessage, type Server } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals'

import {
  createHttpClient,
  readCaCert,
  systemClock,
  type HttpClientOptions,
  type HttpResponse,
} from '@gitops-actions/adapters'
import { ActionError } from '@gitops-actions/core'

import { createAuthority, type Authority } from './certificates.ts'
import { failureOf } from './github-world.ts'

let authority: Authority
let good: { cert: string; key: string }
let wrongName: { cert: string; key: string }
const closers: (() => Promise<unknown>)[] = []

beforeAll(async () => {
  authority = await createAuthority()
  good = await authority.issue('DNS:localhost,DNS:api.example.test,IP:127.0.0.1')
  wrongName = await authority.issue('DNS:elsewhere.example.test')
})

afterAll(() => authority.close())

afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closers.push(() => {
    server.closeAllConnections()
    return new Promise((resolve) => server.close(resolve))
  })
  return (server.address() as AddressInfo).port
}

async function serveTls(pair = good): Promise<number> {
  return listen(
    createHttpsServer(pair, (request, response) => response.end(`hello ${request.headers.host ?? ''}`)),
  )
}

async function get(url: string, options: Partial<HttpClientOptions> = {}): Promise<HttpResponse> {
  const client = createHttpClient({ clock: systemClock(), env: {}, userAgent: 'test', ...options })
  closers.push(() => client.close())
  return client.request({ url, retry: 'never', headers: { authorization: 'Bearer canary' } })
}

describe('fault 74: TLS', () => {
  it('is not trusted when a private authority signed, and the error says what to do', async () => {
    const error = await failureOf(get(`https://localhost:${await serveTls()}/`))
    expect([error.code, error.kind]).toEqual(['tls-untrusted', 'user'])
    expect(error.message).toContain('give that authority in the input `ca-cert`')
  })

  it('is trusted with that authority in ca-cert', async () => {
    const port = await serveTls()
    expect((await get(`https://localhost:${port}/`, { caCert: authority.ca })).text()).toBe(
      `hello localhost:${port}`,
    )
    expect((await get(`https://127.0.0.1:${port}/`, { caCert: [authority.ca] })).status).toBe(200)
  })

  it('is refused for a certificate of another name', async () => {
    const error = await failureOf(
      get(`https://localhost:${await serveTls(wrongName)}/`, { caCert: authority.ca }),
    )
    expect([error.code, error.message]).toEqual([
      'tls-untrusted',
      expect.stringContaining('ERR_TLS_CERT_ALTNAME_INVALID'),
    ])
  })

  it('is refused for a certificate whose time is over', async () => {
    const over = await authority.issue('DNS:localhost', -1)
    const error = await failureOf(get(`https://localhost:${await serveTls(over)}/`, { caCert: authority.ca }))
    expect([error.code, error.message]).toEqual([
      'tls-untrusted',
      expect.stringContaining('CERT_HAS_EXPIRED'),
    ])
  })

  it('is not verified for a host that is listed as insecure, which is announced once, and for no other', async () => {
    const lines: string[] = []
    const port = await serveTls(wrongName)
    const options = { insecureHosts: [`localhost:${port}`], warn: (line: string) => lines.push(line) }
    const client = createHttpClient({ clock: systemClock(), env: {}, userAgent: 'test', ...options })
    closers.push(() => client.close())
    await client.request({ url: `https://localhost:${port}/` })
    await client.request({ url: `https://localhost:${port}/` })
    expect(lines).toEqual([expect.stringContaining(`certificates of localhost:${port} are not verified`)])
    const other = await failureOf(client.request({ url: `https://127.0.0.1:${port}/`, retry: 'never' }))
    expect(other.code).toBe('tls-untrusted')
  })

  it('is verified whatever NODE_TLS_REJECT_UNAUTHORIZED says', async () => {
    // Node reads the variable of the process, which a test cannot set for itself.
    const script = `
      import { createHttpClient, systemClock } from '@gitops-actions/adapters'
      const http = createHttpClient({ clock: systemClock(), env: {}, userAgent: 'test' })
      await http.request({ url: 'https://localhost:${await serveTls()}/', retry: 'never' })
        .then(({ status }) => console.log(status), ({ code }) => console.log(code))
      await http.close()`
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--conditions=source', '--no-warnings', '--input-type=module', '--eval', script],
      { env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } },
    )
    expect(stdout).toBe('tls-untrusted\n')
  })

  it('is not spoken by a server of plain http', async () => {
    const port = await listen(createHttpServer((_, response) => response.end()))
    expect((await failureOf(get(`https://localhost:${port}/`))).code).toBe('tls-untrusted')
  })
})

describe('ca-cert', () => {
  it('is PEM text or the path of a file', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'ca-'))
    closers.push(() => rm(directory, { recursive: true }))
    const path = join(directory, 'ca.pem')
    await writeFile(path, `# our authority\n${authority.ca}\n${authority.ca}`)
    expect(await readCaCert(authority.ca)).toBe(authority.ca.trim())
    expect((await readCaCert(path)).match(/BEGIN CERTIFICATE/g)).toHaveLength(2)
  })

  it.each([
    ['/nowhere/ca.pem', /neither PEM text nor a file that can be read/],
    [
      '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----',
      /certificate 1 of 1 in the input ca-cert cannot be parsed/,
    ],
    ['-----BEGIN PRIVATE KEY-----\ncanary\n-----END PRIVATE KEY-----', /holds a private key/],
    ['-----BEGIN NOTHING-----', /holds no PEM certificate/],
  ])('is refused when it is %j', async (value, message) => {
    const error = await failureOf(readCaCert(value))
    expect([error.code, error.message]).toEqual(['invalid-ca-cert', expect.stringMatching(message)])
    expect(error.message).not.toContain('canary')
  })
})

describe('fault 75: a proxy', () => {
  async function serveProxy(answer = 200): Promise<{ port: number; asked: IncomingMessage[] }> {
    const asked: IncomingMessage[] = []
    const server = createHttpServer()
    const sockets = new Set<Socket>()
    server.on('connect', (request: IncomingMessage, socket: Socket) => {
      asked.push(request)
      sockets.add(socket)
      if (answer !== 200) {
        socket.end(`HTTP/1.1 ${answer} No\r\n\r\n`)
        return
      }
      const port = Number(request.url?.split(':').at(-1))
      const far = connect(port, '127.0.0.1', () => {
        socket.write('HTTP/1.1 200 OK\r\n\r\n')
        far.pipe(socket).pipe(far)
      })
      far.on('error', () => socket.destroy())
      socket.on('error', () => far.destroy())
    })
    const port = await listen(server)
    closers.unshift(() => {
      for (const socket of sockets) socket.destroy()
      return Promise.resolve()
    })
    return { port, asked }
  }

  it('carries the request in a tunnel and never sees the token', async () => {
    const proxy = await serveProxy()
    const port = await serveTls()
    const env = { HTTPS_PROXY: `http://user:pass@127.0.0.1:${proxy.port}` }
    const answer = await get(`https://api.example.test:${port}/`, { env, caCert: authority.ca })
    expect(answer.text()).toBe(`hello api.example.test:${port}`)
    expect(proxy.asked.map(({ url }) => url)).toEqual([`api.example.test:${port}`])
    expect(proxy.asked[0]?.headers['proxy-authorization']).toBe(
      `Basic ${Buffer.from('user:pass').toString('base64')}`,
    )
    expect(JSON.stringify(proxy.asked[0]?.rawHeaders)).not.toContain('canary')
  })

  it.each([
    ['loopback', 'localhost', ''],
    ['a host in NO_PROXY', 'api.example.test', 'x,api.example.test'],
    ['a subdomain of a name in NO_PROXY', 'api.example.test', '.example.test'],
    ['a subdomain by wildcard', 'api.example.test', '*.test'],
    ['everything', 'api.example.test', '*'],
  ])('is passed by for %s', async (_, host, noProxy) => {
    const proxy = await serveProxy()
    const port = await serveTls()
    const env = { https_proxy: `http://127.0.0.1:${proxy.port}`, no_proxy: noProxy }
    // The name has no address here: that the proxy was not asked is all there is to see.
    await get(`https://${host}:${port}/`, { env, caCert: authority.ca }).catch(() => undefined)
    expect(proxy.asked).toEqual([])
  })

  it.each(['ample.test', 'api.example.test:1', 'api'])(
    'is used although NO_PROXY names %s',
    async (noProxy) => {
      const proxy = await serveProxy()
      const port = await serveTls()
      const env = { https_proxy: `127.0.0.1:${proxy.port}`, NO_PROXY: noProxy }
      expect((await get(`https://api.example.test:${port}/`, { env, caCert: authority.ca })).status).toBe(200)
      expect(proxy.asked).toHaveLength(1)
    },
  )

  it('that refuses is an error without its password', async () => {
    const proxy = await serveProxy(407)
    const env = { HTTPS_PROXY: `http://user:canary@127.0.0.1:${proxy.port}` }
    const error = await failureOf(get('https://api.example.test/', { env }))
    expect(error.code).toBe('unreachable')
    expect(error.message).not.toContain('canary')
  })

  it('that is no URL is an error without its text', async () => {
    const error = await failureOf(
      get('https://api.example.test/', { env: { HTTPS_PROXY: 'socks://user:canary@host' } }),
    )
    expect(error).toBeInstanceOf(ActionError)
    expect([error.code, error.message]).toEqual(['invalid-proxy', expect.not.stringContaining('canary')])
  })
})
