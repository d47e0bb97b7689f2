import { createServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { openRunAdapters, openRunClients, type RunClients } from '@gitops-actions/adapters'
import { parseImageReference, parseRepositoryName, type Log } from '@gitops-actions/core'
import { type SandboxRegistry, startRegistry } from '@gitops-actions/sandbox'
import { createAuthority } from './certificates.ts'

/** A name that only the proxy knows: it leads to the registry on loopback. */
const FAR = 'registry.example.test:5000'

let registry: SandboxRegistry
/** Leads every name to `port`. */
let proxy: { url: string; asked: string[]; port: number; close: () => Promise<void> }
const closers: (() => Promise<unknown>)[] = []

beforeEach(async () => {
  registry = await startRegistry()
  proxy = await serveProxy(Number(registry.host.split(':')[1]))
})
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
  await proxy.close()
  await registry.close()
})

async function serveProxy(port: number): Promise<typeof proxy> {
  const asked: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer()
  server.on('connect', ({ url }: { url?: string }, socket: Socket) => {
    asked.push(url ?? '')
    const far = connect(made.port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      far.pipe(socket).pipe(far)
    })
    for (const end of [socket, far]) sockets.add(end.on('error', () => undefined))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const made: typeof proxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    port,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) =>
        server.close(() => {
          resolve()
        }),
      )
    },
  }
  return made
}

/** A registry of https, without an image, behind the proxy. */
async function serveTls(): Promise<{ ca: string; paths: string[] }> {
  const authority = await createAuthority()
  const paths: string[] = []
  const server = createHttpsServer(
    await authority.issue('DNS:registry.example.test'),
    (request, response) => {
      paths.push(request.url ?? '')
      response.writeHead(404).end()
    },
  )
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  proxy.port = (server.address() as AddressInfo).port
  closers.push(async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    await authority.close()
  })
  return { ca: authority.ca, paths }
}

function runtime(): Parameters<typeof openRunClients>[0]['runtime'] {
  const quiet = (): void => undefined
  const log: Log = {
    group: (_, work) => work(),
    info: quiet,
    debug: quiet,
    notice: quiet,
    warning: quiet,
    error: quiet,
  }
  return {
    env: { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url, DOCKER_CONFIG: '/nonexistent' },
    log,
    signal: new AbortController().signal,
    secrets: { mask: (secret) => secret, redact: (text) => text },
  }
}

describe('the registries of a run', () => {
  const reference = parseImageReference(`${FAR}/acme/api:1`)

  async function open(settings: { plaintext?: boolean; caCert?: string }): Promise<RunClients> {
    const clients = await openRunClients({ action: 'test', runtime: runtime(), caCert: '', ...settings })
    closers.push(() => clients.close())
    return clients
  }

  it.each([[], [{ registry: FAR, username: 'robot', password: 'canary' }]])(
    'are read over plain http where nobody speaks https, with and without a login',
    async (...logins) => {
      const { digest } = registry.putImage({ repository: 'acme/api', tag: '1' })
      const client = (await open({ plaintext: true })).registry(logins)
      expect((await client.resolve(reference))?.digest).toBe(digest)
      expect((await client.resolve(reference))?.digest).toBe(digest)
      expect(await client.isPlain(FAR)).toBe(true)
    },
  )

  it('are read over https where that is spoken, although plain http is accepted', async () => {
    const secure = await serveTls()
    const client = (await open({ plaintext: true, caCert: secure.ca })).registry([])
    expect(await client.resolve(reference)).toBeUndefined()
    expect(await client.isPlain(FAR)).toBe(false)
    expect(secure.paths).toEqual(['/v2/', '/v2/acme/api/manifests/1'])
  })

  it('are not read in the clear because their certificate is not trusted', async () => {
    const secure = await serveTls()
    const reading = (await open({ plaintext: true })).registry([]).resolve(reference)
    await expect(reading).rejects.toMatchObject({ code: 'registry-unreachable' })
    expect(secure.paths).toEqual([])
  })

  it('are read over https alone unless plain http is accepted', async () => {
    const reading = (await open({})).registry([]).resolve(reference)
    await expect(reading).rejects.toMatchObject({ code: 'registry-unreachable' })
    expect(registry.requests).toEqual([])
  })

  it('never are Docker Hub in the clear', async () => {
    expect(await (await open({ plaintext: true })).registry([]).isPlain('docker.io')).toBe(false)
    expect(proxy.asked).toEqual([])
  })
})

describe('the rate limits of GitHub', () => {
  it('are not waited for when the run is over before', async () => {
    const server = createServer((_, response) => {
      response.writeHead(429, { 'retry-after': '30', 'content-type': 'application/json' }).end('{}')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    const host = { serverUrl: url, apiUrl: url, graphqlUrl: `${url}/graphql` }
    const adapters = await openRunAdapters({
      action: 'test',
      runtime: runtime(),
      caCert: '',
      host,
      timeout: 20_000,
    })
    try {
      const reading = adapters.repository('token', parseRepositoryName('acme/env')).read({})
      await expect(reading).rejects.toMatchObject({ code: 'rate-limited', kind: 'transient' })
    } finally {
      await adapters.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    }
  })
})
