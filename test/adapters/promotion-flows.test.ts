import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { createCheckRuns, createGitHubPullRequests, createGitHubRepository } from '@gitops-actions/adapters'
import { parseCommitSha, parseFilePattern, parseGates, parseRepositoryName } from '@gitops-actions/core'
import { REPOSITORY } from './github-world.ts'
import {
  BRANCH,
  helm,
  live,
  type LiveDirectories,
  PRODUCTION,
  STAGING,
  startDirectories,
} from './promotion-directories.ts'

const [A, B] = ['1'.repeat(40), '2'.repeat(40)]
let world: LiveDirectories

beforeEach(async () => {
  world = await startDirectories()
})

afterEach(() => world.close())

function trailer(tag: string, sha: string, name = 'api'): string {
  return `Bump ${name} to ${tag}\n\nGitOps-Release: ${name} ghcr.io/acme/${name}:${tag} acme/${name}@${sha}`
}

describe('a chain of directories', () => {
  it('takes a release from dev to production, and nothing but it', async () => {
    const dev = 'environments/dev/api.yaml'
    await world.push('main', { [dev]: helm('2.0.0-rc.1', { replicas: 0, host: 'dev' }) })
    await world.push('main', { [dev]: helm('2.0.0', { replicas: 0, host: 'dev' }) }, trailer('2.0.0', B))
    const first = await world.promote({ from: 'dev', to: 'staging' })
    expect(first).toMatchObject({ outcome: 'created', services: [{ from: { image: { tag: '1.1.0' } } }] })
    // Production is promoted what staging runs, whatever dev has.
    expect(await world.promoted()).toMatchObject({ outcome: 'created', pull: { number: 2 } })
    expect(await world.text(BRANCH, PRODUCTION)).toBe(live('1.1.0'))
    await world.merge(1, 'squash')
    expect(await world.text('main', STAGING)).toBe(helm('2.0.0'))
    const report = await world.promoted()
    expect(report).toMatchObject({ outcome: 'updated', pull: { number: 2 } })
    await world.merge(2, 'squash')
    expect(await world.text('main', PRODUCTION)).toBe(live('2.0.0'))
    expect(await world.text('main', dev)).toBe(helm('2.0.0', { replicas: 0, host: 'dev' }))
    for (const [from, to] of [
      ['dev', 'staging'],
      ['staging', 'production'],
    ] as const) {
      expect(await world.promote({ from, to })).toMatchObject({ outcome: 'no-op', pull: undefined })
    }
  })

  it('keeps one pull request for three releases, and closes it when a person wrote the last', async () => {
    const outcomes: string[] = []
    for (const tag of ['1.1.0', '1.2.0', '1.3.0']) {
      await world.push('main', { [STAGING]: helm(tag) })
      outcomes.push((await world.promoted()).outcome)
    }
    expect(outcomes).toEqual(['created', 'updated', 'updated'])
    expect(world.open()).toMatchObject([
      { number: 1, title: 'Promote staging to production: api 1.0.0 → 1.3.0' },
    ])
    await world.push('main', { [PRODUCTION]: live('1.3.0') })
    expect(await world.promoted()).toMatchObject({ outcome: 'closed', pull: { number: 1 } })
    expect(world.open()).toEqual([])
    expect(await world.branches()).toEqual(['main'])
    expect(world.github.describe(REPOSITORY).comments).toHaveLength(1)
  })
})

describe('services', () => {
  const WEB = { staging: 'environments/staging/web.yaml', production: 'environments/production/web.yaml' }

  beforeEach(async () => {
    await world.push('main', {
      [WEB.staging]: helm('3.1.0', { name: 'web' }),
      [WEB.production]: helm('3.0.0', { name: 'web', replicas: 9 }),
    })
  })

  it('go together, or one by one, each on a branch of its own', async () => {
    expect((await world.promoted()).services.map(({ service }) => service)).toEqual(['api', 'web'])
    const one = await world.promoted({ services: ['web'] })
    expect(one).toMatchObject({ outcome: 'created', services: [{ service: 'web' }] })
    expect(world.open().map(({ head }) => head)).toEqual([
      BRANCH,
      'gitops/promote/staging/production/only/web',
    ])
    await world.merge(2, 'squash')
    expect(await world.promoted({ services: ['web'] })).toMatchObject({ outcome: 'no-op' })
    const rest = await world.promoted()
    expect(rest).toMatchObject({ outcome: 'updated', pull: { number: 1 } })
    expect(rest.services.map(({ service }) => service)).toEqual(['api'])
  })

  it('that are older than what runs are left where they are, and told', async () => {
    await world.push('main', { [WEB.production]: helm('3.2.0', { name: 'web' }) })
    const report = await world.promoted()
    expect(report.services.map(({ service }) => service)).toEqual(['api'])
    expect(report.notices.join()).toMatch(/web 3\.1\.0 is an older version than the deployed 3\.2\.0/)
    expect(await world.text(BRANCH, WEB.production)).toBe(helm('3.2.0', { name: 'web' }))
  })

  it('that the target has overtaken leave no pull request behind', async () => {
    await world.promoted({ services: ['api'] })
    await world.push('main', { [PRODUCTION]: live('1.2.0') })
    const report = await world.promoted({ services: ['api'] })
    expect(report).toMatchObject({ outcome: 'closed', pull: { number: 1 } })
    expect(report.reason).toMatch(
      /^Nothing is left to promote to production: api 1\.1\.0 is an older version than the deployed 1\.2\.0\. /,
    )
    expect(await world.branches()).toEqual(['main'])
  })

  it('of many are told apart by the history of their own files', async () => {
    const names = Array.from({ length: 22 }, (_, index) => `svc-${index}`)
    const at = (environment: string, name: string): string => `environments/${environment}/${name}.yaml`
    await world.push(
      'main',
      Object.fromEntries(names.map((name) => [at('production', name), helm('1.0.0', { name })])),
    )
    const introduced = new Map<string, string>()
    for (const name of names) {
      const files = { [at('staging', name)]: helm('1.1.0', { name }) }
      introduced.set(name, await world.push('main', files, trailer('1.1.0', B, name)))
    }
    world.operations()
    const { services } = await world.promoted()
    expect(services).toHaveLength(24)
    for (const { service, to } of services.filter((each) => introduced.has(each.service))) {
      expect([service, to?.introduced, to?.source?.sha]).toEqual([service, introduced.get(service), B])
    }
  })
})

describe('the branch of a promotion', () => {
  it('keeps what people commit to it', async () => {
    await world.promoted()
    await world.push(BRANCH, {
      [PRODUCTION]: live('1.1.0').replace('replicas: 5', 'replicas: 6'),
      'NOTES.md': 'x\n',
    })
    await world.push('main', { [STAGING]: helm('1.2.0') })
    expect(await world.promoted()).toMatchObject({ outcome: 'updated' })
    expect(await world.text(BRANCH, PRODUCTION)).toBe(live('1.2.0').replace('replicas: 5', 'replicas: 6'))
    expect(await world.text(BRANCH, 'NOTES.md')).toBe('x\n')
    await world.push('main', { [PRODUCTION]: live('1.2.0') })
    const report = await world.promoted()
    expect(report).toMatchObject({ outcome: 'no-op', pull: { number: 1 } })
    expect(report.reason).toContain('holds other changes and stays open')
    expect(await world.branches()).toContain(BRANCH)
  })

  it('is left alone where its pull request is of somebody else', async () => {
    await world.promoted()
    const { token } = world.github.createToken({ login: 'mallory' })
    const connection = world.connection({ token })
    const name = parseRepositoryName(REPOSITORY)
    const foreign = {
      repository: createGitHubRepository(connection, name),
      pulls: createGitHubPullRequests(connection, name),
      checks: createCheckRuns(connection, name),
    }
    await world.push('main', { [STAGING]: helm('1.2.0') })
    await expect(world.promote({ from: 'staging', to: 'production' }, foreign)).rejects.toMatchObject({
      code: 'foreign-pull-request',
    })
    await world.push('main', { [PRODUCTION]: live('1.2.0') })
    const before = world.writes().length
    const report = await world.promote({ from: 'staging', to: 'production' }, foreign)
    expect(report).toMatchObject({ outcome: 'no-op', pull: { number: 1 } })
    expect(report.reason).toContain('was opened by bumper[bot]')
    expect(world.writes()).toHaveLength(before)
    expect(world.open()).toHaveLength(1)
  })
})

describe('a target that changes in the same places', () => {
  beforeEach(async () => {
    await world.promoted()
    // A hotfix of the very line that the pull request changes.
    await world.push('main', { [PRODUCTION]: live('1.0.1').replace('replicas: 5', 'replicas: 6') })
  })

  it('has the branch begin anew, when nobody else wrote to it', async () => {
    const report = await world.promoted()
    expect(report).toMatchObject({ outcome: 'updated', pull: { number: 1 } })
    expect(report.reason).toContain('Its branch began anew, for production had changed in the same places.')
    expect(world.open()).toMatchObject([
      { number: 1, title: 'Promote staging to production: api 1.0.1 → 1.1.0' },
    ])
    expect(await world.branches()).toEqual([BRANCH, 'main'])
    await world.merge(1, 'merge')
    expect(await world.text('main', PRODUCTION)).toBe(live('1.1.0').replace('replicas: 5', 'replicas: 6'))
  })

  it('ends in a conflict, when somebody did', async () => {
    await world.push(BRANCH, { 'NOTES.md': 'x\n' })
    const before = await world.head(BRANCH)
    const report = await world.promoted()
    expect(report).toMatchObject({ outcome: 'conflict', pull: { number: 1 } })
    expect(report.reason).toMatch(/commits of others on its branch are not thrown away\. Merge "main" into/)
    expect(await world.head(BRANCH)).toBe(before)
  })
})

describe('gates', () => {
  it('hold back until the proof is there, then open', async () => {
    const introduced = await world.push('main', { [STAGING]: helm('1.2.0') }, trailer('1.2.0', A))
    await world.push('main', { [STAGING]: helm('1.2.0', { replicas: 2 }) }, 'Scale api')
    const gates = parseGates(['verified', 'soak=10m'])
    const blocked = await world.promoted({ gates })
    expect(blocked).toMatchObject({ outcome: 'blocked-by-gate', pull: undefined })
    expect(blocked.reason).toMatch(
      /"verified" \(api: its commit has no check run gitops\/staging of github-actions\)/,
    )
    expect(world.writes()).toEqual([])
    const { token } = world.github.createToken({ login: 'github-actions[bot]', kind: 'actions' })
    const checks = createCheckRuns(world.connection({ token }), parseRepositoryName(REPOSITORY))
    await checks.create({
      name: 'gitops/staging',
      commit: parseCommitSha(introduced),
      conclusion: 'success',
      title: 'api runs 1.2.0',
      summary: '',
      detailsUrl: undefined,
    })
    const soaking = await world.promoted({ gates })
    expect(soaking.reason).toMatch(/"soak=10m" \(api is healthy in staging for .* of 10m\)/)
    await world.clock.sleep(600_000)
    expect(await world.promoted({ gates })).toMatchObject({ outcome: 'created' })
    expect(world.open()[0]?.body).toMatch(
      /\| `soak=10m` \| ✅ open \| api is healthy in staging for 10m and longer \|/,
    )
    // Time alone changes nothing.
    const before = world.writes().length
    await world.clock.sleep(600_000)
    expect(await world.promoted({ gates })).toMatchObject({ outcome: 'no-op', pull: { number: 1 } })
    expect(world.writes()).toHaveLength(before)
  })
})

describe('whole files', () => {
  it('come along, and a plaintext Secret never does', async () => {
    const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {password: hunter2}\n'
    await world.push('main', {
      'environments/staging/alerts.yaml': 'for: 5m\n',
      'environments/staging/db.yaml': secret,
    })
    const files = [parseFilePattern('*.yaml')]
    await expect(world.promoted({ files })).rejects.toMatchObject({
      code: 'plaintext-secret',
      outcome: 'blocked-by-policy',
      message: expect.stringContaining('environments/production/db.yaml'),
    })
    expect(world.writes()).toEqual([])
    const some = [parseFilePattern('alerts.yaml')]
    expect((await world.promoted({ files: some })).otherFiles).toEqual([
      'environments/production/alerts.yaml',
    ])
    expect(await world.text(BRANCH, 'environments/production/alerts.yaml')).toBe('for: 5m\n')
    expect(await world.text(BRANCH, PRODUCTION)).toBe(live('1.1.0'))
  })
})
