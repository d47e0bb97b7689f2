import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type CommitSha, parseBranchName, parseCommitSha } from '@gitops-actions/core'
import { createWorld, failureOf, type World } from './github-world.ts'

const [MAIN, OURS] = [parseBranchName('main'), parseBranchName('gitops/dev/api')]
const ENABLE = 'mutation enablePullRequestAutoMerge'

describe('merging a pull request', () => {
  let world: World
  let head: CommitSha

  beforeEach(async () => {
    world = await createWorld()
    const { repository, pulls } = world.connect()
    const main = await repository.head(MAIN)
    if (main === undefined) throw new Error('there is no main')
    await repository.setBranch({ branch: OURS, to: main, expected: undefined })
    const changes = [{ path: 'a.yaml', mode: '100644' as const, text: 'tag: 2\n' }]
    const made = await repository.commit({
      branch: OURS,
      expectedHead: main,
      headline: 'Bump',
      body: '',
      changes,
    })
    if (made.kind !== 'committed') throw new Error(made.detail)
    head = made.sha
    await pulls.create({ head: OURS, base: MAIN, title: 'Bump', body: '', draft: false })
  })

  afterEach(() => world.close())

  function answer(message: string): void {
    const body = { data: { enablePullRequestAutoMerge: null }, errors: [{ type: 'UNPROCESSABLE', message }] }
    world.github.faults.next(ENABLE, { instead: { status: 200, body } })
  }

  it('fault 15: merges at once what GitHub does not arm', async () => {
    answer('Pull request Pull request is in clean status')
    const { pulls, repository } = world.connect()
    expect(await pulls.merge(1, { head, method: 'merge' })).toEqual({ kind: 'merged' })
    const state = await pulls.state(1)
    expect(state).toEqual({ kind: 'merged', commit: await repository.head(MAIN) })
    const [merge] = world.writes().slice(-1)
    expect(merge?.body).toMatchObject({ sha: head, merge_method: 'merge' })
  })

  it('fault 15: does not merge over checks that are not done', async () => {
    answer('Pull request Pull request is in unstable status')
    const { pulls } = world.connect()
    expect(await pulls.merge(1, { head, method: 'merge' })).toMatchObject({ kind: 'not-yet' })
    expect(await pulls.state(1)).toMatchObject({ kind: 'open', head })
  })

  it('fault 15: names the setting that does not allow it', async () => {
    answer('Pull request Auto merge is not allowed for this repository')
    const { pulls } = world.connect()
    const failure = await failureOf(pulls.merge(1, { head, method: 'squash' }))
    expect(failure).toMatchObject({ code: 'auto-merge-refused' })
    expect(await pulls.state(1)).toMatchObject({ kind: 'open', head })
  })

  it('fault 16: does not merge a head that it does not know', async () => {
    const { pulls } = world.connect()
    const other = parseCommitSha('e'.repeat(40))
    expect(await failureOf(pulls.merge(1, { head: other, method: 'merge' }))).toMatchObject({
      code: 'head-moved',
    })
    answer('Pull request Pull request is in clean status')
    world.github.faults.next('PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge', {
      instead: {
        status: 409,
        body: { message: 'Head branch was modified. Review and try the merge again.' },
      },
    })
    expect(await failureOf(pulls.merge(1, { head, method: 'merge' }))).toMatchObject({ code: 'head-moved' })
  })

  it('fault 16: says that it cannot be merged yet', async () => {
    answer('Pull request Pull request is in clean status')
    world.github.faults.next('PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge', {
      instead: { status: 405, body: { message: 'Pull Request is not mergeable' } },
    })
    const { pulls } = world.connect()
    expect(await pulls.merge(1, { head, method: 'merge' })).toEqual({
      kind: 'not-yet',
      reason: 'Pull Request is not mergeable',
    })
  })

  it('tells a closed one', async () => {
    const { pulls } = world.connect()
    await pulls.close(1, '')
    expect(await pulls.state(1)).toEqual({ kind: 'closed' })
  })
})
