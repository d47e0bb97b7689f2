import { describe, expect, it } from '@jest/globals'
import {
  ActionError,
  fanOutOutputs,
  gateCheckName,
  joinOutcomes,
  joinReasons,
  parseGates,
  promoteToEach,
  type PromotionPorts,
  renderFanOutSummary,
  type TargetPromotion,
} from '@gitops-actions/core'
import { createManualClock } from './fakes/manual-clock.ts'
import { createMemoryBranchMerges } from './fakes/memory-branch-merges.ts'
import { createMemoryCheckRuns } from './fakes/memory-check-runs.ts'
import { createMemoryPullRequests } from './fakes/memory-pull-requests.ts'
import { createMemoryRepository } from './fakes/memory-repository.ts'
import { createRecordingLog } from './fakes/recording-log.ts'
import { createPromotionCase, promotionRequest } from './promotion-case.ts'

const FILES = { 'values.yaml': helm('1.0.0') }

function helm(tag: string): string {
  return `image:\n  repository: ghcr.io/acme/api\n  tag: ${tag}\n`
}

describe('promotions to several targets', () => {
  function createPorts(): PromotionPorts & { repository: ReturnType<typeof createMemoryRepository> } {
    const repository = createMemoryRepository(FILES)
    const pulls = createMemoryPullRequests(repository)
    return {
      repository,
      pulls,
      merges: createMemoryBranchMerges(pulls),
      checks: createMemoryCheckRuns(),
      sources: undefined,
      history: undefined,
      registry: undefined,
      clock: createManualClock(),
      log: createRecordingLog(),
    }
  }

  function promote(ports: PromotionPorts, targets: readonly string[]): Promise<readonly TargetPromotion[]> {
    return promoteToEach(promotionRequest({ from: 'staging', to: targets[0] ?? '' }), targets, ports)
  }

  it('open one pull request each, and one that fails does not hold up the others', async () => {
    const ports = createPorts()
    ports.repository.push('eu', {})
    ports.repository.push('us', {})
    ports.repository.push('staging', { 'values.yaml': helm('1.1.0') })
    const first = await promote(ports, ['eu', 'asia', 'us'])
    expect(first.map(({ to, outcome }) => [to, outcome])).toEqual([
      ['eu', 'created'],
      ['asia', 'failed'],
      ['us', 'created'],
    ])
    expect(joinOutcomes(first)).toBe('failed')
    expect(joinReasons(first)).toMatch(/^asia: .*no branch "asia".*\(branch-not-found\)$/)
    const outputs = fanOutOutputs(first, false)
    expect(outputs).toMatchObject({ 'pull-request-number': '1', 'checks-will-run': 'yes' })
    expect(JSON.parse(outputs.promotions ?? '')).toMatchObject([
      { to: 'eu', outcome: 'created', 'pull-request-number': '1' },
      { to: 'asia', outcome: 'failed', 'pull-request-number': '', 'pull-request-url': '' },
      { to: 'us', outcome: 'created', 'pull-request-number': '2' },
    ])
    expect(renderFanOutSummary(first).match(/^### .*$/gm)).toEqual([
      '### open-promotion-pr: created',
      '### open-promotion-pr: failed',
      '### open-promotion-pr: created',
    ])
    expect(joinOutcomes(await promote(ports, ['eu', 'us']))).toBe('no-op')
  })

  it('end when the run is cancelled', async () => {
    const ports = createPorts()
    ports.repository.before('read', () => {
      throw new ActionError('cancelled', 'the run was cancelled')
    })
    await expect(promote(ports, ['main'])).rejects.toMatchObject({ code: 'cancelled' })
  })

  it('fail as a run when one fails, and count as done when one was done', () => {
    const of = (...outcomes: TargetPromotion['outcome'][]): TargetPromotion['outcome'] =>
      joinOutcomes(
        outcomes.map((outcome) => ({ from: 'a', to: 'b', outcome, reason: '', report: undefined })),
      )
    expect(of('created', 'conflict', 'no-op')).toBe('conflict')
    expect(of('no-op', 'updated', 'blocked-by-gate')).toBe('updated')
    expect(of('no-op', 'blocked-by-gate')).toBe('blocked-by-gate')
    expect(of()).toBe('no-op')
  })
})

describe('the check run of closed gates', () => {
  const GATES = { gates: parseGates(['verified']), checkRun: true }
  const NAME = gateCheckName({ from: 'staging', to: 'main' })

  it('is made on the head of what is promoted, once, and turned when they open', async () => {
    const one = createPromotionCase(FILES)
    const head = one.repository.push('staging', { 'values.yaml': helm('1.1.0') })
    expect((await one.promote(GATES)).outcome).toBe('blocked-by-gate')
    expect(one.checks.created).toMatchObject([
      {
        name: 'gitops-promotion/staging/main',
        commit: head,
        conclusion: 'neutral',
        title: 'Held back from main: verified',
        detailsUrl: 'https://github.example/run',
      },
    ])
    expect(one.checks.created[0]?.summary).toContain('⛔ closed')
    one.checks.add(head, { name: NAME, conclusion: 'neutral', title: 'Held back from main: verified' })
    await one.promote(GATES)
    expect(one.checks.created).toHaveLength(1)
    one.checks.add(head)
    expect((await one.promote(GATES)).outcome).toBe('created')
    expect(one.checks.created[1]).toMatchObject({ conclusion: 'success', title: 'May go on to main' })
  })

  it('is not made for gates that were never closed, without gates, in a dry run, and where nobody wants it', async () => {
    const one = createPromotionCase(FILES)
    const head = one.repository.push('staging', { 'values.yaml': helm('1.1.0') })
    await one.promote({ ...GATES, dryRun: true })
    await one.promote({ ...GATES, checkRun: false })
    await one.promote({ checkRun: true, dryRun: true })
    one.checks.add(head)
    expect((await one.promote(GATES)).outcome).toBe('created')
    expect(one.checks.created).toEqual([])
  })

  it.each([
    ['permission-denied', 'info'],
    ['unreachable', 'warning'],
  ])('that cannot be made (%s) stops nothing and is an %s', async (code, level) => {
    const refuse = {
      find: () => Promise.resolve([]),
      history: () => Promise.resolve([]),
      create: () => Promise.reject(new ActionError(code, 'no')),
    }
    const one = createPromotionCase(FILES, { checks: refuse })
    one.repository.push('staging', { 'values.yaml': helm('1.1.0') })
    expect((await one.promote(GATES)).outcome).toBe('blocked-by-gate')
    expect(one.log.lines.filter((line) => line.includes('No check run tells'))).toEqual([
      expect.stringContaining(level),
    ])
  })
})
