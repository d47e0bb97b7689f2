import { afterEach, describe, expect, it } from '@jest/globals'
import { parseGates } from '@gitops-actions/core'
import { createPromotionCase } from '../core/promotion-case.ts'
import { importCommits, type LivePromotions, startLivePromotions } from './promotion-live.ts'
import { REPOSITORY } from './github-world.ts'

let live: LivePromotions | undefined

afterEach(async () => {
  await live?.close()
  live = undefined
})

function helm(tag: string): string {
  return `image:\n  repository: ghcr.io/acme/api\n  tag: ${tag}\n`
}

/** Puts a line of commits on a branch that begins at `main`, each with another tag. */
async function commitMany(world: LivePromotions, branch: string, count: number): Promise<void> {
  const commits = Array.from({ length: count }, (_, index) => {
    const [message, text] = [`Deploy 1.0.${index + 1}`, helm(`1.0.${index + 1}`)]
    const from = index === 0 ? 'from refs/heads/main\n' : ''
    return `commit refs/heads/${branch}\ncommitter Sandbox <sandbox@example.com> ${1_767_312_000 + index} +0000\ndata ${message.length}\n${message}\n${from}M 100644 inline api.yaml\ndata ${text.length}\n${text}\n`
  })
  await importCommits(world.github.repository(REPOSITORY), commits.join(''))
}

function openPulls(world: LivePromotions): readonly { title: string; head: string }[] {
  return [...world.github.describe(REPOSITORY).pulls.values()].filter(({ state }) => state === 'open')
}

describe('a promotion', () => {
  it('of a thousand commits costs as much as that of one, and tells of the last', async () => {
    live = await startLivePromotions({ 'api.yaml': helm('1.0.0') })
    await commitMany(live, 'staging', 1000)
    live.operations()
    const report = await live.promote()
    expect(report).toMatchObject({
      outcome: 'created',
      title: 'Promote staging to main: api 1.0.0 → 1.0.1000',
      changes: [{ from: '1.0.0', to: '1.0.1000' }],
    })
    expect(live.operations()).toHaveLength(4)
    await live.merge(1, 'merge')
    expect(await live.text('main', 'api.yaml')).toBe(helm('1.0.1000'))
  })

  it.each(['branch', 'directory'] as const)(
    'of three releases in a row leaves one pull request open, by %s',
    async (strategy) => {
      const file = strategy === 'branch' ? 'api.yaml' : 'environments/staging/api.yaml'
      live = await startLivePromotions({ [file]: helm('1.0.0'), 'environments/main/api.yaml': helm('1.0.0') })
      const sides = { from: 'staging', to: 'main', strategy }
      const outcomes: string[] = []
      for (const tag of ['1.1.0', '1.2.0', '1.3.0']) {
        await live.push(strategy === 'branch' ? 'staging' : 'main', { [file]: helm(tag) })
        outcomes.push((await live.promote(sides)).outcome)
      }
      expect(outcomes).toEqual(['created', 'updated', 'updated'])
      expect(openPulls(live)).toMatchObject([{ title: 'Promote staging to main: api 1.0.0 → 1.3.0' }])
      await live.merge(1, 'merge')
      expect(await live.promote(sides)).toMatchObject({ outcome: 'no-op', pull: undefined })
      expect(openPulls(live)).toEqual([])
    },
  )
})

describe('a merge method that hides from git what was promoted', () => {
  it.each([
    [{ autoMerge: 'squash' as const }, 1],
    [{ autoMerge: 'rebase' as const }, 1],
    [{ autoMerge: 'squash' as const, realign: true }, 0],
    [{ autoMerge: 'merge' as const }, 0],
  ])('is warned of before it is used: %j', async (change, warnings) => {
    const one = createPromotionCase({ 'api.yaml': helm('1.0.0') })
    one.repository.push('staging', { 'api.yaml': helm('1.1.0') })
    await one.promote({ ...change, dryRun: true })
    const told = one.log.lines.filter((line) => /^warning: .*hides from git what was promoted/.test(line))
    expect(told).toHaveLength(warnings)
  })
})

describe('closed gates', () => {
  const GATES = { gates: parseGates(['verified']), checkRun: true }

  it('are a check run on the head of what is promoted, written once and turned when they open', async () => {
    live = await startLivePromotions({ 'api.yaml': helm('1.0.0') })
    const { github } = live
    const head = await live.push('staging', { 'api.yaml': helm('1.1.0') })
    expect((await live.promote(GATES)).outcome).toBe('blocked-by-gate')
    const runs = github.describe(REPOSITORY).checkRuns
    expect([...runs.values()]).toMatchObject([
      { name: 'gitops-promotion/staging/main', headSha: head, conclusion: 'neutral' },
    ])
    const before = live.writes().length
    await live.promote(GATES)
    expect(live.writes()).toHaveLength(before)
    expect(
      (await live.promote({ ...GATES, gates: parseGates(['freeze=2001-01-01..2001-01-02']) })).outcome,
    ).toBe('created')
    expect([...runs.values()].at(-1)).toMatchObject({ conclusion: 'success', title: 'May go on to main' })
  })

  it('are told in the log alone where the token may write no check runs', async () => {
    live = await startLivePromotions({ 'api.yaml': helm('1.0.0') })
    await live.push('staging', { 'api.yaml': helm('1.1.0') })
    live.github.faults.always('POST /repos/{owner}/{repo}/check-runs', {
      instead: { status: 403, body: { message: 'Resource not accessible by integration' } },
    })
    expect((await live.promote(GATES)).outcome).toBe('blocked-by-gate')
    expect(live.lines.filter((line) => line.includes('No check run tells'))).toEqual([
      expect.stringMatching(/^info: .*the token needs "checks: write"/),
    ])
  })
})
