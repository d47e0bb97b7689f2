import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type CommitSha, parseBranchName, parseCommitSha } from '@gitops-actions/core'
import { createWorld, failureOf, REPOSITORY, type World } from './github-world.ts'

const [MAIN, OURS] = [parseBranchName('main'), parseBranchName('gitops/dev/api')]
const ENABLE = 'mutation enablePullRequestAutoMerge'
const ENQUEUE = 'mutation enqueuePullRequest'
const MERGE = 'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge'

let world: World
let head: CommitSha

beforeEach(async () => {
  world = await createWorld()
  const { repository, pulls } = world.connect()
  const main = await repository.head(MAIN)
  if (main === undefined) throw new Error('there is no main')
  await repository.setBranch({ branch: OURS, to: main, expected: undefined })
  const changes = [{ path: 'a.yaml', mode: '100644' as const, text: 'tag: 2\n' }]
  const request = { branch: OURS, expectedHead: main, headline: 'Bump', body: '', changes }
  const made = await repository.commit(request)
  if (made.kind !== 'committed') throw new Error(made.detail)
  head = made.sha
  await pulls.create({ head: OURS, base: MAIN, title: 'Bump', body: '', draft: false })
  world.operations()
})

afterEach(() => world.close())

function allowAutoMerge(): void {
  world.github.describe(REPOSITORY).settings.allowAutoMerge = true
}

function requireChecks(...types: readonly 'merge_queue'[]): void {
  const checks = { required_status_checks: [{ context: 'build' }] }
  world.github.addRuleset(REPOSITORY, {
    branches: ['main'],
    rules: [{ type: 'required_status_checks', parameters: checks }, ...types.map((type) => ({ type }))],
  })
}

/** A status of the check "build", as a workflow would report it. */
async function report(state: string, sha: string = head, context = 'build'): Promise<void> {
  const { token } = world.github.createToken({ login: 'ci[bot]', kind: 'app' })
  const answer = await fetch(`${world.github.apiUrl}/repos/${REPOSITORY}/statuses/${sha}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'user-agent': 'ci' },
    body: JSON.stringify({ state, context }),
  })
  if (answer.status !== 201) throw new Error(await answer.text())
  world.operations()
}

describe('merging a pull request', () => {
  it('arms what waits for its checks, and GitHub merges it when they have passed', async () => {
    allowAutoMerge()
    requireChecks()
    const { pulls } = world.connect()
    expect(await pulls.merge(1, { head, method: 'squash' })).toEqual({ kind: 'armed' })
    expect(await pulls.state(1)).toEqual({ kind: 'open', head, state: 'blocked', merging: 'armed' })
    expect(world.operations()).toEqual(['query repository', ENABLE, 'query repository'])
    expect(await pulls.merge(1, { head, method: 'squash' })).toEqual({ kind: 'armed' })
    expect(world.operations()).toEqual(['query repository'])
    await report('success')
    expect(await pulls.state(1)).toMatchObject({ kind: 'merged' })
    expect(await pulls.merge(1, { head, method: 'squash' })).toEqual({ kind: 'merged' })
  })

  it('fault 15: merges at once what GitHub does not arm', async () => {
    allowAutoMerge()
    const { pulls, repository } = world.connect()
    expect(await pulls.merge(1, { head, method: 'merge' })).toEqual({ kind: 'merged' })
    const state = await pulls.state(1)
    expect(state).toEqual({ kind: 'merged', commit: await repository.head(MAIN) })
    const [merge] = world.writes().slice(-1)
    expect(merge?.body).toMatchObject({ sha: head, merge_method: 'merge' })
  })

  it('fault 15: does not merge over checks that are not done', async () => {
    allowAutoMerge()
    await report('pending')
    const { pulls } = world.connect()
    expect(await pulls.merge(1, { head, method: 'merge' })).toMatchObject({ kind: 'not-yet' })
    expect(await pulls.state(1)).toEqual({ kind: 'open', head, state: 'unstable', merging: 'nothing' })
  })

  it('fault 15: names the setting that does not allow it', async () => {
    const { pulls } = world.connect()
    const failure = await failureOf(pulls.merge(1, { head, method: 'squash' }))
    expect(failure).toMatchObject({ code: 'auto-merge-refused' })
    expect(await pulls.state(1)).toMatchObject({ kind: 'open', head })
  })

  it('fault 16: does not merge a head that it does not know', async () => {
    allowAutoMerge()
    const { pulls } = world.connect()
    const other = parseCommitSha('e'.repeat(40))
    const wish = { head: other, method: 'merge' as const }
    expect(await failureOf(pulls.merge(1, wish))).toMatchObject({ code: 'head-moved' })
    const message = 'Head branch was modified. Review and try the merge again.'
    world.github.faults.next(MERGE, { instead: { status: 409, body: { message } } })
    expect(await failureOf(pulls.merge(1, { head, method: 'merge' }))).toMatchObject({ code: 'head-moved' })
  })

  it('fault 16: arms nothing when somebody pushes between the look and the write', async () => {
    allowAutoMerge()
    requireChecks()
    world.github.faults.next(ENABLE, { moveBranch: { repository: REPOSITORY, branch: OURS } })
    const { pulls } = world.connect()
    expect(await failureOf(pulls.merge(1, { head, method: 'merge' }))).toMatchObject({ code: 'head-moved' })
    expect(await pulls.state(1)).toMatchObject({ kind: 'open', merging: 'nothing' })
  })

  it('fault 16: says that it cannot be merged yet', async () => {
    allowAutoMerge()
    const body = { message: 'Pull Request is not mergeable' }
    world.github.faults.next(MERGE, { instead: { status: 405, body } })
    const { pulls } = world.connect()
    expect(await pulls.merge(1, { head, method: 'merge' })).toEqual({
      kind: 'not-yet',
      reason: 'Pull Request is not mergeable',
    })
  })

  it.each<[string, string, () => void]>([
    ['arming', 'armed', requireChecks],
    ['merging', 'merged', () => undefined],
  ])('fault 6: looks what became of %s when the answer is lost', async (_, kind, prepare) => {
    allowAutoMerge()
    prepare()
    world.github.faults.next(kind === 'armed' ? ENABLE : MERGE, { cut: 'after' })
    expect(await world.connect().pulls.merge(1, { head, method: 'merge' })).toEqual({ kind })
  })

  it('fails when the connection is lost before GitHub acted', async () => {
    allowAutoMerge()
    requireChecks()
    world.github.faults.next(ENABLE, { cut: 'before' })
    const failure = await failureOf(world.connect().pulls.merge(1, { head, method: 'merge' }))
    expect(failure).toMatchObject({ code: 'unreachable', kind: 'transient' })
  })

  it('fault 27: does not merge without the permission', async () => {
    const permissions = { contents: 'read', pull_requests: 'write' } as const
    const { token } = world.github.createToken({ login: 'weak[bot]', kind: 'app', permissions })
    const failure = await failureOf(world.connect({ token }).pulls.merge(1, { head, method: 'merge' }))
    expect(failure).toMatchObject({ code: 'permission-denied' })
  })

  it('tells a closed one', async () => {
    const { pulls } = world.connect()
    await pulls.close(1, '')
    expect(await pulls.state(1)).toEqual({ kind: 'closed' })
    const failure = await failureOf(pulls.merge(1, { head, method: 'merge' }))
    expect(failure).toMatchObject({ code: 'pull-request-closed' })
  })
})

describe('a base with a merge queue', () => {
  it('fault 15: is entered, and merges later', async () => {
    world.github.addRuleset(REPOSITORY, { branches: ['main'], rules: [{ type: 'merge_queue' }] })
    const { pulls, repository } = world.connect()
    expect(await pulls.merge(1, { head, method: 'squash' })).toEqual({ kind: 'queued' })
    expect(world.operations()).toEqual(['query repository', ENQUEUE])
    expect(world.writes().at(-1)?.body).toMatchObject({ variables: { input: { expectedHeadOid: head } } })
    expect(await pulls.state(1)).toMatchObject({
      kind: 'open',
      state: 'in the merge queue (position 1, mergeable)',
      merging: 'queued',
    })
    expect(await pulls.merge(1, { head, method: 'squash' })).toEqual({ kind: 'queued' })
    expect(world.operations()).toEqual(['query repository', 'query repository'])
    await world.github.advanceMergeQueue(REPOSITORY)
    expect(await pulls.state(1)).toEqual({ kind: 'merged', commit: await repository.head(MAIN) })
  })

  it('is entered by GitHub itself when the checks have passed', async () => {
    allowAutoMerge()
    requireChecks('merge_queue')
    const { pulls } = world.connect()
    expect(await pulls.merge(1, { head, method: 'merge' })).toEqual({ kind: 'armed' })
    expect(world.operations()).toEqual(['query repository', ENQUEUE, ENABLE, 'query repository'])
    await report('success')
    expect(await pulls.state(1)).toMatchObject({ state: 'in the merge queue (position 1, awaiting checks)' })
  })

  it('is waited for while its checks run and nobody may arm it', async () => {
    requireChecks('merge_queue')
    const { pulls } = world.connect()
    expect(await pulls.merge(1, { head, method: 'merge' })).toEqual({
      kind: 'not-yet',
      reason:
        'the merge queue did not take it: Pull request is in blocked status; with auto-merge allowed in the settings of the repository, GitHub queues it by itself',
    })
    await report('success')
    expect(await pulls.merge(1, { head, method: 'merge' })).toEqual({ kind: 'queued' })
  })

  it('tells why the queue gave it up', async () => {
    requireChecks('merge_queue')
    await report('success')
    const { pulls } = world.connect()
    await pulls.merge(1, { head, method: 'merge' })
    const [group] = await world.github.repository(REPOSITORY).listRefs('refs/heads/gh-readonly-queue/')
    await report('failure', group?.oid)
    expect(await pulls.state(1)).toEqual({
      kind: 'open',
      head,
      state: 'clean',
      merging: 'nothing',
      dequeued: 'failed_checks',
    })
  })

  it('is not entered with a head that somebody pushed meanwhile', async () => {
    world.github.addRuleset(REPOSITORY, { branches: ['main'], rules: [{ type: 'merge_queue' }] })
    world.github.faults.next(ENQUEUE, { moveBranch: { repository: REPOSITORY, branch: OURS } })
    const { pulls } = world.connect()
    expect(await failureOf(pulls.merge(1, { head, method: 'merge' }))).toMatchObject({ code: 'head-moved' })
  })

  it('fault 6: is looked at when the answer is lost', async () => {
    world.github.addRuleset(REPOSITORY, { branches: ['main'], rules: [{ type: 'merge_queue' }] })
    world.github.faults.next(ENQUEUE, { cut: 'after' })
    expect(await world.connect().pulls.merge(1, { head, method: 'merge' })).toEqual({ kind: 'queued' })
  })

  it('refuses direct commits by its name', async () => {
    world.github.addRuleset(REPOSITORY, { branches: ['main'], rules: [{ type: 'merge_queue' }] })
    const { repository } = world.connect()
    const expectedHead = (await repository.head(MAIN)) ?? head
    const changes = [{ path: 'a.yaml', mode: '100644' as const, text: 'tag: 3\n' }]
    const work = repository.commit({ branch: MAIN, expectedHead, headline: 'Bump', body: '', changes })
    const failure = await failureOf(work)
    expect(failure.code).toBe('refused-by-rule')
    expect(failure.message).toContain('through the merge queue')
  })
})

describe('a head that must be verified', () => {
  const wish = { method: 'merge' as const, requireVerified: true }

  it('is armed when GitHub shows it as verified, at no further request', async () => {
    allowAutoMerge()
    requireChecks()
    expect(await world.connect().pulls.merge(1, { ...wish, head })).toEqual({ kind: 'armed' })
    expect(world.operations()).toEqual(['query repository', ENABLE])
  })

  it('is not armed when somebody put an unsigned commit on top, in the words of GitHub', async () => {
    allowAutoMerge()
    requireChecks()
    const pushed = parseCommitSha(await world.github.moveBranch({ repository: REPOSITORY, branch: OURS }))
    const { pulls } = world.connect()
    const failure = await failureOf(pulls.merge(1, { ...wish, head: pushed }))
    expect(failure.code).toBe('not-verified')
    expect(failure.message).toContain('its reason: "unsigned"')
    expect(await pulls.state(1)).toMatchObject({ merging: 'nothing' })
    expect(await pulls.merge(1, { head: pushed, method: 'merge' })).toEqual({ kind: 'armed' })
  })
})
