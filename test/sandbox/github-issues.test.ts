import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'
import { type BareRepository, type GitHub, startGitHub } from '../../packages/sandbox/src/index.ts'
import { type Client, createClient } from './github-client.ts'
import { commitFile } from './github-commits.ts'

let github: GitHub
let git: BareRepository
let client: Client

beforeEach(async () => {
  github = await startGitHub()
  git = await github.createRepository('acme/env', { files: { 'a.yaml': 'tag: 1\n' } })
  github.describe('acme/env').collaborators.add('reviewer')
  client = createClient(github, github.createToken({ login: 'octo' }).token)
  await commitFile(git, 'topic', 'a.yaml', 'tag: 2\n')
  await client.rest('POST', '/repos/acme/env/pulls', { title: 'Bump', head: 'topic', base: 'main' })
})

afterEach(async () => {
  await github.close()
})

describe('labels', () => {
  it('are made by naming them, and do not tell case apart', async () => {
    const added = await client.rest('POST', '/repos/acme/env/issues/1/labels', { labels: ['gitops', 'Prod'] })
    expect(added).toMatchObject({
      status: 200,
      body: [{ name: 'gitops', color: 'ededed' }, { name: 'Prod' }],
    })
    await client.rest('POST', '/repos/acme/env/issues/1/labels', { labels: ['GitOps'] })
    expect((await client.rest('GET', '/repos/acme/env/pulls/1')).body).toMatchObject({
      labels: [{ name: 'gitops' }, { name: 'Prod' }],
    })
  })

  it('are set, and removed one by one', async () => {
    await client.rest('PUT', '/repos/acme/env/issues/1/labels', { labels: ['one', 'two'] })
    const removed = await client.rest('DELETE', '/repos/acme/env/issues/1/labels/one')
    expect(removed.body).toMatchObject([{ name: 'two' }])
    expect((await client.rest('DELETE', '/repos/acme/env/issues/1/labels/one')).status).toBe(404)
  })

  it('are made once', async () => {
    const label = { name: 'gitops', color: 'ff0000', description: 'ours' }
    expect(await client.rest('POST', '/repos/acme/env/labels', label)).toMatchObject({
      status: 201,
      body: label,
    })
    expect(await client.rest('POST', '/repos/acme/env/labels', label)).toMatchObject({
      status: 422,
      body: { errors: [{ resource: 'Label', code: 'already_exists', field: 'name' }] },
    })
    expect((await client.rest('GET', '/repos/acme/env/labels/GITOPS')).body).toMatchObject(label)
  })

  it('may be written with the permission for pull requests alone', async () => {
    const permissions = { pull_requests: 'write' } as const
    const bot = createClient(github, github.createToken({ login: 'b[bot]', kind: 'app', permissions }).token)
    expect((await bot.rest('POST', '/repos/acme/env/issues/1/labels', { labels: ['x'] })).status).toBe(200)
    const contents = { contents: 'write' } as const
    const other = createClient(
      github,
      github.createToken({ login: 'c[bot]', kind: 'app', permissions: contents }).token,
    )
    expect((await other.rest('POST', '/repos/acme/env/issues/1/labels', { labels: ['y'] })).status).toBe(403)
  })

  it('cannot be put on what is not there', async () => {
    expect((await client.rest('POST', '/repos/acme/env/issues/9/labels', { labels: ['x'] })).status).toBe(404)
  })
})

describe('reviewers', () => {
  const path = '/repos/acme/env/pulls/1/requested_reviewers'

  it('are asked, people and teams', async () => {
    const asked = await client.rest('POST', path, { reviewers: ['reviewer'], team_reviewers: ['platform'] })
    expect(asked).toMatchObject({
      status: 201,
      body: { requested_reviewers: [{ login: 'reviewer' }], requested_teams: [{ slug: 'platform' }] },
    })
    const removed = await client.rest('DELETE', path, { reviewers: ['reviewer'] })
    expect(removed.body).toMatchObject({ requested_reviewers: [] })
    expect((await client.rest('GET', path)).body).toMatchObject({ users: [], teams: [{ slug: 'platform' }] })
  })

  it.each([
    [
      'one who is no collaborator',
      ['reviewer', 'stranger'],
      'Reviews may only be requested from collaborators.',
    ],
    ['the author', ['octo'], 'Review cannot be requested from pull request author.'],
  ])('are all refused with %s', async (_, reviewers, message) => {
    const answer = await client.rest('POST', path, { reviewers })
    expect(answer.status).toBe(422)
    expect(answer.body.message).toContain(message)
    expect((await client.rest('GET', path)).body).toEqual({ users: [], teams: [] })
  })
})

describe('assignees, comments and milestones', () => {
  it('leaves out people who cannot be assigned', async () => {
    const { status, body } = await client.rest('POST', '/repos/acme/env/issues/1/assignees', {
      assignees: ['Reviewer', 'stranger'],
    })
    expect(status).toBe(201)
    expect(body).toMatchObject({ assignees: [{ login: 'reviewer' }], pull_request: {} })
  })

  it('adds, lists and changes comments', async () => {
    const made = await client.rest('POST', '/repos/acme/env/issues/1/comments', { body: 'Superseded' })
    expect(made).toMatchObject({ status: 201, body: { body: 'Superseded', user: { login: 'octo' } } })
    await client.rest('PATCH', `/repos/acme/env/issues/comments/${String(made.body.id)}`, { body: 'Merged' })
    expect((await client.rest('GET', '/repos/acme/env/issues/1/comments')).body).toMatchObject([
      { body: 'Merged' },
    ])
  })

  it('refuses a comment above 65,536 characters', async () => {
    const { status, body } = await client.rest('POST', '/repos/acme/env/issues/1/comments', {
      body: 'x'.repeat(65_537),
    })
    expect(status).toBe(422)
    expect(body.errors).toEqual([
      {
        resource: 'Issue',
        code: 'custom',
        field: 'body',
        message: 'body is too long (maximum is 65536 characters)',
      },
    ])
  })

  it('puts a milestone on a pull request', async () => {
    await client.rest('POST', '/repos/acme/env/milestones', { title: 'Q1' })
    await client.rest('PATCH', '/repos/acme/env/issues/1', { milestone: 1 })
    expect((await client.rest('GET', '/repos/acme/env/pulls/1')).body).toMatchObject({
      milestone: { title: 'Q1', number: 1 },
    })
    expect((await client.rest('PATCH', '/repos/acme/env/issues/1', { milestone: 5 })).status).toBe(422)
    expect((await client.rest('GET', '/repos/acme/env/milestones')).body).toMatchObject([{ open_issues: 1 }])
  })
})

describe('issues', () => {
  it('share their numbers with pull requests and are listed by label', async () => {
    const made = await client.rest('POST', '/repos/acme/env/issues', {
      title: 'Drift',
      body: 'Two',
      labels: ['gitops-drift'],
    })
    expect(made).toMatchObject({
      status: 201,
      body: { number: 2, state: 'open', labels: [{ name: 'gitops-drift' }] },
    })
    const { body } = await client.rest('GET', '/repos/acme/env/issues?labels=gitops-drift&state=open')
    expect(body).toMatchObject([{ number: 2, title: 'Drift' }])
    expect((await client.rest('GET', '/repos/acme/env/issues')).body).toMatchObject([
      { number: 2 },
      { number: 1, pull_request: {} },
    ])
  })

  it('close and open again', async () => {
    await client.rest('POST', '/repos/acme/env/issues', { title: 'Drift' })
    const closed = await client.rest('PATCH', '/repos/acme/env/issues/2', {
      state: 'closed',
      state_reason: 'completed',
    })
    expect(closed.body).toMatchObject({ state: 'closed', state_reason: 'completed' })
    const opened = await client.rest('PATCH', '/repos/acme/env/issues/2', { state: 'open' })
    expect(opened.body).toMatchObject({ state: 'open', state_reason: 'reopened', closed_at: null })
  })
})
