import { beforeEach, describe, expect, it } from '@jest/globals'
import {
  judgePullRequest,
  parseBranchName,
  parseGates,
  type PromotionReport,
  renderPromotionSummary,
  type StatusRequest,
} from '@gitops-actions/core'
import { createManualClock, type ManualClock } from './fakes/manual-clock.ts'
import { createMemoryCheckRuns, type MemoryCheckRuns } from './fakes/memory-check-runs.ts'
import { createMemoryRepository, type MemoryRepository } from './fakes/memory-repository.ts'
import { createRecordingLog } from './fakes/recording-log.ts'
import { promotionRequest } from './promotion-case.ts'

const CONFIG = [
  'version: 1',
  'environments:',
  '  staging: { path: environments/staging }',
  '  production: { path: environments/production, from: staging }',
  'services:',
  '  api: { image: ghcr.io/acme/api }',
  '',
].join('\n')
const DIGEST = `sha256:${'0a'.repeat(32)}`
const SOURCE = 'c'.repeat(40)

let repository: MemoryRepository
let checks: MemoryCheckRuns
let clock: ManualClock

beforeEach(() => {
  checks = createMemoryCheckRuns()
  clock = createManualClock()
})

function helm(tag: string, digest = ''): string {
  return `image:\n  repository: ghcr.io/acme/api\n  tag: ${tag}\n${digest === '' ? '' : `  digest: ${digest}\n`}`
}

function release(tag: string, digest = DIGEST): string {
  return `Deploy ${tag}\n\nGitOps-Release: api ghcr.io/acme/api:${tag}@${digest} acme/api@${SOURCE}`
}

function judge(head: string, change: Partial<StatusRequest> = {}, base = 'main'): Promise<PromotionReport> {
  const pull = {
    number: 7,
    url: 'https://github.example/7',
    head: head as never,
    base: parseBranchName(base),
  }
  const request = { ...promotionRequest({ gates: parseGates(['verified']) }), waitForGates: false, pull }
  const ports = {
    repository,
    checks,
    clock,
    sources: undefined,
    registry: undefined,
    log: createRecordingLog(),
  }
  return judgePullRequest({ ...request, ...change }, ports)
}

describe('the gate of a pull request to an environment that is scattered over directories', () => {
  const config = CONFIG.replace('path: environments/staging', 'files: ["*/staging.yaml"]').replace(
    'path: environments/production',
    'files: ["*/production.yaml"]',
  )

  it('asks for the proof of what its own files bring', async () => {
    repository = createMemoryRepository({ 'gitops.yaml': config, 'api/production.yaml': helm('1.0.0') })
    const introduced = repository.push(
      'main',
      { 'api/staging.yaml': helm('1.1.0', DIGEST) },
      release('1.1.0'),
    )
    const head = repository.push('up', {
      'api/production.yaml': helm('1.1.0', DIGEST),
      'api/x.yaml': helm('9'),
    })
    const sides = { from: 'staging', to: 'production' }
    const report = await judge(head, sides)
    expect(report).toMatchObject({ outcome: 'blocked-by-gate', services: [{ service: 'api' }] })
    checks.add(introduced)
    expect(await judge(head, sides)).toMatchObject({ outcome: 'no-op', gates: [{ open: true }] })
    const other = repository.push('other', { 'api/x.yaml': helm('9') })
    expect((await judge(other, sides)).reason).toMatch(/changes nothing of production/)
  })
})

describe('the gate of a pull request between branches', () => {
  let introduced: string

  beforeEach(() => {
    repository = createMemoryRepository({ 'values.yaml': helm('1.0.0'), 'notes.txt': 'one\n' })
    introduced = repository.push('staging', { 'values.yaml': helm('1.1.0', DIGEST) }, release('1.1.0'))
  })

  it('is open when the commit that introduced the version is verified', async () => {
    const head = repository.push('staging', { 'notes.txt': 'two\n' })
    checks.add(introduced)
    const report = await judge(head)
    expect(report).toMatchObject({ outcome: 'no-op', pull: { number: 7 }, gates: [{ open: true }] })
    expect(report.reason).toMatch(/from staging to main may be merged: every gate is open/)
    expect(report.services.map(({ service }) => service)).toEqual(['api'])
    expect(checks.asked).toEqual([`${introduced} gitops/staging`])
  })

  it('is closed without a proof, in words that the summary shows', async () => {
    const report = await judge(introduced)
    expect(report.outcome).toBe('blocked-by-gate')
    expect(report.reason).toMatch(
      /must not be merged yet: a gate is closed: "verified" \(api: its commit has no check run gitops\/staging of github-actions\)/,
    )
    expect(renderPromotionSummary(report)).toContain('⛔ closed')
    expect(repository.calls.filter((call) => /^(commit|set|delete)/.test(call))).toEqual([])
  })

  it('judges the commit that the event named, not what was pushed since', async () => {
    checks.add(introduced)
    repository.push('staging', { 'values.yaml': helm('1.2.0') })
    expect((await judge(introduced)).outcome).toBe('no-op')
  })

  it('fault 138: is closed for what somebody wrote by hand, whatever its message says', async () => {
    checks.add(introduced)
    const forged = repository.push('fix', { 'values.yaml': helm('6.6.6', DIGEST) }, release('6.6.6'))
    expect((await judge(forged)).outcome).toBe('blocked-by-gate')
  })

  it('asks for a proof of the head where no image changes', async () => {
    const head = repository.push('plain', { 'notes.txt': 'three\n' })
    expect((await judge(head)).outcome).toBe('blocked-by-gate')
    checks.add(head)
    expect((await judge(head)).outcome).toBe('no-op')
  })

  it('waits until it is open', async () => {
    const known = checks
    checks = {
      ...known,
      find(commit, name) {
        if (clock.slept.length === 3) known.add(introduced)
        return known.find(commit, name)
      },
    }
    expect((await judge(introduced, { waitForGates: true })).outcome).toBe('no-op')
    expect(clock.slept).toEqual([10_000, 15_000, 22_500])
  })

  it('waits no longer than it may', async () => {
    const report = await judge(introduced, { waitForGates: true, timeout: 60_000 })
    expect(report.outcome).toBe('blocked-by-gate')
    expect(clock.slept.reduce((sum, time) => sum + time, 0)).toBeLessThanOrEqual(60_000)
  })

  it('is no gate of pull requests to other branches', async () => {
    repository.push('release', {})
    await expect(judge(introduced, {}, 'release')).rejects.toMatchObject({
      code: 'invalid-input',
      message: expect.stringMatching(/goes to branch "release", and "to" is main, which is branch "main"/),
    })
  })

  it('is closed where nobody can tell everything that changes', async () => {
    checks.add(introduced)
    const whole = repository
    repository = {
      ...whole,
      async compare(base, head) {
        const comparison = await whole.compare(base, head)
        return comparison === undefined ? undefined : { ...comparison, filesComplete: false }
      },
    }
    expect((await judge(introduced)).reason).toMatch(/more files than the host lists/)
  })

  it('is closed by a hold of the target', async () => {
    checks.add(introduced)
    const held =
      'version: 1\nholds:\n  - service: api\n    bad: { tag: 1.1.0 }\n    reason: it leaks\n    until: lifted\n'
    repository.push('main', { '.gitops/holds/main.yaml': held })
    const report = await judge(introduced)
    expect(report.outcome).toBe('blocked-by-gate')
    expect(report.reason).toMatch(/held back from the environment "main": it leaks/)
  })
})

describe('the gate of a pull request between directories', () => {
  const [STAGING, PRODUCTION] = ['environments/staging/api.yaml', 'environments/production/api.yaml']
  const SIDES = { from: 'staging', to: 'production' }
  let introduced: string

  beforeEach(() => {
    repository = createMemoryRepository({
      'gitops.yaml': CONFIG,
      [STAGING]: helm('1.0.0'),
      [PRODUCTION]: helm('1.0.0'),
    })
    introduced = repository.push('main', { [STAGING]: helm('1.1.0', DIGEST) }, release('1.1.0'))
  })

  it('looks for the proof where the version came into the environment before', async () => {
    const head = repository.push('gitops/x', { [PRODUCTION]: helm('1.1.0', DIGEST) }, release('1.1.0'))
    checks.add(head)
    expect((await judge(head, SIDES)).outcome).toBe('blocked-by-gate')
    checks.add(introduced)
    expect((await judge(head, SIDES)).outcome).toBe('no-op')
  })

  it('finds it when the environment before has moved on, also under another tag', async () => {
    repository.push('main', { [STAGING]: helm('1.2.0') }, 'Deploy 1.2.0')
    const head = repository.push('gitops/x', { [PRODUCTION]: helm('v1.1.0', DIGEST) })
    checks.add(introduced)
    expect(await judge(head, SIDES)).toMatchObject({ outcome: 'no-op' })
  })

  it('is closed for a version that was never there', async () => {
    const head = repository.push('fix', { [PRODUCTION]: helm('6.6.6') }, release('6.6.6'))
    checks.add(head)
    checks.add(introduced)
    expect((await judge(head, SIDES)).reason).toMatch(/api: no commit is known that introduced its value/)
  })

  it('is open for what is no business of the environment', async () => {
    const head = repository.push('fix', { [STAGING]: helm('2.0.0'), 'README.md': 'Read.\n' })
    expect(await judge(head, SIDES)).toMatchObject({
      outcome: 'no-op',
      reason: 'This pull request changes nothing of production.',
    })
    const own = repository.push('own', { [PRODUCTION]: `${helm('1.0.0')}replicas: 3\n` })
    expect((await judge(own, SIDES)).outcome).toBe('no-op')
  })
})
