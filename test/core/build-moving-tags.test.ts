import { describe, expect, it } from '@jest/globals'
import { planTags, settleTags } from '@gitops-actions/core'
import { planRequest, refusal, sourceOf } from './build-source.ts'

const RULES = [
  'type=semver,pattern={{version}}',
  'type=semver,pattern={{major}}.{{minor}}',
  'type=semver,pattern={{major}}',
]

async function settle(
  tag: string,
  present: readonly string[],
  change: { tags?: readonly string[]; flavor?: readonly string[] } = {},
): Promise<{ tags: string[]; held: string[]; asked: number }> {
  let asked = 0
  const source = sourceOf(`refs/tags/${tag}`)
  const made = planTags(planRequest({ source, tags: change.tags ?? RULES, flavor: change.flavor ?? [] }))
  const { plan, held } = await settleTags(made, {
    tags: () => {
      asked += 1
      return Promise.resolve(present)
    },
  })
  return {
    tags: plan.destinations[0].tags.map(({ name }) => name),
    held: held.map(({ name, why }) => `${name}: ${why}`),
    asked,
  }
}

// What people ask for most, and get wrong most: https://github.com/docker/metadata-action/issues/80, /326
describe('a ref says tags, environment, and whether latest moves', () => {
  const flavor = ['latest=auto']
  const tags = ['type=semver,pattern={{version}}', 'type=ref,event=branch', 'type=sha']
  const SHORT = 'sha-0123456'

  it.each<[string, string[], string[], string | undefined, string | undefined]>([
    ['refs/heads/main', [], ['main', SHORT], undefined, undefined],
    ['refs/tags/v1.2.3', [], ['1.2.3', SHORT, 'latest'], undefined, undefined],
    ['refs/tags/v1.2.3', ['1.3.0'], ['1.2.3', SHORT], undefined, 'latest: 1.3.0 is newer'],
    ['refs/tags/prod-v1.2.3', [], ['1.2.3', SHORT, 'latest'], 'production', undefined],
    ['refs/tags/prod-v1.2.3', ['1.3.0'], ['1.2.3', SHORT], 'production', 'latest: 1.3.0 is newer'],
    ['refs/tags/prod-v1.2.3-rc.1', [], ['1.2.3-rc.1', SHORT], 'production', undefined],
    [
      'refs/tags/staging-v2.0.0+build',
      [],
      ['2.0.0-build', SHORT],
      'staging',
      'latest: 2.0.0+build has build metadata, which has no order',
    ],
  ])('%s beside %j', async (ref, present, expected, environment, held) => {
    const prefixes = new Map([['prod', 'production']])
    const made = planTags(planRequest({ source: sourceOf(ref), tags, flavor, prefixes }))
    const settled = await settleTags(made, { tags: () => Promise.resolve(present) })
    expect(settled.plan.destinations[0].tags.map(({ name }) => name)).toEqual(expected)
    expect(settled.plan.environment).toBe(environment)
    expect(settled.held.map(({ name, why }) => `${name}: ${why}`)).toEqual(held === undefined ? [] : [held])
  })

  it.each(['v1.2', 'prod-1.2.3', 'release'])('and the tag %s says nothing, which is an error', (tag) => {
    const source = sourceOf(`refs/tags/${tag}`)
    expect(refusal(() => planTags(planRequest({ source, tags, flavor }))).message).toContain(
      `"${tag}" is not a version tag: wanted "v1.2.3"`,
    )
  })
})

describe('tags that name the newest release', () => {
  it.each([
    // version, what the registry has, tags that it gets
    ['v1.2.3', [], ['1.2.3', '1.2', '1', 'latest']],
    ['v1.2.3', ['1.2.2', '1.1.9', 'main', 'sha-0123456'], ['1.2.3', '1.2', '1', 'latest']],
    ['v1.2.3', ['1.2.4'], ['1.2.3']],
    ['v1.2.3', ['1.3.0'], ['1.2.3', '1.2']],
    ['v1.2.3', ['2.0.0'], ['1.2.3', '1.2', '1']],
    ['v1.2.10', ['1.2.9'], ['1.2.10', '1.2', '1', 'latest']],
    ['v1.10.0', ['1.9.0'], ['1.10.0', '1.10', '1', 'latest']],
    ['v1.9.0', ['1.10.0'], ['1.9.0', '1.9']],
    ['v1.2.3', ['v2.0.0'], ['1.2.3', '1.2', '1']],
    ['v1.2.3', ['2.0.0-rc.1', '1.9.9-alpha'], ['1.2.3', '1.2', '1', 'latest']],
    ['v1.2.3', ['2', '2.0', 'latest', '20200110', '1.2.3.4', 'prod-v3.0.0'], ['1.2.3', '1.2', '1', 'latest']],
    ['v1.2.3', ['1.2.3', 'latest'], ['1.2.3', '1.2', '1', 'latest']],
    [
      'v99999999999999999999.0.0',
      ['9.0.0'],
      ['99999999999999999999.0.0', '99999999999999999999.0', '99999999999999999999', 'latest'],
    ],
    ['prod-v1.2.3', ['1.3.0'], ['1.2.3', '1.2']],
  ])('%s with %j in the registry', async (tag, present, tags) => {
    expect((await settle(tag, present)).tags).toEqual(tags)
  })

  it('say what they stay at', async () => {
    expect((await settle('v1.2.3', ['1.2.4', '3.0.0', '1.4.0'])).held).toEqual([
      '1.2: 1.2.4 is newer',
      '1: 1.4.0 is newer',
      'latest: 3.0.0 is newer',
    ])
  })

  it('a prerelease never gets them, and the registry is not asked', async () => {
    const tags = ['type=match,pattern=v(\\d.\\d),group=1', 'type=raw,value=latest', 'type=sha']
    expect(await settle('v2.0.8-beta.67', [], { tags, flavor: ['latest=true'] })).toEqual({
      tags: ['sha-0123456'],
      held: ['2.0: 2.0.8-beta.67 is a prerelease', 'latest: 2.0.8-beta.67 is a prerelease'],
      asked: 0,
    })
  })

  it('a version with build metadata never gets them: its tag could be taken for a prerelease', async () => {
    const { tags, held } = await settle('v2.0.0+build', [])
    expect(tags).toEqual(['2.0.0-build'])
    expect(held[0]).toBe('2.0: 2.0.0+build has build metadata, which has no order')
  })

  it('variants are ordered among themselves', async () => {
    const flavor = ['suffix=-alpine,onlatest=true']
    const older = await settle('v1.2.3', ['1.3.0', '1.2.2-alpine'], { flavor })
    expect(older.tags).toEqual(['1.2.3-alpine', '1.2-alpine', '1-alpine', 'latest-alpine'])
    const newer = await settle('v1.2.3', ['1.3.0-alpine'], { flavor })
    expect(newer.tags).toEqual(['1.2.3-alpine', '1.2-alpine'])
    expect(await settle('v1.2.3', ['1.3.0-alpine'])).toMatchObject({ held: [] })
  })

  it.each([
    ['another variant of the same length', ['suffix=-alpine,onlatest=true'], '9.9.9-debian', true],
    ['the same variant', ['suffix=-alpine,onlatest=true'], '9.9.9-alpine', false],
    ['another product of the same length', ['prefix=api-,onlatest=true'], 'web-9.9.9', true],
    ['a version without the prefix', ['prefix=api-,onlatest=true'], '9.9.9', true],
    ['the same product', ['prefix=api-,onlatest=true'], 'api-9.9.9', false],
  ])('are moved past %s: %j beside %s: %s', async (_, flavor, present, moves) => {
    const { held } = await settle('v1.2.3', [present], { flavor })
    expect(held.length === 0).toBe(moves)
  })

  it('latest by a raw rule is about versions too on a version tag', async () => {
    const tags = ['type=semver,pattern={{version}}', 'type=raw,value=latest']
    expect((await settle('v1.2.3', ['2.0.0'], { tags })).held).toEqual(['latest: 2.0.0 is newer'])
  })

  it('one listing is enough, and none where no such tag is planned', async () => {
    expect((await settle('v1.2.3', [])).asked).toBe(1)
    expect((await settle('v1.2.3', [], { flavor: ['latest=false'], tags: RULES.slice(0, 1) })).asked).toBe(0)
  })
})
