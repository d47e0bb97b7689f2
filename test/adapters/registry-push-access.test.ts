import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from '@jest/globals'
import { type ImageReference, parseImageReference } from '@gitops-actions/core'
import { startRegistry } from '@gitops-actions/sandbox'
import { type TestClient, testClient } from './registry-client.ts'

interface Answer {
  readonly status: number
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

let server: Server | undefined
const clients: TestClient[] = []

afterEach(async () => {
  for (const { http } of clients.splice(0)) await http.close()
  const running = server
  if (running !== undefined) await new Promise((resolve) => running.close(resolve))
  server = undefined
})

/** A registry that answers every upload alike; resolves to its image and what it was asked. */
async function start({ status, headers = {}, body = {} }: Answer): Promise<[ImageReference, string[]]> {
  const asked: string[] = []
  server = createServer((request, response) => {
    asked.push(`${request.method ?? ''} ${request.url ?? ''}`)
    response.writeHead(request.method === 'POST' ? status : 204, headers)
    response.end(request.method === 'POST' ? JSON.stringify(body) : undefined)
  })
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return [parseImageReference(`127.0.0.1:${port}/acme/api`), asked]
}

function client(): TestClient {
  const made = testClient()
  clients.push(made)
  return made
}

describe('whether an image can be pushed', () => {
  it.each([
    ['/v2/acme/api/blobs/uploads/17?state=x', 'DELETE /v2/acme/api/blobs/uploads/17?state=x'],
    ['https://storage.example/upload/17', undefined],
    ['/somewhere/else', undefined],
    ['', undefined],
  ])('is asked by an upload at "%s", which is given up at the registry alone', async (location, gone) => {
    const [image, asked] = await start({ status: 202, headers: { location } })
    await client().registry.checkPush(image)
    expect(asked).toEqual(['POST /v2/acme/api/blobs/uploads/', ...(gone === undefined ? [] : [gone])])
  })

  it('is not where the repository is missing', async () => {
    const errors = [{ code: 'NAME_UNKNOWN', message: "The repository with name 'acme/api' does not exist" }]
    const [image] = await start({ status: 404, body: { errors } })
    const checking = client().registry.checkPush(image)
    await expect(checking).rejects.toMatchObject({ code: 'repository-missing' })
    await expect(checking).rejects.toThrow(/has no repository "acme\/api" to push to.*does not exist/)
  })

  it.each([
    [403, 'registry-unauthorized'],
    [503, 'registry-unreachable'],
  ])('is not where the answer is %d', async (status, code) => {
    const [image] = await start({ status })
    await expect(client().registry.checkPush(image)).rejects.toMatchObject({ code })
  })

  it.each([200, 307, 400, 405])('is left to the push where the answer is %d', async (status) => {
    const [image] = await start({ status, headers: { location: '/v2/elsewhere' } })
    await expect(client().registry.checkPush(image)).resolves.toBeUndefined()
  })

  it('spares the read-back a login of its own', async () => {
    const registry = await startRegistry({ users: { octo: 'secret' } })
    try {
      registry.putImage({ repository: 'acme/api', tag: '1' })
      const credentials = [{ registry: registry.host, username: 'octo', password: 'secret' }]
      const made = testClient({ credentials })
      clients.push(made)
      const image = parseImageReference(`${registry.host}/acme/api:1`)
      await made.registry.checkPush(image)
      registry.requests.length = 0
      const { digest } = (await made.registry.resolve(image)) ?? {}
      await made.registry.tag({ ...image, digest }, 'main')
      expect(registry.requests.map(({ method, path, status }) => `${method} ${path} ${status}`)).toEqual([
        'GET /v2/acme/api/manifests/1 200',
        expect.stringMatching(/^GET \/v2\/acme\/api\/blobs\/sha256:[0-9a-f]+ 200$/),
        'PUT /v2/acme/api/manifests/main 201',
      ])
    } finally {
      await registry.close()
    }
  })
})
