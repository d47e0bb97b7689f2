import { beforeEach, describe, expect, it } from '@jest/globals'
import {
  buildOutputs,
  buildSummary,
  formatImageReference,
  formatPart,
  formatReleaseTrailer,
  isEnvironmentPush,
  parseCommitSha,
  parseImageReference,
} from '@gitops-actions/core'
import { SHA } from './build-source.ts'
import { NEW, OLD, refusal, run, World } from './build-world.ts'

let world: World

beforeEach(() => {
  world = new World()
})

describe('a part', () => {
  it('is pushed without tags, and says its digest alone', async () => {
    world.byDigest = true
    const report = await run(world, { byDigest: true, platforms: ['linux/amd64'] })
    expect(report.outcome).toBe('pushed')
    expect(world.events).toEqual(['prepare', 'build', 'push ghcr.io/acme/api'])
    expect(buildOutputs(report)).toMatchObject({ tags: '', release: '', digest: NEW })
    expect(JSON.parse(formatPart(report))).toMatchObject({ digest: NEW })
  })

  it('travels under a tag of its platform where the engine needs one', async () => {
    await run(world, { byDigest: true, platforms: ['linux/arm64'] })
    expect(world.events).toEqual(['prepare', 'build', 'push ghcr.io/acme/api:sha-0123456-linux-arm64'])
  })

  it('is not built when the commit of a release has its image', async () => {
    world.images.set('ghcr.io/acme/api:sha-0123456', OLD)
    const report = await run(world, { byDigest: true, platforms: ['linux/amd64'] })
    expect(report.outcome).toBe('exists')
    expect(world.events).toEqual([])
    // The merge reads files, and finds the image itself before it makes one of them.
    expect(JSON.parse(formatPart(report))).toMatchObject({ digest: OLD })
  })

  it('is nothing when a push of environments is not built', async () => {
    expect(
      formatPart(await run(world, { byDigest: true, platforms: ['linux/amd64'], isEnvironmentPush: true })),
    ).toBe('')
  })
})

describe('a merge of parts', () => {
  it('makes an index, reads it back, and only then gives the tags', async () => {
    const report = await run(world, { digests: [OLD, NEW], platforms: ['linux/amd64', 'linux/arm64'] })
    expect(report.outcome).toBe('pushed')
    expect(world.events).toEqual([
      'index ghcr.io/acme/api of 2',
      'tag ghcr.io/acme/api:1.2.3',
      'tag ghcr.io/acme/api:sha-0123456',
    ])
    expect(buildOutputs(report).release).toContain('"tag":"1.2.3"')
  })

  it('that lacks a platform gives no tag', async () => {
    world.platforms = ['linux/amd64']
    const error = await refusal(world, { digests: [OLD], platforms: ['linux/amd64', 'linux/arm64'] })
    expect(error.code).toBe('platforms-missing')
    expect(world.events).toEqual(['index ghcr.io/acme/api of 1'])
  })

  it('re-uses the image of the commit for a release, as a build does', async () => {
    world.images.set('ghcr.io/acme/api:sha-0123456', OLD)
    expect((await run(world, { digests: [NEW] })).outcome).toBe('tagged')
    expect(world.events).toEqual(['tag ghcr.io/acme/api:1.2.3'])
  })

  it.each([
    [{ byDigest: true }, '"by-digest" is true, and "platforms" is empty'],
    [{ byDigest: true, digests: [NEW] }, '"by-digest" and "digests" are both given'],
    [{ byDigest: true, push: false }, '"by-digest" is about pushing'],
    [{ digests: [NEW], push: false }, '"digests" is about pushing'],
  ])('refuses %j', async (change, message) => {
    const platforms = message.includes('empty') ? [] : ['linux/amd64']
    expect((await refusal(world, { platforms, ...change })).message).toContain(message)
    expect(world.events).toEqual([])
  })
})

describe('a branch tag', () => {
  const newer = parseCommitSha('f'.repeat(40))
  const ref = 'refs/heads/main'
  const arrange = (labels: Record<string, string>): void => {
    world.images.set('ghcr.io/acme/api:main', OLD)
    world.about.set(OLD, new Map(Object.entries(labels)))
  }
  const ours = {
    'org.opencontainers.image.revision': newer,
    'org.opencontainers.image.source': 'https://github.com/acme/api',
  }

  it('stays at the image of a newer commit, whichever run ends first', async () => {
    arrange(ours)
    const asked: string[] = []
    const report = await run(world, {
      ref,
      history: (repository, base, head) => {
        asked.push(`${repository} ${base}...${head}`)
        return Promise.resolve('behind')
      },
    })
    expect(asked).toEqual([`acme/api ${newer}...${SHA}`])
    expect(world.images.get('ghcr.io/acme/api:main')).toBe(OLD)
    expect(world.images.get('ghcr.io/acme/api:sha-0123456')).toBe(NEW)
    expect(buildOutputs(report).tags).toBe('ghcr.io/acme/api:sha-0123456')
    expect(buildSummary(report)).toContain('it is of the newer commit fffffff')
  })

  it.each(['ahead', 'identical', 'diverged', undefined] as const)(
    'moves when the commits are %s',
    async (status) => {
      arrange(ours)
      await run(world, { ref, history: () => Promise.resolve(status) })
      expect(world.images.get('ghcr.io/acme/api:main')).toBe(NEW)
    },
  )

  it.each([
    ['no label', {}],
    ['the same commit', { ...ours, 'org.opencontainers.image.revision': SHA }],
    ['a revision that is no commit', { ...ours, 'org.opencontainers.image.revision': 'main' }],
    ['another repository', { ...ours, 'org.opencontainers.image.source': 'https://github.com/acme/web' }],
  ])('moves over an image with %s, and nobody is asked', async (_, labels) => {
    arrange(labels)
    let asked = 0
    const history = (): Promise<'behind'> => {
      asked += 1
      return Promise.resolve('behind')
    }
    await run(world, { ref, history })
    expect(world.images.get('ghcr.io/acme/api:main')).toBe(NEW)
    expect(asked).toBe(0)
  })

  it('moves when the host cannot be asked: a tag must not stay for ever', async () => {
    arrange(ours)
    await run(world, { ref, history: () => Promise.reject(new Error('down')) })
    expect(world.images.get('ghcr.io/acme/api:main')).toBe(NEW)
  })
})

describe('a push of environments alone', () => {
  it('is skipped', async () => {
    const report = await run(world, { ref: 'refs/heads/main', isEnvironmentPush: true })
    expect(report.outcome).toBe('skipped')
    expect(world.events).toEqual([])
    expect(buildOutputs(report)).toMatchObject({ tags: '', digest: '', release: '' })
  })

  const trailer = formatReleaseTrailer({
    service: 'api',
    image: parseImageReference('ghcr.io/acme/api:1.2.3'),
    source: undefined,
  })
  const ours = `Deploy api\n\n${trailer}\n`
  const before = 'e'.repeat(40)
  it.each<[string, string[], string[], string[], boolean]>([
    ['our commit', [ours], ['environments'], ['environments/dev/values.yaml'], true],
    [
      'our commit with a hold',
      [ours],
      ['environments'],
      ['environments/a.yaml', '.gitops/holds/a.yaml'],
      true,
    ],
    ['our commit, merged', ['Merge pull request #1', ours], ['environments'], ['environments/a.yaml'], true],
    ['our commit and code', [ours, 'Fix'], ['environments'], ['environments/a.yaml', 'src/a.ts'], false],
    ['a person', ['Change values'], ['environments'], ['environments/a.yaml'], false],
    ['our commit, paths unknown', [ours], [], ['environments/a.yaml'], false],
    ['the whole repository as environment', [ours], ['.'], ['src/a.ts'], false],
    ['all of it by other names', [ours], ['./', './.', '/', ''], ['src/a.ts', '/a', './a'], false],
    ['our commit, paths as people write them', [ours], ['./environments//'], ['environments/a.yaml'], true],
    ['a directory of that name elsewhere', [ours], ['environments'], ['src/environments/a.ts'], false],
    ['holds alone', [ours], ['environments'], ['.gitops/holds/a.yaml'], true],
    ['a similar directory', [ours], ['environments'], ['environments-old/a.yaml'], false],
    ['nothing changed', [ours], ['environments'], [], false],
  ])('%s', async (_, messages, paths, files, skipped) => {
    const compare = (): ReturnType<Parameters<typeof isEnvironmentPush>[2]> =>
      Promise.resolve({ status: 'ahead', mergeBase: parseCommitSha(before), files, filesComplete: true })
    expect(await isEnvironmentPush({ before, head: SHA, messages }, paths, compare)).toBe(skipped)
  })

  it('is not believed when the branch is new, rewritten, or too much changed', async () => {
    const file = ['environments/a.yaml']
    const compare = (status: 'ahead' | 'diverged', filesComplete: boolean) => () =>
      Promise.resolve({ status, mergeBase: parseCommitSha(before), files: file, filesComplete })
    const push = { before, head: SHA, messages: [ours] }
    expect(await isEnvironmentPush(push, ['environments'], compare('diverged', true))).toBe(false)
    expect(await isEnvironmentPush(push, ['environments'], compare('ahead', false))).toBe(false)
    expect(await isEnvironmentPush(push, ['environments'], () => Promise.resolve(undefined))).toBe(false)
    const created = { ...push, before: '0'.repeat(40) }
    expect(await isEnvironmentPush(created, ['environments'], compare('ahead', true))).toBe(false)
  })
})

describe('what an engine is told', () => {
  it('is where it will be pushed, and the time of the commit', async () => {
    world.byDigest = true
    await run(world, { images: ['ghcr.io/acme/api', 'quay.io/acme/api'] })
    expect(world.builds[0]?.pushTo?.map(formatImageReference)).toEqual([
      'ghcr.io/acme/api',
      'quay.io/acme/api',
    ])
    expect(world.builds[0]?.sourceDateEpoch).toBe(1_577_836_800)
  })
})

describe('summary', () => {
  it('has sizes, duration and the use of the cache', async () => {
    world.steps = { total: 7, cached: 5 }
    const summary = buildSummary(await run(world))
    expect(summary).toContain('| `linux/amd64` | 1.5 MB | 1.5 MB, 900 B |')
    expect(summary).toContain('Cache: 5 of 7 steps')
    expect(summary).toContain('Duration: 0.0 s')
  })
})
