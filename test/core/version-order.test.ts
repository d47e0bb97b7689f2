import { describe, expect, it } from '@jest/globals'
import { compareVersionTags } from '@gitops-actions/core'

/** Oldest first; https://semver.org/#spec-item-11 has the prereleases of 1.0.0 in this order. */
const ORDER = [
  '0.9.10',
  '1.0.0-1',
  '1.0.0-2',
  '1.0.0-10',
  '1.0.0-1a',
  '1.0.0-alpha',
  '1.0.0-alpha.1',
  '1.0.0-alpha.1.0',
  '1.0.0-alpha.beta',
  '1.0.0-beta',
  '1.0.0-beta.2',
  '1.0.0-beta.11',
  '1.0.0-rc.1',
  '1.0.0-rc.9',
  '1.0.0-rc.10',
  '1.0.0',
  '1.0.2',
  '1.0.10',
  '1.2.0',
  '1.10.0',
  '2.0.0',
  '10.0.0',
  '9007199254740992.0.0',
  '9007199254740993.0.0',
]

describe('the order of versions', () => {
  it.each(ORDER.map((tag, index) => [tag, index] as const))('%s is where it belongs', (tag, index) => {
    const signs = ORDER.map((other) => Math.sign(compareVersionTags(tag, other) ?? Number.NaN))
    expect(signs).toEqual(ORDER.map((_, other) => Math.sign(index - other)))
  })

  it.each([
    ['v1.2.3', '1.2.3'],
    ['1.2.3+build.1', '1.2.3+build.2'],
    ['1.2.3-rc.1+5', 'v1.2.3-rc.1'],
    ['prod-v1.2.3', '1.2.3'],
  ])('%s and %s are the same', (one, other) => {
    expect(compareVersionTags(one, other)).toBe(0)
  })

  it.each([
    ['main', '1.0.0'],
    ['1.0.0', 'sha-0123456'],
    ['1.0', '1.0.0'],
    [undefined, '1.0.0'],
    ['1.0.0', undefined],
  ])('%s and %s have none', (one, other) => {
    expect(compareVersionTags(one, other)).toBeUndefined()
  })
})
