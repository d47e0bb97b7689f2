import { describe, expect, it } from '@jest/globals'
import {
  ActionError,
  checkTagPolicy,
  findEnvironment,
  matchesPattern,
  parseConfig,
  parseImageReference,
  type PolicyImage,
  selectEnvironments,
} from '@gitops-actions/core'

const CONFIG = parseConfig(`version: 1
environments:
  dev: { path: dev, tags: any }
  preview: { path: preview, tags: branch }
  staging: { path: staging, tags: main }
  production: { path: production, tags: semver, tag-prefix: prod }
  canary: { path: canary, tags: semver-prerelease }
  lab-v1: { path: lab, tags: ["lab-*", exact] }
`)

describe('the environments of a run', () => {
  it.each([
    ['', 'refs/heads/main', 'dev staging'],
    ['', 'refs/heads/feature/x', 'dev preview'],
    ['', 'refs/heads/main/x', 'dev preview'],
    ['', 'refs/tags/v1.2.3', 'production canary'],
    ['', 'refs/tags/1.2.3', 'production canary'],
    ['', 'refs/tags/v1.2.3-rc.1', 'canary'],
    ['', 'refs/tags/prod-v1.2.3', 'production'],
    ['', 'refs/tags/production-v1.2.3', 'production'],
    ['', 'refs/tags/staging-v1.2.3', 'staging'],
    ['', 'refs/tags/lab-v1-v1.2.3', 'lab-v1'],
    ['', 'refs/tags/api-v1.2.3', ''],
    ['', 'refs/tags/prod-v1-v1.2.3', ''],
    ['', 'refs/tags/prod-1.2.3', ''],
    ['', 'refs/tags/prod-v1.2', ''],
    ['', 'refs/tags/v1.2', ''],
    ['', 'refs/tags/latest', ''],
    ['', 'refs/pull/1/merge', ''],
    ['canary', 'refs/heads/main', 'canary'],
    ['canary', 'refs/tags/prod-v1.2.3', 'canary'],
  ])('input %j and %s give %j', (environment, ref, names) => {
    const selection = selectEnvironments(CONFIG, { environment, ref, defaultBranch: 'main' })
    expect(selection.environments.map(({ name }) => name).join(' ')).toBe(names)
    expect(selection.reason).toMatch(/\.$/)
  })

  it('an unknown name is an error with the one that was meant', () => {
    const run = (): unknown =>
      selectEnvironments(CONFIG, { environment: 'stagign', ref: 'refs/heads/main', defaultBranch: 'main' })
    expect(run).toThrow('did you mean "staging"?')
  })
})

describe('the tag policy', () => {
  it.each([
    ['dev', 'latest', { mutable: true }, ''],
    ['preview', 'sha-1234567', { ref: 'refs/heads/x' }, ''],
    ['preview', 'sha-1234567', { ref: 'refs/pull/1/merge' }, 'built from refs/pull/1/merge'],
    ['staging', 'sha-1234567', { ref: 'refs/heads/main' }, ''],
    ['staging', '1.2.3', { ref: 'refs/tags/v1.2.3' }, ''],
    ['staging', 'sha-1234567', { ref: 'refs/heads/x' }, 'images built from refs/heads/main are taken'],
    ['staging', 'sha-1234567', {}, ''],
    ['production', '1.2.3', {}, ''],
    ['production', 'v1.2.3', {}, ''],
    ['production', '1.2.3', { mutable: true }, 'its tag can be moved'],
    ['production', 'latest', {}, 'release versions'],
    ['production', 'prod-v1.2.3', {}, 'release versions'],
    ['production', '1.2', {}, 'release versions'],
    ['production', 'sha-1234567', {}, 'release versions'],
    ['production', '1.2.3-rc.1', {}, 'no prereleases'],
    ['canary', '1.2.3-rc.1', {}, ''],
    ['lab-v1', 'lab-7', {}, ''],
    ['lab-v1', 'exact', {}, ''],
    ['lab-v1', 'exactly', {}, 'fits none of the patterns'],
  ] as const)('of %s meets %s %j with %j', (environment, tag, given, says) => {
    const { mutable = false, ref } = given as { mutable?: boolean; ref?: string }
    const source = ref === undefined ? undefined : { ref }
    const image: PolicyImage = { service: 'api', image: parseImageReference(`a/b:${tag}`), mutable, source }
    expect(objection(environment, image)).toContain(says)
    expect(objection(environment, image) === '').toBe(says === '')
  })

  it('keeps an image without a tag out of release environments', () => {
    const image = parseImageReference(`a/b@sha256:${'a'.repeat(64)}`)
    expect(objection('production', { service: 'api', image, mutable: false, source: undefined })).toContain(
      '(no tag)',
    )
  })

  it.each([
    ['main-*', 'main-1', true],
    ['main-*', 'main-', true],
    ['main-*', 'xmain-1', false],
    ['*', '', true],
    ['*-rc.*', '1.0-rc.1', true],
    ['a*b*c', 'abc', true],
    ['a*b*c', 'acb', false],
    ['a*b*c', 'adc', false],
    ['*a*', 'a', true],
    ['*ab*ab*', 'ab', false],
    ['*ab*ab*', 'abab', true],
    ['a*a', 'a', false],
    ['a.c', 'abc', false],
    [`${'*a'.repeat(30)}b`, 'a'.repeat(5000), false],
  ])('takes the pattern %s and the tag %s for %s', (pattern, tag, fits) => {
    expect(matchesPattern(tag, pattern)).toBe(fits)
  })
})

function objection(environment: string, image: PolicyImage): string {
  try {
    checkTagPolicy(findEnvironment(CONFIG, environment), [image], 'main')
    return ''
  } catch (error) {
    if (error instanceof ActionError && error.outcome === 'blocked-by-policy') return error.message
    throw error
  }
}
