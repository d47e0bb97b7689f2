import { describe, expect, it } from '@jest/globals'
import {
  formatImageReference,
  isImmutableTag,
  readWantedImages,
  type WantedImage,
  type WantedInputs,
} from '@gitops-actions/core'
import { sourceOf } from './bump-case.ts'

const DIGEST = `sha256:${'1'.repeat(64)}`
const SOURCE = sourceOf('acme/api')

function read(change: Partial<WantedInputs>): readonly WantedImage[] {
  return readWantedImages({ release: '', images: [], service: '', source: SOURCE, ...change })
}

describe('the images that are wanted', () => {
  it.each<[name: string, change: Partial<WantedInputs>, expected: readonly (readonly unknown[])[]]>([
    ['one', { images: ['ghcr.io/acme/api=1.4.2'] }, [['api', 'ghcr.io/acme/api:1.4.2', false]]],
    [
      'one, of a service',
      { images: ['ghcr.io/acme/api=1.4.2'], service: 'shop' },
      [['shop', 'ghcr.io/acme/api:1.4.2', false]],
    ],
    [
      'several, each of its own service',
      { images: ['ghcr.io/acme/api=1.4.2', 'ghcr.io/acme/web=main'] },
      [
        ['api', 'ghcr.io/acme/api:1.4.2', false],
        ['web', 'ghcr.io/acme/web:main', true],
      ],
    ],
    [
      'one that is given twice',
      { images: ['ghcr.io/acme/api=1.4.2', 'ghcr.io/acme/api=1.4.2'] },
      [['api', 'ghcr.io/acme/api:1.4.2', false]],
    ],
    [
      'one by its digest alone',
      { images: [`ghcr.io/acme/api@${DIGEST}`] },
      [['api', `ghcr.io/acme/api@${DIGEST}`, false]],
    ],
  ])('are %s', (_, change, expected) => {
    const wanted = read(change)
    expect(
      wanted.map(({ service, image, mutable }) => [service, formatImageReference(image), mutable]),
    ).toEqual(expected)
    expect(wanted.map(({ source }) => source)).toEqual(wanted.map(() => SOURCE))
  })

  it('are those of release records, with their digests and sources', () => {
    const record = {
      version: 1,
      service: 'api',
      image: 'ghcr.io/acme/api',
      tag: '1.4.2',
      tags: [{ name: '1.4.2', mutable: false }],
      platforms: { 'linux/amd64': DIGEST },
      created: '2026-01-02T03:04:05Z',
      run: 'https://github.com/acme/shop/actions/runs/1',
      digest: DIGEST,
      source: { repository: 'acme/shop', sha: 'a'.repeat(40), ref: 'refs/heads/main' },
    }
    expect(read({ release: JSON.stringify([record]) })).toMatchObject([
      {
        service: 'api',
        image: { repository: 'acme/api', tag: '1.4.2', digest: DIGEST },
        mutable: false,
        source: { repository: 'acme/shop', sha: 'a'.repeat(40) },
      },
    ])
  })

  it.each<[name: string, change: Partial<WantedInputs>, says: string]>([
    ['none', {}, 'Neither "release" nor "images" is given'],
    [
      'both kinds',
      { release: '{}', images: ['ghcr.io/acme/api=1'] },
      'Both "release" and "images" are given',
    ],
    [
      'several of one service',
      { images: ['ghcr.io/acme/api=1.0.0', 'ghcr.io/acme/web=1.0.0'], service: 'shop' },
      '"service" is "shop", but "images" names 2 images',
    ],
    [
      'two of a service that has the name of both',
      { images: ['ghcr.io/acme/api=1.0.0', 'ghcr.io/other/api=1.0.0'] },
      'ghcr.io/acme/api:1.0.0 and ghcr.io/other/api:1.0.0, both of a service "api"',
    ],
    [
      'two versions of one',
      { images: ['ghcr.io/acme/api=1.0.0', 'ghcr.io/acme/api=1.0.1'] },
      'ghcr.io/acme/api:1.0.0 and ghcr.io/acme/api:1.0.1',
    ],
  ])('are never %s', (_, change, says) => {
    expect(() => read(change)).toThrow(says)
  })
})

describe('a tag that stays where it is', () => {
  it.each(['1.4.2', 'v1.4.2', '1.4.2-rc.1', 'prod-v1.4.2', 'sha-0123456', `sha-${'a'.repeat(64)}`])(
    'is %s',
    (tag) => {
      expect(isImmutableTag(tag)).toBe(true)
    },
  )

  it.each([
    '1',
    '1.4',
    'latest',
    'main',
    'sha-012345',
    'sha-main',
    'my-sha-0123456',
    'sha-0123456-debug',
    `sha-${'a'.repeat(65)}`,
  ])('is not %s', (tag) => {
    expect(isImmutableTag(tag)).toBe(false)
  })
})
