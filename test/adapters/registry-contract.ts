import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'
import { type Digest, type ImageReference, parseDigest, parseImageReference } from '@gitops-actions/core'
import type { MadeImage } from '@gitops-actions/sandbox'
import { type TestClient, testClient } from './registry-client.ts'
import { type StartedRegistry, pushImage } from './registry-seed.ts'

const OCI_INDEX = 'application/vnd.oci.image.index.v1+json'
const MISSING = `sha256:${'0'.repeat(64)}`

/** What our client and a registry must be able to do together, whichever registry it is. */
// eslint-disable-next-line jest/no-export -- a contract is run against several registries
export function registryContract(name: string, start: () => Promise<StartedRegistry>): void {
  describe(`registry client against ${name}`, () => {
    let server: StartedRegistry
    let index: MadeImage
    let client: TestClient
    const clients: TestClient[] = []

    function connect(password: string | undefined): TestClient {
      const { host, username } = server
      const credentials = password === undefined ? [] : [{ registry: host, username, password }]
      const made = testClient({ credentials })
      clients.push(made)
      return made
    }
    const image = (path: string): ImageReference => parseImageReference(`${server.host}/${path}`)

    beforeAll(async () => {
      server = await start()
      client = connect(server.password)
      const platforms = ['linux/amd64', 'linux/arm64', 'linux/arm/v7']
      index = await pushImage(server, { repository: 'acme/api', tag: '1.4.2', platforms, attestations: true })
    })
    afterAll(async () => {
      for (const { http } of clients) await http.close()
      await server.close()
    })

    it('resolves a tag to the digest of the index and its platforms, without attestations', async () => {
      const resolved = await client.registry.resolve(image('acme/api:1.4.2'))
      expect(resolved).toMatchObject({ digest: index.digest, mediaType: OCI_INDEX })
      expect(Object.fromEntries(resolved?.platforms ?? [])).toEqual(index.platforms)
    })

    it.each(['oci', 'docker'] as const)(
      'reads the platform of a single %s image from its config',
      async (format) => {
        const repository = `acme/single-${format}`
        const made = await pushImage(server, { repository, tag: '1', platforms: ['linux/arm/v7'], format })
        const resolved = await client.registry.resolve(image(`${repository}:1`))
        expect(resolved?.digest).toBe(made.digest)
        expect([...(resolved?.platforms ?? [])]).toEqual([['linux/arm/v7', made.digest]])
      },
    )

    it('reads a docker manifest list', async () => {
      const platforms = ['linux/amd64', 'linux/s390x']
      const made = await pushImage(server, { repository: 'acme/list', tag: '1', platforms, format: 'docker' })
      const resolved = await client.registry.resolve(image('acme/list:1'))
      expect(resolved?.mediaType).toBe('application/vnd.docker.distribution.manifest.list.v2+json')
      expect(Object.fromEntries(resolved?.platforms ?? [])).toEqual(made.platforms)
    })

    it('resolves a digest, also beside a tag that does not exist', async () => {
      const byDigest = await client.registry.resolve(image(`acme/api@${index.digest}`))
      const byBoth = await client.registry.resolve(image(`acme/api:gone@${index.digest}`))
      expect(byDigest?.digest).toBe(index.digest)
      expect(byBoth?.digest).toBe(index.digest)
    })

    it('gives the digest alone', async () => {
      expect(await client.registry.digest(image('acme/api:1.4.2'))).toBe(index.digest)
      expect(await client.registry.digest(image(`acme/api@${index.digest}`))).toBe(index.digest)
    })

    it.each(['acme/api:none', `acme/api@${MISSING}`, 'acme/nothing:1', 'acme/api'])(
      'fault 122: says that %s does not exist',
      async (path) => {
        expect(await client.registry.resolve(image(path))).toBeUndefined()
        expect(await client.registry.digest(image(path))).toBeUndefined()
      },
    )

    it('lists tags', async () => {
      await pushImage(server, { repository: 'acme/tags', tag: '1.0.0' })
      await pushImage(server, { repository: 'acme/tags', tag: '1.1.0' })
      expect([...(await client.registry.tags(image('acme/tags')))].sort()).toEqual(['1.0.0', '1.1.0'])
      expect(await client.registry.tags(image('acme/nothing'))).toEqual([])
    })

    it('points another tag to the same index, once or twice', async () => {
      const from = image('acme/api:1.4.2')
      expect(await client.registry.tag(from, 'prod')).toBe(index.digest)
      expect(await client.registry.tag(from, 'prod')).toBe(index.digest)
      expect(await client.registry.resolve(image('acme/api:prod'))).toMatchObject({
        digest: index.digest,
        mediaType: OCI_INDEX,
      })
    })

    it('moves a tag to another image', async () => {
      const first = await pushImage(server, { repository: 'acme/moving', tag: 'a' })
      const second = await pushImage(server, { repository: 'acme/moving', tag: 'b' })
      await client.registry.tag(image('acme/moving:a'), 'live')
      expect(await client.registry.digest(image('acme/moving:live'))).toBe(first.digest)
      await client.registry.tag(image(`acme/moving@${second.digest}`), 'live')
      expect(await client.registry.digest(image('acme/moving:live'))).toBe(second.digest)
    })

    it('reads labels and layers, of an index those of its platforms', async () => {
      const labels = { team: 'delivery' }
      const repository = 'acme/labelled'
      await pushImage(server, { repository, tag: 'one', labels })
      const platforms = ['linux/amd64', 'linux/arm64']
      await pushImage(server, { repository, tag: 'many', labels, platforms, attestations: true })
      const { registry } = client
      for (const tag of ['one', 'many']) {
        const found = await registry.labels(image(`${repository}:${tag}`))
        expect([...(found ?? [])]).toEqual([['team', 'delivery']])
      }
      expect(await registry.labels(image(`${repository}:none`))).toBeUndefined()
      expect((await registry.layers(image(`${repository}:none`))).size).toBe(0)
      const size: unknown = expect.any(Number)
      expect([...(await registry.layers(image(`${repository}:one`)))]).toEqual([['linux/amd64', [size]]])
      const layers = [...(await registry.layers(image(`${repository}:many`)))]
      expect(layers).toEqual([
        ['linux/amd64', [size]],
        ['linux/arm64', [size]],
      ])
    })

    it.each(['oci', 'docker'] as const)('makes one index of %s images and indexes', async (format) => {
      const repository = `acme/parts-${format}`
      const push = async (platform: string, attestations: boolean): Promise<Digest> =>
        parseDigest(
          (await pushImage(server, { repository, tag: 'part', platforms: [platform], format, attestations }))
            .digest,
        )
      const members = [await push('linux/amd64', false), await push('linux/arm/v7', true)]
      const digest = await client.registry.putIndex(image(repository), members, new Map())
      const seen = await client.registry.resolve(image(`${repository}@${digest}`))
      expect([...(seen?.platforms.keys() ?? [])]).toEqual(['linux/amd64', 'linux/arm/v7'])
      expect(seen?.mediaType).toContain(format === 'oci' ? 'image.index' : 'manifest.list')
      // The same parts make the same index: a run that is repeated pushes nothing new.
      expect(await client.registry.putIndex(image(repository), members, new Map())).toBe(digest)
      const annotated = await client.registry.putIndex(image(repository), members, new Map([['a', 'b']]))
      const { mediaType } = (await client.registry.resolve(image(`${repository}@${annotated}`))) ?? {}
      expect(mediaType).toBe(OCI_INDEX)
    })

    it('knows whether it may push, and leaves nothing begun', async () => {
      await client.registry.checkPush(image('acme/pushable'))
      expect(await client.registry.tags(image('acme/pushable'))).toEqual([])
      for (const password of ['wrong', undefined]) {
        const checking = connect(password).registry.checkPush(image('acme/pushable'))
        await expect(checking).rejects.toMatchObject({ code: 'registry-unauthorized' })
      }
    })

    it('makes no index of a part that is not there, or of two for one platform', async () => {
      const repository = 'acme/parts-wrong'
      const push = async (tag: string): Promise<Digest> =>
        parseDigest((await pushImage(server, { repository, tag })).digest)
      const [first, second] = [await push('a'), await push('b')]
      const making = client.registry.putIndex(image(repository), [first, second], new Map())
      await expect(making).rejects.toMatchObject({ code: 'platform-repeated' })
      await expect(making).rejects.toThrow(`of the platform linux/amd64, and so is ${first}`)
      const missing = client.registry.putIndex(image(repository), [first, parseDigest(MISSING)], new Map())
      await expect(missing).rejects.toMatchObject({ code: 'image-not-found' })
      await expect(missing).rejects.toThrow('which input "digests" names')
    })

    it('refuses to tag what does not exist', async () => {
      const tagging = client.registry.tag(image('acme/api:none'), 'prod2')
      await expect(tagging).rejects.toMatchObject({ code: 'image-not-found' })
      expect(await client.registry.tags(image('acme/api'))).not.toContain('prod2')
    })

    it('explains a wrong password, without showing it', async () => {
      const { registry } = connect('wrong-canary')
      const resolving = registry.resolve(image('acme/api:1.4.2'))
      await expect(resolving).rejects.toMatchObject({ code: 'registry-unauthorized', kind: 'user' })
      await expect(resolving).rejects.toThrow(/refused the user "octo"/)
      await expect(resolving).rejects.not.toThrow(/canary/)
    })

    it.each(['resolve', 'digest', 'tags'] as const)('explains that %s needs a login', async (method) => {
      const { registry } = connect(undefined)
      const asking = registry[method](image('acme/api:1.4.2'))
      await expect(asking).rejects.toMatchObject({ code: 'registry-unauthorized' })
      await expect(asking).rejects.toThrow(/"username" and "password"/)
    })

    it('announces the password and the header made of it before they are used', async () => {
      const { registry, secrets } = connect(server.password)
      await registry.resolve(image('acme/api:1.4.2'))
      const pair = Buffer.from(`${server.username}:${server.password}`).toString('base64')
      expect(secrets).toEqual(expect.arrayContaining([server.password, pair]))
    })
  })
}
