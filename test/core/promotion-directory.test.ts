import { describe, expect, it } from '@jest/globals'
import {
  parseGates,
  parseRepositoryName,
  parseCommitSha,
  renderPromotionSummary,
  promotionOutputs,
} from '@gitops-actions/core'
import { createMemoryHistory } from './fakes/memory-history.ts'
import { createMemoryRegistry } from './fakes/memory-registry.ts'
import {
  A,
  B,
  BRANCH,
  CONFIG,
  createCase,
  helm,
  PRODUCTION,
  promote,
  SEMVER,
  STAGING,
  trailer,
} from './promotion-directory-case.ts'
import { createPromotionCase } from './promotion-case.ts'

describe('a promotion between directories', () => {
  it('writes the image alone, on a branch of ours, and opens one pull request', async () => {
    const world = createCase()
    const report = await promote(world)
    expect(report).toMatchObject({
      outcome: 'created',
      reason: 'Pull request #1 was opened.',
      from: 'staging',
      to: 'production',
      changes: [{ file: `${PRODUCTION}/api.yaml`, image: 'ghcr.io/acme/api', from: '0.9.0', to: '1.1.0' }],
      services: [{ service: 'api', from: { source: { sha: A } }, to: { source: { sha: B } } }],
      otherFiles: [],
    })
    expect(world.repository.text(BRANCH, `${PRODUCTION}/api.yaml`)).toBe(helm('api', '1.1.0', 5))
    expect(world.repository.text('main', `${PRODUCTION}/api.yaml`)).toBe(helm('api', '0.9.0', 5))
    expect(world.repository.messages(BRANCH)[0]).toBe(
      `Promote staging to production: api 0.9.0 → 1.1.0\n\nGitOps-Release: api ghcr.io/acme/api:1.1.0 acme/api@${B}`,
    )
    expect(world.pulls.open).toMatchObject([
      { title: 'Promote staging to production: api 0.9.0 → 1.1.0', head: { branch: BRANCH } },
    ])
    expect(promotionOutputs(report, false)).toMatchObject({
      'pull-request-number': '1',
      services: '[{"service":"api","image":"ghcr.io/acme/api","from":"0.9.0","to":"1.1.0"}]',
    })
    expect(renderPromotionSummary(report)).toContain('`staging` → `production`')
  })

  it('is current on the next run, follows newer releases, and closes when nothing is left', async () => {
    const world = createCase()
    await promote(world)
    const calls = world.repository.calls.length
    expect(await promote(world)).toMatchObject({
      outcome: 'no-op',
      reason: 'Pull request #1 is open and current.',
    })
    expect(world.repository.calls.slice(calls).filter((call) => /^(commit|set|delete)/.test(call))).toEqual(
      [],
    )
    world.repository.push('main', { [`${STAGING}/api.yaml`]: helm('api', '1.2.0') }, trailer('1.2.0', B))
    expect(await promote(world)).toMatchObject({ outcome: 'updated' })
    expect(world.repository.text(BRANCH, `${PRODUCTION}/api.yaml`)).toContain('"1.2.0"')
    expect(world.pulls.open).toHaveLength(1)
    world.repository.push('main', { [`${PRODUCTION}/api.yaml`]: helm('api', '1.2.0', 5) })
    expect(await promote(world)).toMatchObject({ outcome: 'closed', pull: { number: 1 } })
    expect(world.repository.branches()).toEqual(['main'])
    expect(await promote(world)).toMatchObject({
      outcome: 'no-op',
      reason: 'production already runs what staging runs.',
    })
  })

  it('keeps commits of people on the branch', async () => {
    const world = createCase()
    await promote(world)
    world.repository.push(BRANCH, { [`${PRODUCTION}/web.yaml`]: helm('web', '3.0.0', 9) })
    world.repository.push('main', { [`${STAGING}/api.yaml`]: helm('api', '1.2.0') }, trailer('1.2.0', B))
    expect(await promote(world)).toMatchObject({ outcome: 'updated' })
    expect(world.repository.text(BRANCH, `${PRODUCTION}/web.yaml`)).toBe(helm('web', '3.0.0', 9))
    world.repository.push('main', { [`${PRODUCTION}/api.yaml`]: helm('api', '1.2.0', 5) })
    expect((await promote(world)).reason).toMatch(/holds other changes and stays open/)
  })

  it('takes the services that were asked for, on a branch of their own', async () => {
    const world = createCase()
    world.repository.push('main', { [`${STAGING}/web.yaml`]: helm('web', '3.1.0') })
    expect((await promote(world, { services: ['web'] })).changes).toHaveLength(1)
    expect(world.repository.branches()).toContain('gitops/promote/staging/production/only/web')
    expect((await promote(world, { branchPrefix: 'bot/' })).changes).toHaveLength(2)
    expect(world.repository.branches()).toContain('bot/promote/staging/production/all')
    await expect(promote(world, { services: ['wbe'] })).rejects.toMatchObject({
      code: 'unknown-service',
      message: expect.stringContaining('nearest: web'),
    })
  })

  it('leaves what the next environment does not run, and says so', async () => {
    const world = createCase()
    world.repository.push('main', { [`${PRODUCTION}/web.yaml`]: 'replicas: 1\n' })
    const report = await promote(world)
    expect(report.changes).toHaveLength(1)
    expect(report).toMatchObject({
      notices: [],
      asides: [
        'web runs in staging and not in production: add it there once, or promote its file with "files".',
      ],
    })
    expect(world.pulls.open[0]?.body).toContain('> web runs in staging and not in production')
    expect(renderPromotionSummary(report)).toContain('- web runs in staging and not in production')
    await expect(promote(world, { services: ['web'] })).rejects.toMatchObject({
      code: 'unknown-service',
      message: expect.stringContaining('"services" names web, which production does not run'),
    })
  })

  it('takes no service back to an older build', async () => {
    const compare = (): Promise<'behind'> => Promise.resolve('behind')
    const sources = { compare, defaultBranch: () => Promise.resolve(undefined) }
    const report = await promote(createCase({ sources }))
    expect(report.outcome).toBe('no-op')
    expect(report.notices[0]).toMatch(/api 1\.1\.0 was built from an older commit than the deployed 0\.9\.0/)
  })

  it('refuses a service in two versions', async () => {
    const world = createCase()
    world.repository.push('main', { [`${STAGING}/api2.yaml`]: helm('api', '1.2.0') })
    await expect(promote(world)).rejects.toMatchObject({ code: 'several-versions', outcome: 'conflict' })
  })

  it('works without a configuration, and takes every image', async () => {
    const world = createCase({}, '')
    world.repository.push('main', { 'gitops.yaml': null, [`${STAGING}/web.yaml`]: helm('web', '3.1.0') })
    const report = await promote(world, { strategy: 'directory' })
    expect(report.services.map(({ service }) => service)).toEqual(['api', 'web'])
  })

  it('is not written in a dry run', async () => {
    const world = createCase()
    expect(await promote(world, { dryRun: true })).toMatchObject({ outcome: 'dry-run' })
    expect(world.repository.branches()).toEqual(['main'])
  })

  it('is decided again when another writer was first', async () => {
    const world = createCase()
    world.repository.before('commit', () => {
      world.repository.push(BRANCH, { 'other.txt': 'x' })
    })
    expect(await promote(world)).toMatchObject({ outcome: expect.stringMatching(/created|updated/) })
    expect(world.repository.text(BRANCH, `${PRODUCTION}/api.yaml`)).toContain('"1.1.0"')
  })
})

describe('what the next environment takes', () => {
  const DIGEST = `sha256:${'a'.repeat(64)}`

  it('is the highest version that is the same image', async () => {
    const registry = createMemoryRegistry({
      'ghcr.io/acme/api:sha-abc1234': DIGEST,
      'ghcr.io/acme/api:1.2.0': DIGEST,
      'ghcr.io/acme/api:1.10.0': DIGEST,
      'ghcr.io/acme/api:2.0.0-rc.1': DIGEST,
      'ghcr.io/acme/api:3.0.0': `sha256:${'b'.repeat(64)}`,
      'ghcr.io/acme/web:3.0.0': `sha256:${'c'.repeat(64)}`,
    })
    const world = createCase({ registry }, SEMVER)
    world.repository.push('main', { [`${STAGING}/api.yaml`]: helm('api', 'sha-abc1234') })
    const report = await promote(world)
    expect(report.changes).toMatchObject([{ from: '0.9.0', to: '1.10.0' }])
    expect(report.services[0]?.to?.image.digest).toBe(DIGEST)
  })

  it('is nothing without a version', async () => {
    const registry = createMemoryRegistry({ 'ghcr.io/acme/api:sha-abc1234': DIGEST })
    for (const known of [registry, undefined]) {
      const world = createCase({ registry: known }, SEMVER)
      world.repository.push('main', { [`${STAGING}/api.yaml`]: helm('api', 'sha-abc1234') })
      await expect(promote(world)).rejects.toMatchObject({
        code: 'blocked-by-policy',
        outcome: 'blocked-by-policy',
        message: expect.stringContaining('Push the tag of a version on its commit first'),
      })
      expect(world.pulls.open).toEqual([])
    }
  })

  it('is nothing that a hold keeps out', async () => {
    const world = createCase()
    world.repository.push('main', {
      '.gitops/holds/production.yaml':
        'version: 1\nholds:\n  - service: api\n    bad: { tag: 1.1.0 }\n    reason: it leaks\n    until: lifted\n',
    })
    const report = await promote(world)
    expect(report).toMatchObject({ outcome: 'blocked-by-gate', pull: undefined })
    expect(report.reason).toMatch(/is held back from the environment "production": it leaks/)
    expect(world.repository.branches()).toEqual(['main'])
  })
})

describe('gates and commits', () => {
  const API = parseRepositoryName('acme/api')

  it('hold back what nobody proved, and write nothing', async () => {
    const world = createCase()
    const gates = parseGates(['verified', 'soak=30m'])
    const blocked = await promote(world, { gates })
    expect(blocked).toMatchObject({ outcome: 'blocked-by-gate', gates: [{ open: false }, { open: false }] })
    expect(blocked.reason).toMatch(
      /"verified" \(api: its commit has no check run gitops\/staging of github-actions\)/,
    )
    expect(renderPromotionSummary(blocked)).toContain('⛔ closed')
    expect(world.repository.branches()).toEqual(['main'])
    const head = (await world.repository.read({ files: [`${STAGING}/api.yaml`], history: 1 })).history
    const introduced = head.get(`${STAGING}/api.yaml`)?.[0]?.sha ?? ''
    world.checks.add(introduced)
    expect(await promote(world, { gates })).toMatchObject({
      outcome: 'created',
      gates: [{ open: true }, { open: true }],
    })
    expect(world.pulls.open[0]?.body).toContain('| `soak=30m` | ✅ open |')
  })

  it('count a soak from the first of an unbroken row of proofs', async () => {
    const world = createCase()
    const read = await world.repository.read({ files: [`${STAGING}/api.yaml`], history: 1 })
    const introduced = read.history.get(`${STAGING}/api.yaml`)?.[0]?.sha ?? ''
    const prove = (minute: number, conclusion = 'success'): void => {
      world.checks.add(introduced, { completedAt: new Date(Date.UTC(2026, 0, 2, 2, minute)), conclusion })
    }
    prove(0, 'failure')
    prove(10)
    prove(55)
    const all = `all ${introduced} gitops/staging`
    expect(await promote(world, { gates: parseGates(['soak=55m']) })).toMatchObject({
      outcome: 'blocked-by-gate',
      gates: [{ reason: 'api is healthy in staging for 54m5s of 55m' }],
    })
    expect(await promote(world, { gates: parseGates(['verified', 'soak=9m']) })).toMatchObject({
      outcome: 'created',
    })
    expect(world.checks.asked.filter((question) => question === all)).toHaveLength(1)
    expect(await promote(world, { gates: parseGates(['verified', 'soak=50m']) })).toMatchObject({
      outcome: 'updated',
    })
    prove(60)
    expect(await promote(world, { gates: parseGates(['verified', 'soak=50m']) })).toMatchObject({
      outcome: 'no-op',
    })
    prove(61, 'failure')
    expect(await promote(world, { gates: parseGates(['soak=50m']) })).toMatchObject({
      outcome: 'blocked-by-gate',
    })
  })

  it('look at the commit that introduced the value, not at the newest of its file', async () => {
    const world = createCase()
    const read = await world.repository.read({ files: [`${STAGING}/api.yaml`], history: 1 })
    world.checks.add(read.history.get(`${STAGING}/api.yaml`)?.[0]?.sha ?? '')
    world.repository.push('main', { [`${STAGING}/api.yaml`]: helm('api', '1.1.0', 2) }, 'Scale api')
    expect(await promote(world, { gates: parseGates(['verified']) })).toMatchObject({ outcome: 'created' })
  })

  it('tell the commits of a release, and only counts where they are private', async () => {
    const commit = {
      sha: parseCommitSha(B),
      subject: 'feat: secret plan',
      author: 'ann',
      url: 'https://x.example/c',
    }
    const changes = { 'acme/api': { status: 'ahead' as const, commits: [commit], total: 1 } }
    for (const [hidden, told] of [
      [false, true],
      [true, false],
    ]) {
      const history = createMemoryHistory({
        changes,
        private: { 'acme/api': hidden ?? true, 'acme/environments': false },
      })
      const world = createCase({ history })
      await promote(world)
      const body = world.pulls.open[0]?.body ?? ''
      expect(body).toContain('| 1 commit |')
      expect(body.includes('secret plan')).toBe(told)
    }
    const history = createMemoryHistory({ changes, private: { 'acme/api': true } })
    const world = createCase({ history })
    await promote(world, { changelog: 'full' })
    expect(world.pulls.open[0]?.body).toContain('secret plan')
    expect(history.asked).toEqual([`changes ${API} 1111111 2222222`])
    const silent = createMemoryHistory({ changes })
    await promote(createCase({ history: silent }), { changelog: 'none' })
    expect(silent.asked).toEqual([])
  })
})

describe('what is meant', () => {
  it('is the environment before, when `from` is empty', async () => {
    expect(await promote(createCase(), { from: '' })).toMatchObject({ outcome: 'created', from: 'staging' })
  })

  it('is a directory on the default branch, named or not', async () => {
    const config = CONFIG.replace(
      'path: environments/production,',
      'path: environments/production, branch: main,',
    )
    const world = createCase({}, config)
    expect(await promote(world)).toMatchObject({ outcome: 'created' })
    expect(world.pulls.open).toMatchObject([{ head: { branch: BRANCH }, base: { branch: 'main' } }])
  })

  it('is the digest where the tag moved on', async () => {
    const [old, moved] = ['a', 'b'].map((digit) => `sha256:${digit.repeat(64)}`)
    const pinned = (tag: string, digest: string): string =>
      `image: ghcr.io/acme/api:${tag}@${digest}\nweb: 1\n`
    const registry = createMemoryRegistry({
      'ghcr.io/acme/api:main': moved ?? '',
      'ghcr.io/acme/api:kept': old ?? '',
    })
    const world = createPromotionCase(
      {
        'gitops.yaml': CONFIG,
        [`${STAGING}/api.yaml`]: pinned('main', old ?? ''),
        [`${PRODUCTION}/api.yaml`]: pinned('main', 'sha256:' + 'c'.repeat(64)),
      },
      { registry },
    )
    expect(await promote(world)).toMatchObject({ outcome: 'created' })
    expect(world.repository.text(BRANCH, `${PRODUCTION}/api.yaml`)).toBe(pinned('main', old ?? ''))
  })

  it.each([
    [{ from: '', to: '', strategy: 'directory' as const }, /needs two environments/],
    [{ to: 'productoin' }, /did you mean "production"/],
    [{ to: 'staging' }, /share files/],
  ])('is not %j', async (change, message) => {
    await expect(promote(createCase(), { strategy: 'directory', ...change })).rejects.toThrow(message)
  })
})
