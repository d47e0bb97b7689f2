import { describe, expect, it } from '@jest/globals'
import {
  ActionError,
  type BumpReport,
  type MergeAnswer,
  parseCommitSha,
  type PullRequestState,
} from '@gitops-actions/core'
import { type BumpCase, createBumpCase, wantedImage } from './bump-case.ts'
import { createMemoryPullRequests, type MemoryPullRequests } from './fakes/memory-pull-requests.ts'
import { createMemoryRepository } from './fakes/memory-repository.ts'

const SHA = parseCommitSha('d'.repeat(40))

interface Scripted extends BumpCase {
  readonly merging: MemoryPullRequests
  readonly run: (change?: Parameters<BumpCase['bump']>[0]) => Promise<BumpReport>
}

function caseWith(merges: MergeAnswer[], states: PullRequestState[] = []): Scripted {
  const repository = createMemoryRepository({ 'values.yaml': 'image: ghcr.io/acme/api:1.4.1\n' })
  const merging = createMemoryPullRequests(repository, { merges, states })
  const one = createBumpCase(undefined, { repository, pulls: merging })
  return { ...one, merging, run: (change) => one.bump({ mode: 'pull-request', ...change }) }
}

describe('auto-merge', () => {
  it('is armed on the commit that was written', async () => {
    const { run, merging } = caseWith([{ kind: 'armed' }])
    expect(await run({ autoMerge: 'squash' })).toMatchObject({ outcome: 'created', notices: [] })
    expect(merging.calls).toContain('merge 1')
  })

  it('is armed again by a run that finds the pull request current', async () => {
    const { run, merging } = caseWith([])
    await run()
    expect(await run({ autoMerge: 'merge' })).toMatchObject({ outcome: 'no-op' })
    expect(merging.calls.filter((call) => call === 'merge 1')).toHaveLength(1)
  })

  it('is not asked for unless somebody wants it', async () => {
    const { run, merging } = caseWith([])
    await run()
    expect(merging.calls).not.toContain('merge 1')
  })

  it('says that the merge queue has it', async () => {
    const { run } = caseWith([{ kind: 'queued' }])
    const report = await run({ autoMerge: 'merge' })
    expect(report).toMatchObject({ outcome: 'created', notices: [] })
    expect(report.reason).toBe('Pull request #1 was opened. It is in the merge queue.')
  })

  it('asks that a head nobody wrote now is verified like one that was written', async () => {
    const repository = createMemoryRepository({ 'values.yaml': 'image: ghcr.io/acme/api:1.4.1\n' })
    const memory = createMemoryPullRequests(repository)
    const wishes: unknown[] = []
    const pulls = {
      ...memory,
      merge: (_: number, wish: object) => {
        wishes.push(wish)
        return Promise.reject(new ActionError('not-verified', 'Not verified.'))
      },
    }
    const one = createBumpCase(undefined, { repository, pulls })
    await one.bump({ mode: 'pull-request' })
    const report = await one.bump({ mode: 'pull-request', autoMerge: 'merge', requireVerified: true })
    expect(report).toMatchObject({ outcome: 'failed', reason: 'Not verified. (not-verified)' })
    expect(wishes).toMatchObject([{ requireVerified: true }])
  })

  it('fault 18: gives up after some looks with a warning, and leaves the pull request open', async () => {
    const later: MergeAnswer = { kind: 'not-yet', reason: 'Pull Request is not mergeable' }
    const { run, merging } = caseWith([later, later, later, later])
    const report = await run({ autoMerge: 'merge' })
    expect(report.notices).toEqual([
      'Pull request #1 is open and was not merged: Pull Request is not mergeable.',
    ])
    expect(merging.open).toHaveLength(1)
  })
})

describe('a run that is cancelled', () => {
  it('ends as that, and is no merge that failed', async () => {
    const { pulls, bump } = createBumpCase()
    pulls.merge = () => Promise.reject(new ActionError('cancelled', 'the run was cancelled'))
    await expect(bump({ mode: 'pull-request', autoMerge: 'merge' })).rejects.toMatchObject({
      code: 'cancelled',
    })
  })
})

describe('waiting for the merge', () => {
  it('ends with the commit that it was merged by', async () => {
    const open: PullRequestState = { kind: 'open', head: SHA, state: 'blocked' }
    const { run, clock } = caseWith([], [open, open, { kind: 'merged', commit: SHA }])
    const begun = clock.monotonic()
    expect(await run({ waitForMerge: true })).toMatchObject({ outcome: 'created', commit: SHA })
    expect(clock.monotonic() - begun).toBe(5000)
  })

  const queued: PullRequestState = {
    kind: 'open',
    head: SHA,
    state: 'in the merge queue',
    merging: 'queued',
  }
  const idle: PullRequestState = { kind: 'open', head: SHA, state: 'clean', merging: 'nothing' }

  it('goes through the merge queue, and through a moment in which nobody seems to have it', async () => {
    const states = [idle, queued, queued, idle, idle, { kind: 'merged', commit: SHA } as const]
    const { run } = caseWith([{ kind: 'queued' }], states)
    const report = await run({ autoMerge: 'merge', waitForMerge: true })
    expect(report).toMatchObject({ outcome: 'created', commit: SHA })
    expect(report.reason).toMatch(/It is in the merge queue\. It was merged as ddddddd\.$/)
  })

  it('fails soon when the merge queue gives it up, and says why', async () => {
    const out = { ...idle, dequeued: 'failed_checks' }
    const { run, clock } = caseWith([{ kind: 'queued' }], [queued, out, out, out])
    const begun = clock.monotonic()
    const report = await run({ autoMerge: 'merge', waitForMerge: true })
    expect(report).toMatchObject({ outcome: 'failed', pull: { number: 1 } })
    expect(report.reason).toMatch(
      /left the merge queue without being merged \(failed_checks\).*\(not-merged\)$/,
    )
    expect(clock.monotonic() - begun).toBeLessThan(15_000)
  })

  it('fails soon when somebody turns auto-merge off', async () => {
    const { run } = caseWith([{ kind: 'armed' }], [idle, idle, idle])
    const report = await run({ autoMerge: 'merge', waitForMerge: true })
    expect(report.reason).toMatch(/^Auto-merge of pull request #1 was turned off .* it is clean/)
  })

  it('waits for a person where nobody was to merge it', async () => {
    const { run } = caseWith([], [idle, idle, idle, idle, { kind: 'merged', commit: SHA }])
    expect(await run({ waitForMerge: true })).toMatchObject({ outcome: 'created', commit: SHA })
  })

  it('fails when somebody closes it', async () => {
    const { run } = caseWith([], [{ kind: 'closed' }])
    const report = await run({ waitForMerge: true })
    expect(report).toMatchObject({ outcome: 'failed', pull: { number: 1 } })
    expect(report.reason).toMatch(/was closed without a merge.*\(pull-request-closed\)$/)
  })

  it('fails at the end of its time, and says how it stands', async () => {
    const { run } = caseWith([])
    const report = await run({ waitForMerge: true, timeout: 60_000 })
    expect(report).toMatchObject({ outcome: 'failed', pull: { number: 1 } })
    expect(report.reason).toMatch(/it is blocked: https:\/\/host\.example\/pull\/1.*\(not-merged\)$/)
  })
})

describe('a pull request that somebody else opened from our branch', () => {
  it('is left alone', async () => {
    const repository = createMemoryRepository({ 'values.yaml': 'image: ghcr.io/acme/api:1.4.1\n' })
    const pulls = createMemoryPullRequests(repository, { identity: 'octocat' })
    const one = createBumpCase(undefined, { repository, pulls })
    await one.bump({ mode: 'pull-request' })
    const again = one.bump({ mode: 'pull-request', wanted: [wantedImage('ghcr.io/acme/api:1.4.3')] })
    await expect(again).rejects.toMatchObject({ code: 'foreign-pull-request' })
    expect(repository.text('gitops/main/api', 'values.yaml')).toContain('1.4.2')
  })
})
