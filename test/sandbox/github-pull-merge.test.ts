import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import {
  type BareRepository,
  type GitHub,
  type GitHubEvent,
  startGitHub,
} from '../../packages/sandbox/src/index.ts'
import { type Client, createClient } from './github-client.ts'
import { commitFile } from './github-commits.ts'

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
  await commitFile(git, 'topic', 'a.yaml', 'tag: 2\n', 'Bump a\n\nGitOps-Release: a acme/a:2\n')
  head = await commitFile(git, 'topic', 'c.yaml', 'y: 1\n', 'Add c')
  await open('topic')
})

afterEach(async () => {
  await github.close()
})

describe('merging', () => {
  it('makes a merge commit, moves the base and closes the pull request', async () => {
    const events: GitHubEvent[] = []
    github.onEvent((event) => {
      events.push(event)
    })
    const { status, body } = await merge({ sha: head })
    const merged = await git.readCommit('main')
    expect(status).toBe(200)
    expect(body).toEqual({ sha: merged?.oid, merged: true, message: 'Pull Request successfully merged' })
    expect(merged?.parents).toEqual([base, head])
    expect(merged?.message).toBe('Merge pull request #1 from acme/topic\n\nBump')
    expect((await git.readFile('main', 'a.yaml'))?.toString()).toBe('tag: 2\n')
    expect((await client.rest('GET', '/repos/acme/env/pulls/1')).body).toMatchObject({
      state: 'closed',
      merged: true,
      merged_by: { login: 'octo' },
      merge_commit_sha: merged?.oid,
      commits: 2,
    })
    expect((await client.rest('GET', '/repos/acme/env/pulls/1/merge')).status).toBe(204)
    expect(events.filter(({ name }) => name === 'push')).toHaveLength(1)
    expect(events.filter((event) => event.name === 'pull_request' && event.action === 'closed')).toHaveLength(
      1,
    )
  })

  it('squashes into one commit with the messages of all', async () => {
    await merge({ merge_method: 'squash' })
    const merged = await git.readCommit('main')
    expect(merged?.parents).toEqual([base])
    expect(merged?.message).toBe('Bump (#1)\n\n* Bump a\n\nGitOps-Release: a acme/a:2\n\n* Add c')
    expect((await client.rest('GET', '/repos/acme/env/pulls/1')).body).toMatchObject({
      merged: true,
      merge_commit_sha: merged?.oid,
    })
  })

  it('takes the title and message it is given', async () => {
    await merge({ merge_method: 'squash', commit_title: 'Mine', commit_message: 'Text' })
    expect((await git.readCommit('main'))?.message).toBe('Mine\n\nText')
  })

  it('rebases commit by commit onto a base that went on', async () => {
    const moved = await commitFile(git, 'main', 'b.yaml', 'x: 2\n')
    await merge({ merge_method: 'rebase' })
    const [last, first, old] = await git.log('main')
    expect([last?.message, first?.message.split('\n')[0], old?.oid]).toEqual(['Add c', 'Bump a', moved])
    expect((await git.readFile('main', 'b.yaml'))?.toString()).toBe('x: 2\n')
    expect((await git.readFile('main', 'a.yaml'))?.toString()).toBe('tag: 2\n')
    expect(first?.author.name).toBe('Somebody')
    expect(first?.committer.name).toBe('GitHub')
  })

  it('deletes the head branch where the repository says so', async () => {
    github.describe('acme/env').settings.deleteBranchOnMerge = true
    await merge()
    expect(await git.resolve('refs/heads/topic')).toBeUndefined()
  })

  it('keeps a head branch that a rule protects, and has merged all the same', async () => {
    const repository = github.describe('acme/env')
    repository.settings.deleteBranchOnMerge = true
    repository.rulesets.set(1, {
      id: 1,
      name: 'keep',
      enforcement: 'active',
      branches: ['topic'],
      rules: [{ type: 'deletion' }],
      bypass: [],
    })
    expect((await merge()).status).toBe(200)
    expect(await git.resolve('refs/heads/topic')).toBe(head)
  })
})

describe('refusing to merge', () => {
  it.each<[string, () => Promise<unknown>, object, number, string]>([
    [
      'another head than it has',
      nothing,
      { sha: 'a'.repeat(40) },
      409,
      'Head branch was modified. Review and try the merge again.',
    ],
    [
      'a conflict',
      () => commitFile(git, 'main', 'a.yaml', 'tag: 9\n'),
      {},
      405,
      'Pull Request is not mergeable',
    ],
    [
      'a closed one',
      () => client.rest('PATCH', '/repos/acme/env/pulls/1', { state: 'closed' }),
      {},
      405,
      'Pull Request is not mergeable',
    ],
    [
      'a method that is off',
      forbidSquash,
      { merge_method: 'squash' },
      405,
      'Squash merges are not allowed on this repository.',
    ],
    ['missing checks', requireBuild, {}, 405, 'Repository rule violations found'],
  ])('refuses %s', async (_, prepare, body, status, message) => {
    await prepare()
    const before = await git.resolve('main')
    const answer = await merge(body)
    expect(answer.status).toBe(status)
    expect(answer.body.message).toContain(message)
    expect(await git.resolve('main')).toBe(before)
  })

  it('merges through a rule that wants pull requests, once the checks have passed', async () => {
    await requireBuild('pull_request')
    expect((await client.rest('GET', '/repos/acme/env/pulls/1')).body).toMatchObject({
      mergeable_state: 'blocked',
    })
    await client.rest('POST', `/repos/acme/env/statuses/${head}`, { state: 'success', context: 'build' })
    expect((await client.rest('GET', '/repos/acme/env/pulls/1')).body).toMatchObject({
      mergeable_state: 'clean',
    })
    expect((await merge()).status).toBe(200)
  })
})

describe('auto-merge', () => {
  const enable =
    'mutation($input: EnablePullRequestAutoMergeInput!) { enablePullRequestAutoMerge(input: $input) { pullRequest { autoMergeRequest { mergeMethod } } } }'

  it.each([
    ['the setting is off', false, 'Auto merge is not allowed for this repository'],
    ['it could merge at once', true, 'Pull request Pull request is in clean status'],
  ])('is refused when %s', async (_, allowed, message) => {
    github.describe('acme/env').settings.allowAutoMerge = allowed
    const { data, errors } = await client.graphql(enable, { input: { pullRequestId: pullId() } })
    expect(data).toEqual({ enablePullRequestAutoMerge: null })
    expect(errors).toMatchObject([{ type: 'UNPROCESSABLE', message }])
  })

  it('is refused in unstable status', async () => {
    github.describe('acme/env').settings.allowAutoMerge = true
    await client.rest('POST', `/repos/acme/env/statuses/${head}`, { state: 'pending', context: 'optional' })
    const { errors } = await client.graphql(enable, { input: { pullRequestId: pullId() } })
    expect(errors?.[0]?.message).toBe('Pull request Pull request is in unstable status')
  })

  it('merges as soon as what is required has passed', async () => {
    github.describe('acme/env').settings.allowAutoMerge = true
    await requireBuild()
    const armed = await client.graphql(enable, {
      input: { pullRequestId: pullId(), mergeMethod: 'SQUASH', expectedHeadOid: head },
    })
    expect(armed.data).toEqual({
      enablePullRequestAutoMerge: { pullRequest: { autoMergeRequest: { mergeMethod: 'SQUASH' } } },
    })
    expect((await client.rest('GET', '/repos/acme/env/pulls/1')).body).toMatchObject({
      state: 'open',
      auto_merge: { merge_method: 'squash', enabled_by: { login: 'octo' } },
    })
    const app = createClient(github, github.createToken({ login: 'ci[bot]', kind: 'app' }).token)
    await app.rest('POST', '/repos/acme/env/check-runs', {
      name: 'build',
      head_sha: head,
      conclusion: 'success',
    })
    expect((await client.rest('GET', '/repos/acme/env/pulls/1')).body).toMatchObject({
      state: 'closed',
      merged: true,
      auto_merge: null,
    })
    expect((await git.readCommit('main'))?.parents).toEqual([base])
  })

  it('can be disarmed', async () => {
    github.describe('acme/env').settings.allowAutoMerge = true
    await requireBuild()
    await client.graphql(enable, { input: { pullRequestId: pullId() } })
    const disable =
      'mutation($input: DisablePullRequestAutoMergeInput!) { disablePullRequestAutoMerge(input: $input) { pullRequest { id } } }'
    expect((await client.graphql(disable, { input: { pullRequestId: pullId() } })).errors).toBeUndefined()
    await client.rest('POST', `/repos/acme/env/statuses/${head}`, { state: 'success', context: 'build' })
    expect((await client.rest('GET', '/repos/acme/env/pulls/1')).body).toMatchObject({ state: 'open' })
  })
})

describe('update-branch', () => {
  it('brings the base into the head', async () => {
    const moved = await commitFile(git, 'main', 'b.yaml', 'x: 2\n')
    const { status } = await client.rest('PUT', '/repos/acme/env/pulls/1/update-branch', {
      expected_head_sha: head,
    })
    expect(status).toBe(202)
    expect((await git.readCommit('topic'))?.parents).toEqual([head, moved])
  })

  it.each<[string, () => Promise<unknown>, object, string]>([
    ['nothing new', nothing, {}, 'There are no new commits on the base branch.'],
    [
      'another head',
      () => commitFile(git, 'main', 'b.yaml', 'x: 2\n'),
      { expected_head_sha: 'a'.repeat(40) },
      "expected head sha didn't match current head ref.",
    ],
    [
      'a conflict',
      () => commitFile(git, 'main', 'a.yaml', 'tag: 9\n'),
      {},
      'merge conflict between base and head',
    ],
  ])('refuses %s', async (_, prepare, body, message) => {
    await prepare()
    expect(await client.rest('PUT', '/repos/acme/env/pulls/1/update-branch', body)).toMatchObject({
      status: 422,
      body: { message },
    })
  })
})

describe('POST merges', () => {
  it('merges a branch: 201 with the commit, then 204', async () => {
    await commitFile(git, 'main', 'b.yaml', 'x: 2\n')
    const first = await client.rest('POST', '/repos/acme/env/merges', {
      base: 'main',
      head: 'topic',
      commit_message: 'Promote',
    })
    expect(first).toMatchObject({
      status: 201,
      body: {
        sha: await git.resolve('main'),
        commit: { message: 'Promote', verification: { verified: true } },
      },
    })
    expect(
      (await client.rest('POST', '/repos/acme/env/merges', { base: 'main', head: 'topic' })).status,
    ).toBe(204)
  })

  it.each([
    ['no base', { base: 'none', head: 'topic' }, 404, 'Base does not exist'],
    ['no head', { base: 'main', head: 'none' }, 404, 'Head does not exist'],
    ['a conflict', { base: 'other', head: 'topic' }, 409, 'Merge conflict'],
  ])('refuses %s', async (_, body, status, message) => {
    await commitFile(git, 'other', 'a.yaml', 'tag: 9\n')
    expect(await client.rest('POST', '/repos/acme/env/merges', body)).toMatchObject({
      status,
      body: { message },
    })
  })
})

function open(branch: string) {
  return client.rest('POST', '/repos/acme/env/pulls', {
    title: 'Bump',
    head: branch,
    base: 'main',
    body: 'Why',
  })
}

function merge(body: object = {}) {
  return client.rest('PUT', '/repos/acme/env/pulls/1/merge', body)
}

function pullId(): string {
  return github.describe('acme/env').pulls.get(1)?.nodeId ?? ''
}

function nothing(): Promise<void> {
  return Promise.resolve()
}

function forbidSquash(): Promise<void> {
  github.describe('acme/env').settings.allowSquashMerge = false
  return Promise.resolve()
}

function requireBuild(more?: 'pull_request'): Promise<void> {
  github.describe('acme/env').rulesets.set(1, {
    id: 1,
    name: 'main',
    enforcement: 'active',
    branches: ['~DEFAULT_BRANCH'],
    rules: [
      { type: 'required_status_checks', parameters: { required_status_checks: [{ context: 'build' }] } },
      ...(more === undefined ? [] : [{ type: more }]),
    ],
    bypass: [],
  })
  return Promise.resolve()
}
