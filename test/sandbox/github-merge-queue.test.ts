import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type BareRepository, type GitHub, startGitHub } from '../../packages/sandbox/src/index.ts'
import { type Client, createClient } from './github-client.ts'
import { commitFile } from './github-commits.ts'

const ENQUEUE = `mutation($input: EnqueuePullRequestInput!) {
  enqueuePullRequest(input: $input) { mergeQueueEntry { state position headCommit { oid parents(first: 2) { nodes { oid } } } } }
}`
const STANDING = `query($number: Int!) { repository(owner: "acme", name: "env") { pullRequest(number: $number) {
  state isMergeQueueEnabled isInMergeQueue mergeQueueEntry { state position }
  timelineItems(last: 1, itemTypes: [REMOVED_FROM_MERGE_QUEUE_EVENT]) { nodes { ... on RemovedFromMergeQueueEvent { reason } } }
} } }`

let github: GitHub
let git: BareRepository
let client: Client
let base: string
let head: string

beforeEach(async () => {
  github = await startGitHub()
  git = await github.createRepository('acme/env', { files: { 'a.yaml': 'tag: 1\n', 'b.yaml': 'x: 1\n' } })
  client = createClient(github, github.createToken({ login: 'octo' }).token)
  base = (await git.resolve('main')) ?? ''
  head = await commitFile(git, 'topic', 'a.yaml', 'tag: 2\n')
  await open('topic')
})

afterEach(() => github.close())

function open(branch: string): Promise<unknown> {
  return client.rest('POST', '/repos/acme/env/pulls', { title: 'Bump', head: branch, base: 'main' })
}

function requireQueue(...contexts: readonly string[]): void {
  const checks = { required_status_checks: contexts.map((context) => ({ context })) }
  github.addRuleset('acme/env', {
    branches: ['~DEFAULT_BRANCH'],
    rules: [
      { type: 'merge_queue' },
      ...(contexts.length === 0
        ? []
        : [
            {
              type: 'required_status_checks' as const,
              parameters: { required_status_checks: checks.required_status_checks },
            },
          ]),
    ],
  })
}

function idOf(number: number): string {
  return github.describe('acme/env').pulls.get(number)?.nodeId ?? ''
}

async function enqueue(number: number, more: object = {}): Promise<{ data?: unknown; errors?: unknown }> {
  return client.graphql(ENQUEUE, { input: { pullRequestId: idOf(number), ...more } })
}

async function standing(number: number): Promise<unknown> {
  const { data } = await client.graphql(STANDING, { number })
  return (data as { repository: { pullRequest: unknown } }).repository.pullRequest
}

function report(sha: string, state: string): Promise<unknown> {
  return client.rest('POST', `/repos/acme/env/statuses/${sha}`, { state, context: 'build' })
}

async function groups(): Promise<readonly { name: string; oid: string }[]> {
  return git.listRefs('refs/heads/gh-readonly-queue/')
}

describe('a branch with a merge queue', () => {
  it('takes no direct merge, no commit, and no branch that the rule would match', async () => {
    requireQueue()
    const merge = await client.rest('PUT', '/repos/acme/env/pulls/1/merge', {})
    expect(merge).toMatchObject({
      status: 405,
      body: { message: 'Changes must be made through the merge queue' },
    })
    const update = await client.rest('PATCH', '/repos/acme/env/git/refs/heads/main', { sha: head })
    expect(update.body.message).toContain('Changes must be made through the merge queue')
    github.addRuleset('acme/env', { branches: ['release/*'], rules: [{ type: 'merge_queue' }] })
    const made = await client.rest('POST', '/repos/acme/env/git/refs', {
      ref: 'refs/heads/release/1',
      sha: head,
    })
    expect(made).toMatchObject({ status: 422, body: { message: 'Reference update failed' } })
    expect(await git.resolve('main')).toBe(base)
  })

  it('merges later, when the queue has had its time', async () => {
    requireQueue()
    const { data } = await enqueue(1, { expectedHeadOid: head })
    const [group] = await groups()
    expect(group?.name).toBe(`refs/heads/gh-readonly-queue/main/pr-1-${base}`)
    expect(data).toEqual({
      enqueuePullRequest: {
        mergeQueueEntry: {
          state: 'MERGEABLE',
          position: 1,
          headCommit: { oid: group?.oid, parents: { nodes: [{ oid: base }, { oid: head }] } },
        },
      },
    })
    expect(await git.resolve('main')).toBe(base)
    await github.advanceMergeQueue('acme/env')
    expect(await git.resolve('main')).toBe(group?.oid)
    expect(await standing(1)).toMatchObject({ state: 'MERGED', isInMergeQueue: false })
    expect(await groups()).toEqual([])
  })

  it('merges one after the other, each when its checks have passed on what the base will be', async () => {
    await commitFile(git, 'second', 'b.yaml', 'x: 2\n')
    const second = (await git.resolve('refs/heads/second')) ?? ''
    await open('second')
    requireQueue('build')
    await report(head, 'success')
    await report(second, 'success')
    await enqueue(1)
    await enqueue(2)
    expect(await standing(2)).toMatchObject({ mergeQueueEntry: { state: 'QUEUED', position: 2 } })
    const [first] = await groups()
    await report(first?.oid ?? '', 'pending')
    expect(await git.resolve('main')).toBe(base)
    await report(first?.oid ?? '', 'success')
    expect(await git.resolve('main')).toBe(first?.oid)
    expect(await standing(2)).toMatchObject({ mergeQueueEntry: { state: 'AWAITING_CHECKS', position: 1 } })
    const [next] = await groups()
    await report(next?.oid ?? '', 'success')
    expect(await git.resolve('main')).toBe(next?.oid)
    expect((await git.readFile('main', 'a.yaml'))?.toString()).toBe('tag: 2\n')
    expect((await git.readFile('main', 'b.yaml'))?.toString()).toBe('x: 2\n')
  })

  it.each([
    ['checks that fail', 'failed_checks', async () => report((await groups())[0]?.oid ?? '', 'failure')],
    [
      'a push to the head',
      'head_changed',
      () =>
        client.rest('PUT', '/repos/acme/env/contents/c.yaml', {
          message: 'More',
          content: 'eQo=',
          branch: 'topic',
        }),
    ],
    ['a person', 'manual', () => github.dequeue('acme/env', 1, 'manual')],
  ])('is left at %s', async (_, reason, happen) => {
    requireQueue('build')
    await report(head, 'success')
    await enqueue(1)
    await happen()
    expect(await standing(1)).toMatchObject({
      state: 'OPEN',
      isMergeQueueEnabled: true,
      isInMergeQueue: false,
      timelineItems: { nodes: [{ reason }] },
    })
    expect(await groups()).toEqual([])
    expect(await git.resolve('main')).toBe(base)
  })

  it('takes out what conflicts when its turn comes', async () => {
    await commitFile(git, 'rival', 'a.yaml', 'tag: 9\n')
    await open('rival')
    requireQueue()
    await enqueue(1)
    await enqueue(2)
    await github.advanceMergeQueue('acme/env')
    expect(await standing(1)).toMatchObject({ state: 'MERGED' })
    expect(await standing(2)).toMatchObject({
      state: 'OPEN',
      timelineItems: { nodes: [{ reason: 'merge_conflict' }] },
    })
  })

  it.each<[string, () => Promise<unknown>]>([
    ['another head', () => enqueue(1, { expectedHeadOid: 'a'.repeat(40) })],
    ['one that is in it', async () => (await enqueue(1), enqueue(1))],
    [
      'a closed one',
      async () => (await client.rest('PATCH', '/repos/acme/env/pulls/1', { state: 'closed' }), enqueue(1)),
    ],
    ['one whose checks are missing', () => (requireQueue('build'), enqueue(1))],
  ])('does not take %s', async (_, ask) => {
    requireQueue()
    expect(await ask()).toMatchObject({
      data: { enqueuePullRequest: null },
      errors: [{ type: 'UNPROCESSABLE' }],
    })
  })

  it('is entered by auto-merge when what is required has passed', async () => {
    github.describe('acme/env').settings.allowAutoMerge = true
    requireQueue('build')
    const enable =
      'mutation($input: EnablePullRequestAutoMergeInput!) { enablePullRequestAutoMerge(input: $input) { clientMutationId } }'
    expect((await client.graphql(enable, { input: { pullRequestId: idOf(1) } })).errors).toBeUndefined()
    expect(await standing(1)).toMatchObject({ isInMergeQueue: false })
    await report(head, 'success')
    expect(await standing(1)).toMatchObject({ isInMergeQueue: true })
  })
})

it('does not queue where there is no queue', async () => {
  expect(await enqueue(1)).toMatchObject({ errors: [{ type: 'UNPROCESSABLE' }] })
  expect(await standing(1)).toMatchObject({ isMergeQueueEnabled: false, isInMergeQueue: false })
})
