import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type ImageReference, parseImageReference } from '@gitops-actions/core'
import { type MadeImage, type SandboxRegistry, startRegistry } from '@gitops-actions/sandbox'
import { type TestClient, testClient } from './registry-client.ts'

const OTHER = `sha256:${'1'.repeat(64)}`
const PLATFORMS = ['linux/amd64', 'linux/arm64']

let server: SandboxRegistry
let client: TestClient
let made: MadeImage

function image(path = 'acme/api:1'): ImageReference {
  return parseImageReference(`${server.host}/${path}`)
}

/** `METHOD kind` of every request below a repository: `HEAD manifests`. */
function asked(): readonly string[] {
  return server.requests.map(
    ({ method, path }) => `${method} ${/^\/token|manifests|blobs|tags/.exec(path)?.[0] ?? path}`,
  )
}

beforeEach(async () => {
  server = await startRegistry({ users: { octo: 'secret' } })
  made = server.putImage({ repository: 'acme/api', tag: '1', platforms: PLATFORMS, attestations: true })
  client = testClient({ credentials: [{ registry: server.host, username: 'octo', password: 'secret' }] })
})
afterEach(async () => {
  await client.http.close()
  await server.close()
})

describe('fault 111: no Docker-Content-Digest', () => {
  it('computes the digest from the bytes', async () => {
    server.faults.omitDigestHeader = true
    expect((await client.registry.resolve(image()))?.digest).toBe(made.digest)
  })

  it('falls back from HEAD to GET when the digest alone is wanted', async () => {
    server.faults.omitDigestHeader = true
    expect(await client.registry.digest(image())).toBe(made.digest)
    expect(asked().slice(-2)).toEqual(['HEAD manifests', 'GET manifests'])
  })
})

describe('fault 112: the digest is not that of the body', () => {
  it('refuses a header that promises another', async () => {
    server.faults.digestHeader = OTHER
    const resolving = client.registry.resolve(image())
    await expect(resolving).rejects.toMatchObject({ code: 'registry-invalid-answer' })
    await expect(resolving).rejects.toThrow(`${made.digest}, where ${OTHER} was promised`)
  })

  it.each(['resolve', 'digest'] as const)(
    'refuses in %s another image under the digest asked for',
    async (method) => {
      server.faults.omitDigestHeader = true
      server.faults.manifestBytes = Buffer.from('{"schemaVersion":2,"manifests":[]}')
      const asking = client.registry[method](image(`acme/api@${made.digest}`))
      await expect(asking).rejects.toMatchObject({ code: 'registry-invalid-answer' })
    },
  )

  it('refuses a HEAD that answers a digest with another', async () => {
    server.faults.digestHeader = OTHER
    const asking = client.registry.digest(image(`acme/api@${made.digest}`))
    await expect(asking).rejects.toMatchObject({ code: 'registry-invalid-answer' })
  })

  it('refuses a config that is not what the manifest names', async () => {
    server.putImage({ repository: 'acme/single', tag: '1' })
    server.faults.blobBytes = Buffer.from('{"os":"linux","architecture":"riscv64"}')
    const resolving = client.registry.resolve(image('acme/single:1'))
    await expect(resolving).rejects.toMatchObject({ code: 'registry-invalid-answer' })
  })

  it('never tags an altered manifest', async () => {
    server.faults.manifestBytes = Buffer.from('{"schemaVersion":2,"manifests":[]}')
    await expect(client.registry.tag(image(), 'prod')).rejects.toMatchObject({
      code: 'registry-invalid-answer',
    })
    expect(asked()).not.toContain('PUT manifests')
  })
})

describe('fault 113: HEAD fails while GET works', () => {
  it.each([404, 405] as const)('falls back after %d', async (status) => {
    server.faults.headStatus = status
    expect(await client.registry.digest(image())).toBe(made.digest)
  })
})

describe('fault 114: an index with attestations', () => {
  it('is returned whole, its platforms without unknown/unknown', async () => {
    const resolved = await client.registry.resolve(image())
    const index = server.manifest('acme/api', '1')?.bytes.toString() ?? ''
    expect(index.match(/"os":"unknown"/g)).toHaveLength(2)
    expect(resolved?.digest).toBe(made.digest)
    expect([...(resolved?.platforms.keys() ?? [])]).toEqual(PLATFORMS)
  })

  it('of one platform is still an index', async () => {
    const index = server.putImage({ repository: 'acme/one', tag: '1', attestations: true })
    const resolved = await client.registry.resolve(image('acme/one:1'))
    expect(resolved?.digest).toBe(index.digest)
    expect(Object.fromEntries(resolved?.platforms ?? [])).toEqual(index.platforms)
  })
})

describe('fault 115: a registry that answers with one platform when the index is not asked for', () => {
  it('is always asked for all four types', async () => {
    await client.registry.resolve(image())
    await client.registry.digest(image())
    const accepted = server.requests
      .filter(({ path }) => path.includes('/manifests/'))
      .map(({ headers }) => headers.accept)
    expect(accepted.length).toBeGreaterThanOrEqual(2)
    for (const accept of accepted)
      expect(accept?.split(', ')).toEqual([
        'application/vnd.oci.image.index.v1+json',
        'application/vnd.oci.image.manifest.v1+json',
        'application/vnd.docker.distribution.manifest.list.v2+json',
        'application/vnd.docker.distribution.manifest.v2+json',
      ])
  })
})

describe('fault 118: token servers differ', () => {
  it.each(['token', 'access_token'] as const)('accepts %s alone', async (field) => {
    server.faults.tokenFields = [field]
    expect((await client.registry.resolve(image()))?.digest).toBe(made.digest)
  })

  it.each<[string, boolean, number]>([
    ['a token for the time it says', false, 300],
    ['a token for 60 s when it does not say', true, 60],
  ])('keeps %s', async (_, omitExpiry, seconds) => {
    server.faults.omitExpiry = omitExpiry
    const tokens = (): number => server.requests.filter(({ path }) => path.startsWith('/token')).length
    await client.registry.digest(image())
    client.clock.advance((seconds - 6) * 1000)
    await client.registry.digest(image())
    expect(tokens()).toBe(1)
    client.clock.advance(2000)
    await client.registry.digest(image())
    expect(tokens()).toBe(2)
  })

  it('asks again when a token stops working before its time', async () => {
    let now = 0
    const early = await startRegistry({ users: { octo: 'secret' }, now: () => now })
    const patient = testClient({
      credentials: [{ registry: early.host, username: 'octo', password: 'secret' }],
    })
    try {
      const { digest } = early.putImage({ repository: 'acme/api', tag: '1' })
      const reference = parseImageReference(`${early.host}/acme/api:1`)
      expect(await patient.registry.digest(reference)).toBe(digest)
      now = 3_600_000
      expect(await patient.registry.digest(reference)).toBe(digest)
    } finally {
      await patient.http.close()
      await early.close()
    }
  })

  it('asks once for requests at the same time', async () => {
    await Promise.all([1, 2, 3, 4].map(() => client.registry.resolve(image())))
    expect(asked().filter((request) => request === 'GET /token')).toHaveLength(1)
  })

  it('explains a token that grants less than was asked for', async () => {
    server.faults.emptyTokens = true
    const resolving = client.registry.resolve(image())
    await expect(resolving).rejects.toMatchObject({ code: 'registry-denied', kind: 'user' })
    await expect(resolving).rejects.toThrow(/does not let the user "octo" read .*acme\/api.*scope "pull"/)
  })

  it('explains that an account may read and not write', async () => {
    server.users.set('octo', { password: 'secret', access: { 'acme/*': ['pull'] } })
    const tagging = client.registry.tag(image(), 'prod')
    await expect(tagging).rejects.toMatchObject({ code: 'registry-denied' })
    expect(server.tags('acme/api').has('prod')).toBe(false)
  })

  it.each([
    [500, 'registry-unreachable'],
    [404, 'registry-invalid-answer'],
    [403, 'registry-denied'],
    [429, 'registry-rate-limited'],
  ])('explains %d from the token server', async (status, code) => {
    server.faults.tokenStatus = status
    await expect(client.registry.resolve(image())).rejects.toMatchObject({ code })
  })

  it('announces every password and token before it is used', async () => {
    const secrets: string[] = []
    const unannounced: string[] = []
    const { registry } = testClient({
      credentials: [{ registry: server.host, username: 'octo', password: 'secret' }],
      onSecret: (value) => secrets.push(value),
      http: {
        ...client.http,
        request: (wanted) => {
          const secret = wanted.headers?.authorization?.split(' ')[1]
          if (secret !== undefined && !secrets.includes(secret)) unannounced.push(secret)
          return client.http.request(wanted)
        },
      },
    })
    await registry.tag(image(), 'prod')
    const sent = server.requests.filter(({ headers }) => headers.authorization !== undefined)
    expect(sent.length).toBeGreaterThanOrEqual(3)
    expect(unannounced).toEqual([])
  })
})

describe('fault 119: too many requests', () => {
  it('waits as long as Retry-After says', async () => {
    server.faults.tooManyRequests = { times: 2, retryAfter: '7' }
    expect((await client.registry.resolve(image()))?.digest).toBe(made.digest)
    expect(client.clock.slept).toEqual([7000, 7000])
  })

  it('waits a little without Retry-After', async () => {
    server.faults.tooManyRequests = { times: 1 }
    expect((await client.registry.resolve(image()))?.digest).toBe(made.digest)
    expect(client.clock.slept).toHaveLength(1)
  })

  it('asks each time once, and stops after three waits', async () => {
    server.faults.tooManyRequests = { times: 1000 }
    await expect(client.registry.resolve(image())).rejects.toMatchObject({ code: 'registry-rate-limited' })
    expect(asked()).toHaveLength(4)
    expect(client.clock.slept).toEqual([2000, 4000, 8000])
  })

  it('waits for the token server too', async () => {
    server.faults.tokenStatus = 429
    await expect(client.registry.resolve(image())).rejects.toMatchObject({ code: 'registry-rate-limited' })
    expect(client.clock.slept).toHaveLength(3)
  })

  it('gives up at once when the wait does not fit, and names the limit', async () => {
    server.faults.tooManyRequests = { times: 1000, retryAfter: '21600' }
    const resolving = client.registry.resolve(image())
    await expect(resolving).rejects.toMatchObject({ code: 'registry-rate-limited', kind: 'transient' })
    await expect(resolving).rejects.toThrow(/limit 100;w=21600.*pull rate limit.*after 21600 s/)
    expect(client.clock.slept).toEqual([])
  })

  it('waits before it tags, and tags once', async () => {
    await client.registry.tag(image(), 'warm')
    server.faults.tooManyRequests = { times: 2, retryAfter: '3' }
    expect(await client.registry.tag(image(), 'prod')).toBe(made.digest)
    const written = server.requests.filter(
      ({ method, path, status }) => method === 'PUT' && path.endsWith('prod') && status === 201,
    )
    expect(written).toHaveLength(1)
  })

  it('gives up tagging after a while', async () => {
    await client.registry.tag(image(), 'warm')
    server.putImage({ repository: 'acme/api', tag: '2' })
    let puts = 0
    const request = client.http.request.bind(client.http)
    const registry = testClient({
      credentials: [{ registry: server.host, username: 'octo', password: 'secret' }],
      clock: client.clock,
      http: {
        ...client.http,
        request: (wanted) => {
          if (wanted.method === 'PUT') {
            puts += 1
            server.faults.tooManyRequests = { times: 1, retryAfter: '25' }
          }
          return request(wanted)
        },
      },
    }).registry
    await expect(registry.tag(image(), 'prod')).rejects.toMatchObject({ code: 'registry-rate-limited' })
    expect(puts).toBe(3)
    expect(server.tags('acme/api').has('prod')).toBe(false)
  })
})

describe('fault 120: a tag that is immutable', () => {
  it.each(['ecr', 'harbor', 'hub'] as const)('ends the run with what %s says', async (flavour) => {
    server.putImage({ repository: 'acme/api', tag: '2' })
    server.faults.immutableTags = flavour
    const tagging = client.registry.tag(image('acme/api:2'), '1')
    await expect(tagging).rejects.toMatchObject({ code: 'registry-tag-immutable', kind: 'user' })
    await expect(tagging).rejects.toThrow(/immutable/)
    await expect(tagging).rejects.toThrow(made.digest)
    expect(server.tags('acme/api').get('1')).toBe(made.digest)
  })

  it.each(['ecr', 'harbor', 'hub'] as const)(
    'is success with %s when it points there already',
    async (flavour) => {
      server.faults.immutableTags = flavour
      expect(await client.registry.tag(image(), '1')).toBe(made.digest)
    },
  )
})

describe('a broken connection', () => {
  it('is bridged when reading', async () => {
    server.faults.cuts = 2
    expect((await client.registry.resolve(image()))?.digest).toBe(made.digest)
  })

  it('is an unreachable registry when it stays so', async () => {
    server.faults.cuts = 1000
    const resolving = client.registry.resolve(image())
    await expect(resolving).rejects.toMatchObject({ code: 'registry-unreachable', kind: 'transient' })
  })

  it('while tagging is looked into: the write may have gone through', async () => {
    await client.registry.tag(image(), 'warm')
    const request = client.http.request.bind(client.http)
    let lost = 0
    const registry = testClient({
      credentials: [{ registry: server.host, username: 'octo', password: 'secret' }],
      http: {
        ...client.http,
        request: async (wanted) => {
          const response = await request(wanted)
          if (wanted.method !== 'PUT' || response.status !== 201) return response
          lost += 1
          return request({ url: 'http://127.0.0.1:1/', retry: 'never' })
        },
      },
    }).registry
    expect(await registry.tag(image(), 'prod')).toBe(made.digest)
    expect(lost).toBe(1)
  })
})

describe('a config kept on another host', () => {
  it('is fetched from there, without our token', async () => {
    const { digest } = server.putImage({ repository: 'acme/single', tag: '1', platforms: ['linux/s390x'] })
    const seen: (string | undefined)[] = []
    const storage = createServer((request, response) => {
      seen.push(request.headers.authorization)
      response.end(server.blob('acme/single', request.url?.slice(1) ?? ''))
    })
    await new Promise<void>((resolve) => storage.listen(0, '127.0.0.1', resolve))
    try {
      server.faults.blobOrigin = `http://127.0.0.1:${(storage.address() as AddressInfo).port}`
      const resolved = await client.registry.resolve(image('acme/single:1'))
      expect([...(resolved?.platforms ?? [])]).toEqual([['linux/s390x', digest]])
      expect(seen).toEqual([undefined])
    } finally {
      storage.closeAllConnections()
      await new Promise((resolve) => storage.close(resolve))
    }
  })
})

describe('something that is no registry', () => {
  it.each(['resolve', 'digest', 'tags'] as const)('is called so by %s', async (method) => {
    server.faults.page = '<html>Sign in to the guest network</html>'
    const asking = client.registry[method](image())
    await expect(asking).rejects.toMatchObject({ code: 'registry-invalid-answer' })
    await expect(asking).rejects.not.toThrow(/guest/)
  })

  it.each([
    ['no challenge', []],
    ['an unknown scheme', ['Negotiate']],
    ['a challenge without a realm', ['Bearer service="x"']],
  ])('is refused a login when it sends %s', async (_, challenges) => {
    server.faults.challenges = challenges
    await expect(client.registry.resolve(image())).rejects.toMatchObject({ code: 'registry-unauthorized' })
    expect(server.requests.every(({ headers }) => headers.authorization === undefined)).toBe(true)
  })
})

describe('many tags', () => {
  it('are read page by page', async () => {
    const names = Array.from({ length: 2500 }, (_, at) => `1.0.${at}`)
    for (const tag of names) server.putImage({ repository: 'acme/many', tag, content: 'same' })
    expect([...(await client.registry.tags(image('acme/many')))].sort()).toEqual([...names].sort())
    expect(asked().filter((request) => request === 'GET tags')).toHaveLength(4)
  })
})
