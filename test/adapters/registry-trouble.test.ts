import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type ImageReference, parseImageReference } from '@gitops-actions/core'
import { type MadeImage, type SandboxRegistry, startRegistry } from '@gitops-actions/sandbox'
import { type TestClient, testClient } from './registry-client.ts'

let server: SandboxRegistry
let made: MadeImage
const clients: TestClient[] = []

beforeEach(async () => {
  server = await startRegistry({ users: { octo: 'secret' } })
  made = server.putImage({ repository: 'acme/api', tag: '1' })
})
afterEach(async () => {
  for (const { http } of clients.splice(0)) await http.close()
  await server.close()
})

function image(): ImageReference {
  return parseImageReference(`${server.host}/acme/api:1`)
}

function connect(options: Parameters<typeof testClient>[0] = {}): TestClient {
  const credentials = [{ registry: server.host, username: 'octo', password: 'secret' }]
  const client = testClient({ credentials, ...options })
  clients.push(client)
  return client
}

/** A client whose tags are answered so many times with 503, the write done or not. */
function troubled(times: number, isDone: boolean): TestClient {
  const { http } = connect()
  let left = times
  return connect({
    http: {
      ...http,
      request: async (wanted) => {
        if (wanted.method !== 'PUT' || wanted.headers?.authorization === undefined || left === 0)
          return http.request(wanted)
        left -= 1
        if (isDone) await http.request(wanted)
        return { ...(await http.request({ url: wanted.url })), status: 503 }
      },
    },
  })
}

describe('a registry in trouble', () => {
  it('for a moment gives its tag all the same', async () => {
    const { registry, clock } = troubled(2, false)
    expect(await registry.tag(image(), 'prod')).toBe(made.digest)
    expect(server.tags('acme/api').get('prod')).toBe(made.digest)
    expect(clock.slept).toEqual([1000, 2000])
  })

  it('that did what it was asked to is not asked again', async () => {
    const { registry, clock } = troubled(1, true)
    expect(await registry.tag(image(), 'prod')).toBe(made.digest)
    expect(clock.slept).toEqual([])
  })

  it('for long is given up, and its tag stays where it was', async () => {
    const { registry, clock } = troubled(100, false)
    await expect(registry.tag(image(), 'prod')).rejects.toMatchObject({
      code: 'registry-unreachable',
      kind: 'transient',
    })
    expect(clock.slept).toEqual([1000, 2000, 4000])
    expect(server.tags('acme/api').has('prod')).toBe(false)
  })
})
