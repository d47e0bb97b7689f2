import { beforeEach, describe, expect, it } from '@jest/globals'
import {
  ActionError,
  buildOutputs,
  buildSummary,
  parsePlatform,
  parseReleaseRecords,
} from '@gitops-actions/core'
import { SHA } from './build-source.ts'
import { NEW, OLD, refusal, run, World } from './build-world.ts'

let world: World

beforeEach(() => {
  world = new World()
})

describe('a release', () => {
  it('travels under the tag of its commit, and gets its version only after it was verified', async () => {
    const report = await run(world)
    expect(report.outcome).toBe('pushed')
    expect(world.events).toEqual([
      'prepare',
      'build',
      'push ghcr.io/acme/api:sha-0123456',
      'tag ghcr.io/acme/api:1.2.3',
    ])
  })

  it('is described by every output', async () => {
    const outputs = buildOutputs(
      await run(world, { ref: 'refs/tags/prod-v1.2.3', platforms: ['linux/arm64'] }),
    )
    expect(outputs).toMatchObject({
      image: 'ghcr.io/acme/api',
      tags: 'ghcr.io/acme/api:1.2.3\nghcr.io/acme/api:sha-0123456',
      version: '1.2.3',
      digest: NEW,
      'image-ref': `ghcr.io/acme/api@${NEW}`,
      platforms: `{"linux/amd64":"${NEW}","linux/arm64/v8":"${NEW}"}`,
      environment: 'prod',
      environments: '[]',
    })
    expect(JSON.parse(outputs.metadata)).toEqual({
      engine: 'buildah 1.2.3',
      seconds: 0,
      images: [{ name: 'ghcr.io/acme/api', tags: ['1.2.3', 'sha-0123456'], digest: NEW, held: [] }],
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
    await run(world)
    expect(
      Object.fromEntries((world.builds[0]?.labels ?? []).map(({ name, value }) => [name, value])),
    ).toEqual({
      'org.opencontainers.image.created': '2020-01-01T00:00:00.000Z',
      'org.opencontainers.image.revision': SHA,
      'org.opencontainers.image.source': 'https://github.com/acme/api',
      'org.opencontainers.image.title': 'api',
      'org.opencontainers.image.url': 'https://github.com/acme/api',
      'org.opencontainers.image.version': 'mine',
    })
  })

  it('is tagged and not built when its commit was built before', async () => {
    world.images.set('ghcr.io/acme/api:sha-0123456', OLD)
    const report = await run(world)
    expect(report.outcome).toBe('tagged')
    expect(world.events).toEqual(['tag ghcr.io/acme/api:1.2.3'])
    expect(buildOutputs(report).digest).toBe(OLD)
  })

  it('exists when the run is repeated', async () => {
    await run(world)
    world.events.length = 0
    expect((await run(world)).outcome).toBe('exists')
    expect(world.events).toEqual([])
  })

  it('is built again when the image of its commit lacks a platform', async () => {
    world.images.set('ghcr.io/acme/api:sha-0123456', OLD)
    world.platforms = ['linux/amd64']
    const error = await refusal(world, { platforms: ['linux/amd64', 'linux/arm64'] })
    expect(world.events).toContain('build')
    expect(error.code).toBe('platforms-missing')
  })

  it('is never moved: a version that names another image is refused before anything is built', async () => {
    world.images.set('ghcr.io/acme/api:1.2.3', OLD)
    const error = await refusal(world, {})
    expect(error.code).toBe('version-taken')
    expect(error.message).toContain(`ghcr.io/acme/api:1.2.3 exists already, as ${OLD}`)
    expect(world.events).toEqual([])
  })
})

describe('a branch', () => {
  it('is built again although its commit was built before, and its tag moves', async () => {
    world.images.set('ghcr.io/acme/api:sha-0123456', OLD).set('ghcr.io/acme/api:main', OLD)
    expect((await run(world, { ref: 'refs/heads/main' })).outcome).toBe('pushed')
    expect(world.images.get('ghcr.io/acme/api:main')).toBe(NEW)
  })

  it('exists with skip-existing, and only the tag that was looked at is reported', async () => {
    world.images.set('ghcr.io/acme/api:sha-0123456', OLD)
    const report = await run(world, { ref: 'refs/heads/main', skipExisting: true })
    expect(report.outcome).toBe('exists')
    expect(buildOutputs(report).tags).toBe('ghcr.io/acme/api:sha-0123456')
    expect(world.events).toEqual([])
  })
})

describe('several destinations', () => {
  it('are all verified before the first of them gets its tags', async () => {
    await run(world, { ref: 'refs/heads/main', images: ['ghcr.io/acme/api', 'quay.io/acme/api'] })
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
    const report = await run(world, { images: ['ghcr.io/acme/api', 'quay.io/acme/api'] })
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
    const error = await refusal(world, { platforms: ['linux/amd64', 'linux/arm64'] })
    expect(error.code).toBe(code)
    expect(world.events.filter((event) => event.startsWith('tag'))).toEqual([])
  })
})

describe('an engine that gets ready beside the look for the image of the commit', () => {
  const engine = new ActionError('engine-unavailable', 'no engine')
  const registry = new ActionError('registry-unauthorized', 'no login')

  it.each<[string, ActionError | undefined, ActionError | undefined, string]>([
    ['both fail', engine, registry, 'engine-unavailable'],
    ['the look fails', undefined, registry, 'registry-unauthorized'],
    ['the engine fails', engine, undefined, 'engine-unavailable'],
  ])('has ended when the run does: %s', async (_, engineFails, lookFails, code) => {
    const prepare = world.prepare.bind(world)
    let asked = 0
    world.prepare = async () => {
      await new Promise((resolve) => setTimeout(resolve, 20))
      const chosen = await prepare()
      if (engineFails !== undefined) throw engineFails
      return chosen
    }
    world.resolve = () => {
      asked += 1
      // The first look is whether the commit was built before.
      return lookFails === undefined || asked < 3 ? Promise.resolve(undefined) : Promise.reject(lookFails)
    }
    expect((await refusal(world, {})).code).toBe(code)
    expect(world.events).toEqual(['prepare'])
  })
})

describe('a tag that is applied', () => {
  it('is an error where the registry answers with another digest', async () => {
    world.tag = () => Promise.resolve(OLD)
    const error = await refusal(world, {})
    expect(error).toMatchObject({ code: 'digest-mismatch', kind: 'transient' })
    expect(error.message).toContain(`was to point to ${NEW}, but the registry answered with ${OLD}`)
  })
})

describe('a tag that moves while the run goes on', () => {
  it('fault 121: changes nothing: tags go to the digest that was verified', async () => {
    const scan = (): Promise<void> => {
      world.images.set('ghcr.io/acme/api:sha-0123456', OLD)
      return Promise.resolve()
    }
    const outputs = buildOutputs(await run(world, { scan }))
    expect(world.images.get('ghcr.io/acme/api:1.2.3')).toBe(NEW)
    expect(outputs.digest).toBe(NEW)
    expect(parseReleaseRecords(outputs.release)[0]?.digest).toBe(NEW)
  })
})

describe('without push', () => {
  it('builds, asks the registry nothing and reports no digest', async () => {
    world.resolve = () => Promise.reject(new Error('the registry was asked'))
    const report = await run(world, { push: false, skipExisting: true })
    expect(report.outcome).toBe('built')
    expect(buildOutputs(report)).toMatchObject({ digest: '', 'image-ref': '', release: '', platforms: '{}' })
    expect(world.events).toEqual(['prepare', 'build'])
  })
})

describe('summary', () => {
  it('holds names, digest and source, with hostile text made inert', async () => {
    const summary = buildSummary(await run(world, { ref: 'refs/heads/x', tags: ['type=sha'] }))
    expect(summary).toContain('`ghcr.io/acme/api`')
    expect(summary).toContain(NEW)
    expect(summary).toContain('`refs/heads/x`')
    const hostile = buildSummary({ ...(await run(world)), engine: '<img src=x> @everyone [a](javascript:1)' })
    expect(hostile).not.toMatch(/<img|@everyone|\[a\]/)
  })
})

describe('platform', () => {
  it.each([
    ['linux/amd64', 'linux/amd64'],
    ['Linux/AARCH64', 'linux/arm64'],
    ['linux/arm/v7', 'linux/arm/v7'],
    ['windows/amd64', 'windows/amd64'],
    ['linux/i386', 'linux/386'],
  ])('%s is read as %s', (text, platform) => {
    expect(parsePlatform(text)).toBe(platform)
  })

  it.each([
    ['linux/amd46', '"amd46" is not one of 386, amd64,'],
    ['linux/arm64v8', 'did you mean "arm64"? wanted'],
    ['linx/amd64', 'did you mean "linux"? wanted'],
  ])('refuses %s', (text, message) => {
    expect(() => parsePlatform(text)).toThrow(message)
  })

  it.each(['amd64', '', 'linux', 'linux/', 'linux/arm/v7/x', '--privileged', 'linux/amd64,linux/arm64'])(
    'refuses "%s"',
    (text) => {
      expect(() => parsePlatform(text)).toThrow('is not a platform: wanted "os/architecture"')
    },
  )
})
