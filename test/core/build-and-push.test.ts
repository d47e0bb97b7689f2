import { beforeEach, describe, expect, it } from '@jest/globals'
import {
  ActionError,
  type BuildAndPushRequest,
  type BuildReport,
  type Builder,
  type ChosenEngine,
  type Clock,
  type Digest,
  type ImageBuild,
  type ImageReference,
  type Log,
  type Registry,
  type ResolvedImage,
  buildAndPush,
  buildOutputs,
  buildSummary,
  formatImageReference,
  parseCommitSha,
  parseDigest,
  parsePlatform,
  parseReleaseRecords,
  parseRepositoryName,
} from '@gitops-actions/core'

const OLD = parseDigest(`sha256:${'a'.repeat(64)}`)
const NEW = parseDigest(`sha256:${'b'.repeat(64)}`)
const SHA = parseCommitSha('0123456789abcdef0123456789abcdef01234567')

const ignore = (): void => undefined

/** One in-memory far side: what the engine pushes is what the registry has, unless a test says otherwise. */
class World implements Builder, Registry, Pick<Clock, 'now'>, Log {
  readonly images = new Map<string, Digest>()
  readonly events: string[] = []
  builds: ImageBuild[] = []
  platforms = ['linux/amd64', 'linux/arm64/v8']
  reported = NEW
  lost = false

  prepare(): Promise<ChosenEngine> {
    this.events.push('prepare')
    return Promise.resolve({ description: 'buildah 1.2.3', why: 'the first that works' })
  }
  build(build: ImageBuild): Promise<{ id: string; multiPlatform: boolean }> {
    this.events.push('build')
    this.builds.push(build)
    return Promise.resolve({ id: 'image-1', multiPlatform: false })
  }
  push(_: unknown, to: ImageReference): Promise<Digest> {
    const name = formatImageReference(to)
    this.events.push(`push ${name}`)
    if (!this.lost) this.images.set(name, NEW)
    return Promise.resolve(this.reported)
  }
  resolve(image: ImageReference): Promise<ResolvedImage | undefined> {
    const digest = image.digest ?? this.images.get(formatImageReference(image))
    if (digest === undefined) return Promise.resolve(undefined)
    const platforms = new Map(this.platforms.map((platform) => [platform, digest]))
    return Promise.resolve({ digest, mediaType: 'application/vnd.oci.image.index.v1+json', platforms })
  }
  tags(): Promise<readonly string[]> {
    return Promise.resolve([])
  }
  tag(image: ImageReference, tag: string): Promise<Digest> {
    const digest = image.digest ?? OLD
    this.events.push(`tag ${image.name}:${tag}`)
    this.images.set(`${image.name}:${tag}`, digest)
    return Promise.resolve(digest)
  }
  now(): Date {
    return new Date('2026-01-02T03:04:05Z')
  }
  group<T>(_: string, work: () => Promise<T>): Promise<T> {
    return work()
  }
  info = ignore
  debug = ignore
  notice = ignore
  warning = ignore
  error = ignore
}

let world: World

beforeEach(() => {
  world = new World()
})

interface Change {
  ref?: string
  images?: string[]
  tags?: string[]
  platforms?: string[]
  push?: boolean
  skipExisting?: boolean
}

function requestOf(change: Change): BuildAndPushRequest {
  return {
    images: change.images ?? ['ghcr.io/acme/api'],
    tags: change.tags ?? [],
    source: {
      repository: parseRepositoryName('acme/api'),
      sha: SHA,
      ref: change.ref ?? 'refs/tags/v1.2.3',
      defaultBranch: 'main',
      url: 'https://github.com/acme/api',
      run: 'https://github.com/acme/api/actions/runs/1',
    },
    service: undefined,
    build: {
      context: '.',
      file: undefined,
      target: undefined,
      platforms: (change.platforms ?? []).map(parsePlatform),
      buildArgs: [],
      noCache: false,
      pull: false,
    },
    labels: [{ name: 'org.opencontainers.image.version', value: 'mine' }],
    push: change.push ?? true,
    skipExisting: change.skipExisting ?? false,
  }
}

function run(change: Change = {}): Promise<BuildReport> {
  return buildAndPush(requestOf(change), { builder: world, registry: world, clock: world, log: world })
}

async function refusal(change: Change): Promise<ActionError> {
  const error: unknown = await run(change).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof ActionError) return error
  throw new Error('nothing was refused')
}

describe('a release', () => {
  it('travels under the tag of its commit, and gets its version only after it was verified', async () => {
    const report = await run()
    expect(report.outcome).toBe('pushed')
    expect(world.events).toEqual([
      'prepare',
      'build',
      'push ghcr.io/acme/api:sha-0123456',
      'tag ghcr.io/acme/api:1.2.3',
    ])
  })

  it('is described by every output', async () => {
    const outputs = buildOutputs(await run({ ref: 'refs/tags/prod-v1.2.3', platforms: ['linux/arm64'] }))
    expect(outputs).toMatchObject({
      image: 'ghcr.io/acme/api',
      tags: 'ghcr.io/acme/api:1.2.3\nghcr.io/acme/api:sha-0123456',
      version: '1.2.3',
      digest: NEW,
      'image-ref': `ghcr.io/acme/api@${NEW}`,
      platforms: `{"linux/amd64":"${NEW}","linux/arm64/v8":"${NEW}"}`,
      environment: 'prod',
      environments: '["prod"]',
    })
    expect(JSON.parse(outputs.metadata)).toEqual({
      engine: 'buildah 1.2.3',
      images: [{ name: 'ghcr.io/acme/api', tags: ['1.2.3', 'sha-0123456'], digest: NEW }],
    })
    expect(parseReleaseRecords(outputs.release)).toEqual([
      {
        version: 1,
        service: 'api',
        image: 'ghcr.io/acme/api',
        tag: '1.2.3',
        tags: [
          { name: '1.2.3', mutable: false },
          { name: 'sha-0123456', mutable: false },
        ],
        digest: NEW,
        platforms: { 'linux/amd64': NEW, 'linux/arm64/v8': NEW },
        source: { repository: 'acme/api', sha: SHA, ref: 'refs/tags/prod-v1.2.3' },
        created: '2026-01-02T03:04:05.000Z',
        run: 'https://github.com/acme/api/actions/runs/1',
      },
    ])
  })

  it('carries the labels of the OCI specification, the given ones winning', async () => {
    await run()
    expect(
      Object.fromEntries((world.builds[0]?.labels ?? []).map(({ name, value }) => [name, value])),
    ).toEqual({
      'org.opencontainers.image.created': '2026-01-02T03:04:05.000Z',
      'org.opencontainers.image.revision': SHA,
      'org.opencontainers.image.source': 'https://github.com/acme/api',
      'org.opencontainers.image.version': 'mine',
    })
  })

  it('is tagged and not built when its commit was built before', async () => {
    world.images.set('ghcr.io/acme/api:sha-0123456', OLD)
    const report = await run()
    expect(report.outcome).toBe('tagged')
    expect(world.events).toEqual(['tag ghcr.io/acme/api:1.2.3'])
    expect(buildOutputs(report).digest).toBe(OLD)
  })

  it('exists when the run is repeated', async () => {
    await run()
    world.events.length = 0
    expect((await run()).outcome).toBe('exists')
    expect(world.events).toEqual([])
  })

  it('is built again when the image of its commit lacks a platform', async () => {
    world.images.set('ghcr.io/acme/api:sha-0123456', OLD)
    world.platforms = ['linux/amd64']
    const error = await refusal({ platforms: ['linux/amd64', 'linux/arm64'] })
    expect(world.events).toContain('build')
    expect(error.code).toBe('platforms-missing')
  })

  it('is never moved: a version that names another image is refused before anything is built', async () => {
    world.images.set('ghcr.io/acme/api:1.2.3', OLD)
    const error = await refusal({})
    expect(error.code).toBe('version-taken')
    expect(error.message).toContain(`ghcr.io/acme/api:1.2.3 exists already, as ${OLD}`)
    expect(world.events).toEqual([])
  })
})

describe('a branch', () => {
  it('is built again although its commit was built before, and its tag moves', async () => {
    world.images.set('ghcr.io/acme/api:sha-0123456', OLD).set('ghcr.io/acme/api:main', OLD)
    expect((await run({ ref: 'refs/heads/main' })).outcome).toBe('pushed')
    expect(world.images.get('ghcr.io/acme/api:main')).toBe(NEW)
  })

  it('exists with skip-existing, and only the tag that was looked at is reported', async () => {
    world.images.set('ghcr.io/acme/api:sha-0123456', OLD)
    const report = await run({ ref: 'refs/heads/main', skipExisting: true })
    expect(report.outcome).toBe('exists')
    expect(buildOutputs(report).tags).toBe('ghcr.io/acme/api:sha-0123456')
    expect(world.events).toEqual([])
  })
})

describe('several destinations', () => {
  it('are all verified before the first of them gets its tags', async () => {
    await run({ ref: 'refs/heads/main', images: ['ghcr.io/acme/api', 'quay.io/acme/api'] })
    expect(world.events).toEqual([
      'prepare',
      'build',
      'push ghcr.io/acme/api:sha-0123456',
      'push quay.io/acme/api:sha-0123456',
      'tag ghcr.io/acme/api:main',
      'tag quay.io/acme/api:main',
    ])
  })

  it('are built when one of them lacks the image of the commit', async () => {
    world.images.set('ghcr.io/acme/api:sha-0123456', OLD)
    const report = await run({ images: ['ghcr.io/acme/api', 'quay.io/acme/api'] })
    expect(report.outcome).toBe('pushed')
  })
})

describe('what the registry has', () => {
  it.each<[string, (world: World) => void, string]>([
    ['another digest than the engine reported', (it) => (it.reported = OLD), 'digest-mismatch'],
    ['nothing', (it) => (it.lost = true), 'push-not-found'],
    ['too few platforms', (it) => (it.platforms = ['linux/amd64']), 'platforms-missing'],
  ])('is %s: no tag is applied', async (_, arrange, code) => {
    arrange(world)
    const error = await refusal({ platforms: ['linux/amd64', 'linux/arm64'] })
    expect(error.code).toBe(code)
    expect(world.events.filter((event) => event.startsWith('tag'))).toEqual([])
  })
})

describe('without push', () => {
  it('builds, asks the registry nothing and reports no digest', async () => {
    world.resolve = () => Promise.reject(new Error('the registry was asked'))
    const report = await run({ push: false, skipExisting: true })
    expect(report.outcome).toBe('built')
    expect(buildOutputs(report)).toMatchObject({ digest: '', 'image-ref': '', release: '', platforms: '{}' })
    expect(world.events).toEqual(['prepare', 'build'])
  })
})

describe('summary', () => {
  it('holds names, digest and source, with hostile text made inert', async () => {
    const summary = buildSummary(await run({ ref: 'refs/heads/x', tags: ['type=sha'] }))
    expect(summary).toContain('`ghcr.io/acme/api`')
    expect(summary).toContain(NEW)
    expect(summary).toContain('`refs/heads/x`')
    const hostile = buildSummary({ ...(await run()), engine: '<img src=x> @everyone [a](javascript:1)' })
    expect(hostile).not.toMatch(/<img|@everyone|\[a\]/)
  })
})

describe('platform', () => {
  it.each([
    ['linux/amd64', 'linux/amd64'],
    ['Linux/AARCH64', 'linux/arm64'],
    ['linux/arm/v7', 'linux/arm/v7'],
  ])('%s is read as %s', (text, platform) => {
    expect(parsePlatform(text)).toBe(platform)
  })

  it.each(['amd64', '', 'linux', 'linux/', 'linux/arm/v7/x', '--privileged', 'linux/amd64,linux/arm64'])(
    'refuses "%s"',
    (text) => {
      expect(() => parsePlatform(text)).toThrow('is not a platform: wanted "os/architecture"')
    },
  )
})
