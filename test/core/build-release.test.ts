import { beforeEach, describe, expect, it } from '@jest/globals'
import {
  ActionError,
  buildOutputs,
  buildSummary,
  formatImageReference,
  parseReleaseRecords,
} from '@gitops-actions/core'
import { SHA } from './build-source.ts'
import { type Change, NEW, OLD, refusal, run, World } from './build-world.ts'

let world: World

beforeEach(() => {
  world = new World()
})

describe('tags that name the newest release', () => {
  const tags = ['type=semver,pattern={{version}}', 'type=semver,pattern={{major}}', 'type=sha']

  it('stay at a newer one, which is said', async () => {
    world.images.set('ghcr.io/acme/api:1.3.0', OLD).set('ghcr.io/acme/api:1', OLD)
    const report = await run(world, { tags })
    expect(world.images.get('ghcr.io/acme/api:1')).toBe(OLD)
    expect(world.events).not.toContain('tag ghcr.io/acme/api:latest')
    expect(report.held.map(({ name, why }) => `${name}: ${why}`)).toEqual([
      '1: 1.3.0 is newer',
      'latest: 1.3.0 is newer',
    ])
    expect(buildOutputs(report).tags).toBe('ghcr.io/acme/api:1.2.3\nghcr.io/acme/api:sha-0123456')
    expect(buildSummary(report)).toContain('1.3.0 is newer')
  })

  it('stay when the newer one came while this was built', async () => {
    world.onPush = () => world.images.set('ghcr.io/acme/api:2.0.0', OLD).set('ghcr.io/acme/api:latest', OLD)
    await run(world, { tags })
    expect(world.images.get('ghcr.io/acme/api:latest')).toBe(OLD)
    expect(world.images.get('ghcr.io/acme/api:1')).toBe(NEW)
  })

  it('go to the newer one when both are tagged at the same time', async () => {
    world.onTag = (name) => {
      if (name === 'ghcr.io/acme/api:latest') world.images.set('ghcr.io/acme/api:2.0.0', OLD)
    }
    await run(world, { tags })
    expect(world.images.get('ghcr.io/acme/api:latest')).toBe(OLD)
    expect(world.images.get('ghcr.io/acme/api:1')).toBe(NEW)
  })

  it('do not make a repeated run write, when they stay', async () => {
    await run(world, { tags })
    world.images.set('ghcr.io/acme/api:1.3.0', OLD).set('ghcr.io/acme/api:1', OLD)
    world.events.length = 0
    expect((await run(world, { tags })).outcome).toBe('exists')
    expect(world.events).toEqual([])
  })
})

describe('an engine that pushes by digest', () => {
  it('pushes no tag, and the registry gets all of them after the check', async () => {
    world.byDigest = true
    const report = await run(world)
    expect(world.builds[0]?.pushTo?.map(formatImageReference)).toEqual(['ghcr.io/acme/api'])
    expect(world.events).toEqual([
      'prepare',
      'build',
      'push ghcr.io/acme/api',
      'tag ghcr.io/acme/api:1.2.3',
      'tag ghcr.io/acme/api:sha-0123456',
    ])
    expect(report.outcome).toBe('pushed')
  })
})

describe('scan', () => {
  it('sees the pushed image before it has its tags, and once for several destinations', async () => {
    await run(world, {
      images: ['ghcr.io/acme/api', 'quay.io/acme/api'],
      scan: (reference) => {
        world.events.push(`scan ${reference}`)
        return Promise.resolve()
      },
    })
    expect(world.events.slice(2)).toEqual([
      'push ghcr.io/acme/api:sha-0123456',
      'push quay.io/acme/api:sha-0123456',
      `scan quay.io/acme/api@${NEW}`,
      'tag ghcr.io/acme/api:1.2.3',
      'tag quay.io/acme/api:1.2.3',
    ])
  })

  it.each([
    ['a new image', false],
    ['an image that was built before', true],
  ])('that refuses %s leaves it without the tags', async (_, before) => {
    if (before) world.images.set('ghcr.io/acme/api:sha-0123456', OLD)
    const error = await refusal(world, { scan: () => Promise.reject(new ActionError('scan-refused', 'no')) })
    expect(error.code).toBe('scan-refused')
    expect(world.images.has('ghcr.io/acme/api:1.2.3')).toBe(false)
  })
})

describe('an image that was pushed before', () => {
  const ref = 'refs/heads/main'
  const other = 'f'.repeat(40)

  it.each([
    ['kept by skip-existing', { ref, skipExisting: true }],
    ['the whole of a release', { tags: ['type=sha'] }],
  ])('and is %s is scanned again: it may be there because its scan refused it', async (_, change) => {
    world.images.set('ghcr.io/acme/api:sha-0123456', OLD)
    const seen: string[] = []
    const scan = (reference: string): Promise<void> => {
      seen.push(reference)
      return Promise.resolve()
    }
    expect((await run(world, { ...change, scan })).outcome).toBe('exists')
    expect(seen).toEqual([`ghcr.io/acme/api@${OLD}`])
    const refusing = (): Promise<void> => Promise.reject(new ActionError('scan-refused', 'no'))
    expect((await refusal(world, { ...change, scan: refusing })).code).toBe('scan-refused')
  })

  it.each([
    ['released', {}],
    ['kept', { ref, skipExisting: true }],
  ])('is not %s when it is of another commit that begins with the same digits', async (_, change) => {
    world.images.set('ghcr.io/acme/api:sha-0123456', OLD)
    world.about.set(OLD, new Map([['org.opencontainers.image.revision', other]]))
    const error = await refusal(world, change)
    expect(error.code).toBe('commit-tag-taken')
    expect(error.message).toContain(`is the image of the commit ${other}, and not of 0123456`)
    expect(world.events).toEqual([])
    const labels = ['org.opencontainers.image.revision=ours']
    expect(['tagged', 'exists']).toContain((await run(world, { ...change, labels })).outcome)
  })

  it('and may not be overwritten is named, with what to do', async () => {
    world.images.set('ghcr.io/acme/api:sha-0123456', OLD)
    world.refusesPush = new ActionError('push-failed', 'tag invalid: it cannot be overwritten')
    const error = await refusal(world, { ref })
    expect(error.code).toBe('registry-tag-immutable')
    expect(error.message).toContain(`sha-0123456 exists already, as ${OLD}`)
    expect(error.message).toContain('skip-existing: true')
  })

  it.each([
    ['another refusal', 'denied', true],
    ['a tag that is not there', 'repository is immutable', false],
  ])('is not blamed for %s', async (_, message, there) => {
    if (there) world.images.set('ghcr.io/acme/api:sha-0123456', OLD)
    world.refusesPush = new ActionError('push-failed', message)
    expect((await refusal(world, { ref })).code).toBe('push-failed')
  })
})

describe('a release that is run again', () => {
  const version = ['type=semver,pattern={{version}}']
  const ours = new Map([['org.opencontainers.image.revision', SHA]])
  const place = 'ghcr.io/acme/api'

  it('is there already, whatever its rules name', async () => {
    world.about.set(NEW, ours)
    await run(world, { tags: version })
    world.events.length = 0
    const report = await run(world, { tags: version })
    expect(report.outcome).toBe('exists')
    expect(world.events).toEqual([])
    expect(buildOutputs(report)).toMatchObject({ digest: NEW, version: '1.2.3' })
  })

  it('keeps its image when its commit was built again, and does not claim the tag of the commit', async () => {
    world.images.set(`${place}:1.2.3`, OLD).set(`${place}:sha-0123456`, NEW)
    world.about.set(OLD, ours).set(NEW, ours)
    const report = await run(world)
    expect(report.outcome).toBe('exists')
    expect(buildOutputs(report)).toMatchObject({ digest: OLD, tags: `${place}:1.2.3` })
  })

  it('gets the tags that the first run did not come to', async () => {
    world.images.set(`${place}:1.2.3`, OLD)
    world.about.set(OLD, ours)
    const report = await run(world, { tags: [...version, 'type=semver,pattern={{major}}', 'type=sha'] })
    expect(report.outcome).toBe('tagged')
    expect(world.events).toEqual([`tag ${place}:sha-0123456`, `tag ${place}:1`, `tag ${place}:latest`])
    expect([...world.images.values()]).toEqual([OLD, OLD, OLD, OLD])
  })

  it.each<[string, Change]>([
    ['another commit', {}],
    ['a commit that nobody can tell', { labels: ['org.opencontainers.image.revision=mine'] }],
    ['too few platforms', { platforms: ['linux/s390x'] }],
    ['one of two destinations', { images: [place, 'quay.io/acme/api'] }],
  ])('is refused before anything is built when the version is of %s', async (name, change) => {
    world.images.set(`${place}:1.2.3`, OLD)
    const revision = name === 'another commit' ? 'f'.repeat(40) : SHA
    world.about.set(OLD, new Map([['org.opencontainers.image.revision', revision]]))
    expect((await refusal(world, change)).code).toBe('version-taken')
    expect(world.events).toEqual([])
  })

  it('is refused when two of its versions name two images', async () => {
    world.images.set(`${place}:1.2.3`, OLD).set(`${place}:v1.2.3`, NEW)
    world.about.set(OLD, ours).set(NEW, ours)
    const error = await refusal(world, { tags: [...version, 'type=semver,pattern=v{{version}}'] })
    expect(error.message).toContain(`:v1.2.3 exists already, as ${NEW}`)
  })
})

describe('two runs for one commit at once', () => {
  const place = 'ghcr.io/acme/api'
  /** The other run pushes while this one builds. */
  function meanwhile(work: () => void): void {
    const build = world.build.bind(world)
    world.build = (it) => {
      work()
      return build(it)
    }
  }

  it.each(['refs/heads/main', 'refs/tags/v1.2.3'])(
    'agree on the image that was pushed first: %s',
    async (ref) => {
      meanwhile(() => world.images.set(`${place}:sha-0123456`, OLD))
      const report = await run(world, { ref })
      expect(report.outcome).toBe('tagged')
      expect([...new Set(world.images.values())]).toEqual([OLD])
      expect(world.events.filter((event) => event.startsWith('push'))).toEqual([])
      expect(buildOutputs(report).digest).toBe(OLD)
      expect(parseReleaseRecords(buildOutputs(report).release)[0]?.digest).toBe(OLD)
    },
  )

  it('let what was pushed first be scanned by both', async () => {
    meanwhile(() => world.images.set(`${place}:sha-0123456`, OLD))
    const scan = (): Promise<void> => Promise.reject(new ActionError('scan-refused', 'no'))
    expect((await refusal(world, { scan })).code).toBe('scan-refused')
    expect(world.images.has(`${place}:1.2.3`)).toBe(false)
  })

  it('end in an error when the other has released another image', async () => {
    meanwhile(() => world.images.set(`${place}:1.2.3`, OLD))
    expect((await refusal(world, {})).code).toBe('version-taken')
    expect(world.images.get(`${place}:1.2.3`)).toBe(OLD)
  })

  it('are not meant by a build that lacks a platform', async () => {
    meanwhile(() => {
      world.images.set(`${place}:sha-0123456`, OLD)
      world.platforms = ['linux/arm64']
    })
    world.onPush = () => (world.platforms = ['linux/amd64'])
    const report = await run(world, { ref: 'refs/heads/main', platforms: ['linux/amd64'] })
    expect(report.outcome).toBe('pushed')
  })
})

describe('what cannot be pushed', () => {
  it('is known before it is built', async () => {
    world.mayNotPush = new ActionError('registry-denied', 'no')
    expect((await refusal(world, {})).code).toBe('registry-denied')
    expect(world.events).toEqual(['prepare'])
  })

  it('comes second to what cannot be built', async () => {
    world.mayNotPush = new ActionError('registry-denied', 'no')
    world.prepare = () => Promise.reject(new ActionError('dockerfile-unreadable', 'no'))
    expect((await refusal(world, {})).code).toBe('dockerfile-unreadable')
  })

  it('may be built all the same', async () => {
    world.mayNotPush = new ActionError('registry-denied', 'no')
    expect((await run(world, { push: false })).outcome).toBe('built')
  })
})

describe('a repository that is yet to be made', () => {
  const rules = ['type=semver,pattern={{version}}', 'type=sha']

  it.each([{}, { skipExisting: true }])('may not be read before the first push: %j', async (change) => {
    const [resolve, tags] = [world.resolve.bind(world), world.tags.bind(world)]
    const denied = (): Promise<never> => Promise.reject(new ActionError('registry-denied', 'no'))
    world.resolve = denied
    world.tags = denied
    world.onPush = () => {
      world.resolve = resolve
      world.tags = tags
    }
    expect((await run(world, { ...change, tags: rules })).outcome).toBe('pushed')
    expect(world.images.get('ghcr.io/acme/api:latest')).toBe(NEW)
  })

  it('is no excuse when it may still not be read, or nobody is logged in', async () => {
    world.resolve = () => Promise.reject(new ActionError('registry-denied', 'still not'))
    expect((await refusal(world, {})).message).toBe('still not')
    world.events.length = 0
    world.resolve = () => Promise.reject(new ActionError('registry-unauthorized', 'who are you'))
    expect((await refusal(world, {})).code).toBe('registry-unauthorized')
    expect(world.events).toEqual([])
  })
})

describe('variants that travel under one tag', () => {
  it('do not disturb each other', async () => {
    world.onPush = () => world.images.set('ghcr.io/acme/api:sha-0123456', OLD)
    const report = await run(world, { tags: ['type=semver,pattern={{version}},suffix=-alpine'] })
    expect(world.images.get('ghcr.io/acme/api:1.2.3-alpine')).toBe(NEW)
    expect(report.outcome).toBe('pushed')
  })
})

describe('build arguments', () => {
  it('may hold what is known of the version and the commit, and braces of their own', async () => {
    const buildArgs = ['VERSION={{version}}', "DATE={{commit_date 'YYYY-MM-DD'}}", 'TEMPLATE={{.Name}} {{x}}']
    await run(world, { buildArgs })
    expect(world.builds[0]?.buildArgs.map(({ value }) => value)).toEqual([
      '1.2.3',
      '2020-01-01',
      '{{.Name}} {{x}}',
    ])
  })
})

describe('a release whose rules name only the version', () => {
  it('travels under the tag of its commit all the same', async () => {
    await run(world, { tags: ['type=semver,pattern={{version}}'] })
    expect(world.events.slice(2, 4)).toEqual([
      'push ghcr.io/acme/api:sha-0123456',
      'tag ghcr.io/acme/api:1.2.3',
    ])
  })
})
