import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { REPOSITORY } from './github-world.ts'
import { BRANCH, live, type LiveDirectories, PRODUCTION, startDirectories } from './promotion-directories.ts'

const MERGE = 'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge'

let world: LiveDirectories

beforeEach(async () => {
  world = await startDirectories()
})

afterEach(() => world.close())

describe('merging a promotion', () => {
  const checks = (...types: readonly 'merge_queue'[]): void => {
    const required = { required_status_checks: [{ context: 'build' }] }
    world.github.addRuleset(REPOSITORY, {
      branches: ['main'],
      rules: [{ type: 'required_status_checks', parameters: required }, ...types.map((type) => ({ type }))],
    })
  }
  const allow = (): void => {
    world.github.describe(REPOSITORY).settings.allowAutoMerge = true
  }

  it('fault 15: merges at once what is clean, and knows the commit', async () => {
    allow()
    const report = await world.promoted({ autoMerge: 'merge', waitForMerge: true })
    expect(report).toMatchObject({ outcome: 'created', mergeCommit: await world.head('main') })
    expect(await world.text('main', PRODUCTION)).toBe(live('1.1.0'))
  })

  it('fault 15: arms what waits for its checks', async () => {
    allow()
    checks()
    expect(await world.promoted({ autoMerge: 'squash' })).toMatchObject({ outcome: 'created', notices: [] })
    expect(await world.text('main', PRODUCTION)).toBe(live('1.0.0'))
  })

  it('fault 15: looks again at what is unstable, then leaves it open with a warning', async () => {
    allow()
    const { token } = world.github.createToken({ login: 'ci[bot]', kind: 'app' })
    await world.promoted()
    const sha = (await world.head(BRANCH)) ?? ''
    await fetch(`${world.github.apiUrl}/repos/${REPOSITORY}/statuses/${sha}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ state: 'pending', context: 'build' }),
    })
    const report = await world.promoted({ autoMerge: 'merge' })
    expect(report.outcome).toBe('no-op')
    expect(report.notices.join()).toMatch(/#1 is open and was not merged/)
    expect(world.open()).toHaveLength(1)
  })

  it('fault 15: fails where it is not allowed, and tells of the pull request all the same', async () => {
    checks()
    const report = await world.promoted({ autoMerge: 'merge' })
    expect(report).toMatchObject({ outcome: 'failed', pull: { number: 1 } })
    expect(report.reason).toMatch(
      /does not allow auto-merge: .* Settings, General, Pull Requests.*\(auto-merge-refused\)/,
    )
  })

  it('fault 15: enters the merge queue', async () => {
    world.github.addRuleset(REPOSITORY, { branches: ['main'], rules: [{ type: 'merge_queue' }] })
    const report = await world.promoted({ autoMerge: 'merge' })
    expect(report.reason).toMatch(/It is in the merge queue\.$/)
    await world.github.advanceMergeQueue(REPOSITORY)
    expect(await world.text('main', PRODUCTION)).toBe(live('1.1.0'))
  })

  it('fault 16: merges no head that it has not seen', async () => {
    allow()
    const message = 'Head branch was modified. Review and try the merge again.'
    world.github.faults.next(MERGE, { instead: { status: 409, body: { message } } })
    const report = await world.promoted({ autoMerge: 'merge' })
    expect(report).toMatchObject({ outcome: 'failed', pull: { number: 1 } })
    expect(report.reason).toContain('(head-moved)')
    expect(world.open()).toHaveLength(1)
  })

  it('fault 18: asks again while GitHub does not know whether it can be merged', async () => {
    const unknown = (body: unknown): unknown => ({
      ...(body as object),
      mergeable: null,
      mergeable_state: 'unknown',
    })
    await world.push('stage', { [PRODUCTION]: live('1.1.0').replace('replicas: 5', 'replicas: 9') })
    await world.push('main', { [PRODUCTION]: live('1.0.0').replace('replicas: 5', 'replicas: 7') })
    world.github.faults.next(
      'GET /repos/{owner}/{repo}/pulls/{pull_number}',
      { rewrite: unknown },
      { times: 3 },
    )
    const report = await world.promote({ from: 'stage', to: 'main', strategy: 'branch' })
    expect(report).toMatchObject({ outcome: 'conflict', pull: { number: 1 } })
    expect(report.reason).toContain('It cannot be merged')
  })

  it('waits for a person, and gives the commit', async () => {
    const sleep = async (): Promise<void> => {
      await world.merge(1, 'squash')
    }
    const clock = { ...world.clock, sleep }
    const request = { from: 'staging', to: 'production', waitForMerge: true }
    const report = await world.promote(request, { clock })
    expect(report).toMatchObject({ outcome: 'created', mergeCommit: await world.head('main') })
    expect(report.reason).toMatch(/was opened\. It was merged as [0-9a-f]{7}\.$/)
  })

  it('does not wait for ever', async () => {
    const report = await world.promoted({ waitForMerge: true, timeout: 120_000 })
    expect(report).toMatchObject({ outcome: 'failed', pull: { number: 1 }, mergeCommit: undefined })
    expect(report.reason).toMatch(/#1 was not merged within .*\(not-merged\)/)
  })
})
