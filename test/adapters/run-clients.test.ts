import { createServer } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { openRunAdapters, openRunClients } from '@gitops-actions/adapters'
import { parseImageReference, parseRepositoryName, type Log } from '@gitops-actions/core'
import { type SandboxRegistry, startRegistry } from '@gitops-actions/sandbox'

/** A name that only the proxy knows: it leads to the registry on loopback. */
const FAR = 'registry.example.test:5000'

let registry: SandboxRegistry
let proxy: { url: string; asked: string[]; close: () => Promise<void> }

beforeEach(async () => {
  registry = await startRegistry()
  proxy = await serveProxy(Number(registry.host.split(':')[1]))
})
afterEach(async () => {
  await proxy.close()
  await registry.close()
})

async function serveProxy(port: number): Promise<typeof proxy> {
  const asked: string[] = []
  const sockets = new Set<Socket>()
  const server = createServer()
  server.on('connect', ({ url }: { url?: string }, socket: Socket) => {
    asked.push(url ?? '')
    const far = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      far.pipe(socket).pipe(far)
    })
    for (const end of [socket, far]) sockets.add(end.on('error', () => undefined))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    close: () => {
      for (const socket of sockets) socket.destroy()
      return new Promise((resolve) =>
        server.close(() => {
          resolve()
        }),
      )
    },
  }
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
  it.each([[], [{ registry: 'other.example', username: 'robot', password: 'secret' }]])(
    'are read over plain http where the run accepts it, whatever logins there are',
    async (...logins) => {
      const { digest } = registry.putImage({ repository: 'acme/api', tag: '1' })
      const clients = await openRunClients({
        action: 'test',
        runtime: runtime(),
        caCert: '',
        plaintext: true,
      })
      try {
        const found = await clients.registry(logins, [FAR]).resolve(parseImageReference(`${FAR}/acme/api:1`))
        expect(found?.digest).toBe(digest)
      } finally {
        await clients.close()
      }
    },
  )

  it('are read over https otherwise', async () => {
    const clients = await openRunClients({ action: 'test', runtime: runtime(), caCert: '' })
    try {
      const reading = clients.registry([], [FAR]).resolve(parseImageReference(`${FAR}/acme/api:1`))
      await expect(reading).rejects.toMatchObject({ code: 'registry-unreachable' })
      expect(registry.requests).toEqual([])
    } finally {
      await clients.close()
    }
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
