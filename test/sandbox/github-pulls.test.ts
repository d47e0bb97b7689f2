import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import {
  type BareRepository,
  type GitHub,
  type GitHubEvent,
  runGit,
  startGitHub,
} from '../../packages/sandbox/src/index.ts'
import { type Client, createClient, type RestAnswer } from './github-client.ts'
import { commitFile } from './github-commits.ts'

let github: GitHub
let git: BareRepository
let client: Client

beforeEach(async () => {
  github = await startGitHub()
  git = await github.createRepository('acme/env', { files: { 'a.yaml': 'tag: 1\n', 'b.yaml': 'x: 1\n' } })
  client = createClient(github, github.createToken({ login: 'octo' }).token)
})

afterEach(async () => {
  await github.close()
})

describe('opening', () => {
  it('answers the pull request with its head, base and mergeability', async () => {
    const base = await git.resolve('main')
    const head = await commitFile(git, 'topic', 'a.yaml', 'tag: 2\n')
    const { status, body } = await open()
    expect(status).toBe(201)
    expect(body).toMatchObject({
      number: 1,
      state: 'open',
      title: 'Bump',
      body: 'Why',
      draft: false,
      user: { login: 'octo' },
      head: { ref: 'topic', sha: head, label: 'acme:topic', repo: { full_name: 'acme/env' } },
      base: { ref: 'main', sha: base },
      mergeable: true,
      mergeable_state: 'clean',
      commits: 1,
      changed_files: 1,
      additions: 1,
      deletions: 1,
      html_url: `${github.url}/acme/env/pull/1`,
    })
    expect(await git.resolve('refs/pull/1/head')).toBe(head)
  })

  it('refuses a second one between the same branches', async () => {
    await commitFile(git, 'topic', 'a.yaml', 'tag: 2\n')
    await open()
    const { status, body } = await open()
    expect(status).toBe(422)
    expect(body).toEqual({
      message: 'Validation Failed',
      errors: [
        { resource: 'PullRequest', code: 'custom', message: 'A pull request already exists for acme:topic.' },
      ],
      documentation_url: 'https://docs.github.com/rest/pulls/pulls#create-a-pull-request',
      status: '422',
    })
  })

  it.each([
    [
      'nothing to merge',
      { head: 'same' },
      [{ resource: 'PullRequest', code: 'custom', message: 'No commits between main and same' }],
    ],
    ['an unknown head', { head: 'none' }, [{ resource: 'PullRequest', field: 'head', code: 'invalid' }]],
    ['an unknown base', { base: 'none' }, [{ resource: 'PullRequest', field: 'base', code: 'invalid' }]],
    [
      'an unknown owner',
      { head: 'nobody:topic' },
      [{ resource: 'PullRequest', field: 'head', code: 'invalid' }],
    ],
    ['a blank title', { title: ' ' }, [{ resource: 'PullRequest', field: 'title', code: 'missing_field' }]],
    [
      'a body above 65,536 characters',
      { body: 'x'.repeat(65_537) },
      [
        {
          resource: 'Issue',
          code: 'custom',
          field: 'body',
          message: 'body is too long (maximum is 65536 characters)',
        },
      ],
    ],
  ])('refuses %s', async (_, change, errors) => {
    await commitFile(git, 'topic', 'a.yaml', 'tag: 2\n')
    const main = (await git.resolve('main')) ?? ''
    await git.updateRef('refs/heads/same', main, '0'.repeat(40))
    const { status, body } = await open(change)
    expect(status).toBe(422)
    expect(body).toMatchObject({ message: 'Validation Failed', errors })
  })

  it('refuses a workflow token where the repository does not let it', async () => {
    await commitFile(git, 'topic', 'a.yaml', 'tag: 2\n')
    github.describe('acme/env').settings.actionsMayCreatePullRequests = false
    client = createClient(github, github.createToken({ login: 'github-actions[bot]', kind: 'actions' }).token)
    const { status, body } = await open()
    expect(status).toBe(403)
    expect(body.message).toBe('GitHub Actions is not permitted to create or approve pull requests.')
  })

  it('refuses a token without the permission, and names it', async () => {
    const permissions = { contents: 'write', metadata: 'read' } as const
    client = createClient(
      github,
      github.createToken({ login: 'bumper[bot]', kind: 'app', permissions }).token,
    )
    await commitFile(git, 'topic', 'a.yaml', 'tag: 2\n')
    const { status, body, headers } = await open()
    expect(status).toBe(403)
    expect(body.message).toBe('Resource not accessible by integration')
    expect(headers.get('x-accepted-github-permissions')).toBe('pull_requests=write')
  })

  it('refuses a misspelt member and marks the run', async () => {
    expect((await open({ haed: 'topic' })).status).toBe(500)
    expect(github.takeViolations()).toEqual([expect.stringContaining('unknown member "haed"')])
  })
})

describe('listing', () => {
  it('filters by head, base and state', async () => {
    await commitFile(git, 'one', 'a.yaml', 'tag: 2\n')
    await commitFile(git, 'two', 'a.yaml', 'tag: 3\n')
    await open({ head: 'one' })
    await open({ head: 'two' })
    await client.rest('PATCH', '/repos/acme/env/pulls/1', { state: 'closed' })
    expect(await listNumbers('')).toEqual([2])
    expect(await listNumbers('state=all')).toEqual([2, 1])
    expect(await listNumbers('state=all&head=acme:one')).toEqual([1])
    expect(await listNumbers('base=other')).toEqual([])
    // A head without its owner filters nothing: the trap of every client that forgets it.
    expect(await listNumbers('state=all&head=one')).toEqual([2, 1])
  })

  it('finds by head the branches of that owner in any repository', async () => {
    const fork = await github.createRepository('acme/fork', { parent: 'acme/env' })
    await pushAll(git, fork)
    await commitFile(fork, 'topic', 'a.yaml', 'tag: fork\n')
    const { status, body } = await open({ head_repo: 'acme/fork' })
    expect(status).toBe(201)
    expect(body).toMatchObject({
      head: { repo: { full_name: 'acme/fork' } },
      changed_files: 1,
      mergeable: true,
    })
    expect(await listNumbers('head=acme:topic')).toEqual([1])
  })

  it('pages with a Link header', async () => {
    for (const branch of ['one', 'two', 'three']) {
      await commitFile(git, branch, 'a.yaml', `tag: ${branch}\n`)
      await open({ head: branch })
    }
    const { headers } = await client.rest('GET', '/repos/acme/env/pulls?per_page=2')
    expect(headers.get('link')).toContain('rel="next"')
    expect(await listNumbers('per_page=2&page=2')).toEqual([1])
  })
})

describe('following the branches', () => {
  it('moves the head with the branch, whoever commits to it', async () => {
    await commitFile(git, 'topic', 'a.yaml', 'tag: 2\n')
    await open()
    const events: GitHubEvent[] = []
    github.onEvent((event) => {
      events.push(event)
    })
    const expectedHeadOid = await git.resolve('topic')
    const { errors } = await client.graphql(
      'mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }',
      {
        input: {
          branch: { repositoryNameWithOwner: 'acme/env', branchName: 'topic' },
          expectedHeadOid,
          message: { headline: 'More' },
          fileChanges: { additions: [{ path: 'c.yaml', contents: '' }] },
        },
      },
    )
    expect(errors).toBeUndefined()
    const head = await git.resolve('topic')
    const { body } = await client.rest('GET', '/repos/acme/env/pulls/1')
    expect(body).toMatchObject({ head: { sha: head }, commits: 2, changed_files: 2 })
    expect(await git.resolve('refs/pull/1/head')).toBe(head)
    expect(events.map((event) => ('action' in event ? `${event.name} ${event.action}` : event.name))).toEqual(
      ['pull_request synchronize', 'push'],
    )
  })

  it('moves the head with a git push', async () => {
    await commitFile(git, 'topic', 'a.yaml', 'tag: 2\n')
    await open()
    const clone = await mkdtemp(join(tmpdir(), 'pulls-'))
    try {
      const { token } = github.createToken({ login: 'octo' })
      const header = `Authorization: Basic ${Buffer.from(`x-access-token:${token}`).toString('base64')}`
      const auth = ['-c', `http.extraHeader=${header}`]
      await runGit([...auth, 'clone', '-q', '--branch=topic', github.cloneUrl('acme/env'), '.'], {
        cwd: clone,
      })
      const identity = ['-c', 'user.name=Octo', '-c', 'user.email=octo@example.com']
      await runGit([...identity, 'commit', '-q', '--allow-empty', '--message=More'], { cwd: clone })
      await runGit([...auth, 'push', '-q', 'origin', 'topic'], { cwd: clone })
    } finally {
      await rm(clone, { recursive: true, force: true })
    }
    const { body } = await client.rest('GET', '/repos/acme/env/pulls/1')
    expect(body).toMatchObject({ commits: 2, head: { sha: await git.resolve('topic') } })
    expect(await git.resolve('refs/pull/1/head')).toBe(await git.resolve('topic'))
  })

  it('closes when the branch is deleted', async () => {
    await commitFile(git, 'topic', 'a.yaml', 'tag: 2\n')
    await open()
    expect((await client.rest('DELETE', '/repos/acme/env/git/refs/heads/topic')).status).toBe(204)
    const { body } = await client.rest('GET', '/repos/acme/env/pulls/1')
    expect(body).toMatchObject({ state: 'closed', merged: false })
  })

  it('is merged when the base takes the head in by itself', async () => {
    const head = await commitFile(git, 'topic', 'a.yaml', 'tag: 2\n')
    await open()
    const moved = await client.rest('PATCH', '/repos/acme/env/git/refs/heads/main', {
      sha: head,
      force: false,
    })
    expect(moved.status).toBe(200)
    const { body } = await client.rest('GET', '/repos/acme/env/pulls/1')
    expect(body).toMatchObject({ state: 'closed', merged: true, merge_commit_sha: head })
  })

  it('shows a conflict', async () => {
    await commitFile(git, 'topic', 'a.yaml', 'tag: 2\n')
    await open()
    await commitFile(git, 'main', 'a.yaml', 'tag: 9\n')
    const { body } = await client.rest('GET', '/repos/acme/env/pulls/1')
    expect(body).toMatchObject({ mergeable: false, mergeable_state: 'dirty' })
  })
})

describe('changing and reading', () => {
  beforeEach(async () => {
    await commitFile(git, 'topic', 'a.yaml', 'tag: 2\n')
    await open()
  })

  it('changes title, body and state', async () => {
    const changed = await client.rest('PATCH', '/repos/acme/env/pulls/1', { title: 'New', body: 'Text' })
    expect(changed.body).toMatchObject({ title: 'New', body: 'Text', state: 'open' })
    const closed = await client.rest('PATCH', '/repos/acme/env/pulls/1', { state: 'closed' })
    expect(closed.body).toMatchObject({ state: 'closed', merged: false, mergeable: null })
    const opened = await client.rest('PATCH', '/repos/acme/env/pulls/1', { state: 'open' })
    expect(opened.body).toMatchObject({ state: 'open', closed_at: null })
  })

  it('lists its files with their patches, and its commits', async () => {
    const files = await client.rest('GET', '/repos/acme/env/pulls/1/files')
    expect(files.body).toMatchObject([
      {
        filename: 'a.yaml',
        status: 'modified',
        additions: 1,
        deletions: 1,
        patch: '@@ -1 +1 @@\n-tag: 1\n+tag: 2',
      },
    ])
    const commits = await client.rest('GET', '/repos/acme/env/pulls/1/commits')
    expect(commits.body).toMatchObject([{ sha: await git.resolve('topic') }])
  })

  it('is found by its commit', async () => {
    const sha = (await git.resolve('topic')) ?? ''
    const { body } = await client.rest('GET', `/repos/acme/env/commits/${sha}/pulls`)
    expect(body).toMatchObject([{ number: 1 }])
    const main = (await git.resolve('main')) ?? ''
    expect((await client.rest('GET', `/repos/acme/env/commits/${main}/pulls`)).body).toEqual([])
  })

  it('is not there under another number', async () => {
    expect(await client.rest('GET', '/repos/acme/env/pulls/7')).toMatchObject({
      status: 404,
      body: { message: 'Not Found' },
    })
  })

  it('is the same to GraphQL', async () => {
    const { data } = await client.graphql(
      `query { repository(owner: "acme", name: "env") {
        pullRequest(number: 1) { number state isDraft mergeable mergeStateStatus headRefName baseRefName headRefOid autoMergeRequest { enabledAt } }
        pullRequests(headRefName: "topic", baseRefName: "main", states: [OPEN], first: 5) { totalCount nodes { url } }
      } }`,
    )
    expect(data).toEqual({
      repository: {
        pullRequest: {
          number: 1,
          state: 'OPEN',
          isDraft: false,
          mergeable: 'MERGEABLE',
          mergeStateStatus: 'CLEAN',
          headRefName: 'topic',
          baseRefName: 'main',
          headRefOid: await git.resolve('topic'),
          autoMergeRequest: null,
        },
        pullRequests: { totalCount: 1, nodes: [{ url: `${github.url}/acme/env/pull/1` }] },
      },
    })
  })
})

function open(change: Record<string, unknown> = {}): Promise<RestAnswer> {
  return client.rest('POST', '/repos/acme/env/pulls', {
    title: 'Bump',
    head: 'topic',
    base: 'main',
    body: 'Why',
    ...change,
  })
}

async function listNumbers(query: string): Promise<number[]> {
  const { body } = await client.rest('GET', `/repos/acme/env/pulls?${query}`)
  return (body as unknown as { number: number }[]).map(({ number }) => number)
}

async function pushAll(from: BareRepository, to: BareRepository): Promise<void> {
  await runGit(['push', '--quiet', to.directory, 'refs/heads/main:refs/heads/main'], { cwd: from.directory })
}
