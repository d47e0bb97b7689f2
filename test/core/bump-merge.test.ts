import { describe, expect, it } from '@jest/globals'
import {
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

describe('waiting for the merge', () => {
  it('ends with the commit that it was merged by', async () => {
    const open: PullRequestState = { kind: 'open', head: SHA, state: 'blocked' }
    const { run, clock } = caseWith([], [open, open, { kind: 'merged', commit: SHA }])
    const begun = clock.monotonic()
    expect(await run({ waitForMerge: true })).toMatchObject({ outcome: 'created', commit: SHA })
    expect(clock.monotonic() - begun).toBe(5000)
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
