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
let head: string

beforeEach(async () => {
  github = await startGitHub()
  git = await github.createRepository('acme/env', { files: { 'a.yaml': 'tag: 1\n' } })
  client = createClient(github, github.createToken({ login: 'github-actions[bot]', kind: 'actions' }).token)
  head = (await git.resolve('main')) ?? ''
})

afterEach(async () => {
  await github.close()
})

describe('commit statuses', () => {
  it('combine to pending, success or failure', async () => {
    expect(await combined()).toMatchObject({ state: 'pending', total_count: 0, statuses: [] })
    await setStatus('build', 'success')
    await setStatus('lint', 'pending')
    expect(await combined()).toMatchObject({ state: 'pending', total_count: 2 })
    await setStatus('lint', 'success')
    expect(await combined()).toMatchObject({ state: 'success', total_count: 2, sha: head })
    await setStatus('build', 'error')
    expect(await combined()).toMatchObject({ state: 'failure' })
  })

  it('are listed newest first', async () => {
    await setStatus('build', 'pending')
    await setStatus('build', 'success')
    const { body } = await client.rest('GET', '/repos/acme/env/commits/main/statuses')
    expect(body).toMatchObject([
      { state: 'success', creator: { login: 'github-actions[bot]' } },
      { state: 'pending' },
    ])
  })

  it('refuse an unknown commit and a long description', async () => {
    const none = 'b'.repeat(40)
    const unknown = await client.rest('POST', `/repos/acme/env/statuses/${none}`, { state: 'success' })
    expect(unknown).toMatchObject({ status: 422, body: { message: `No commit found for SHA: ${none}` } })
    const long = await client.rest('POST', `/repos/acme/env/statuses/${head}`, {
      state: 'success',
      description: 'x'.repeat(141),
    })
    expect(long).toMatchObject({
      status: 422,
      body: { errors: [{ message: 'description is too long (maximum is 140 characters)' }] },
    })
  })
})

describe('check runs', () => {
  it('are made, completed and listed with their app', async () => {
    const made = await client.rest('POST', '/repos/acme/env/check-runs', {
      name: 'gitops/staging',
      head_sha: head,
      status: 'in_progress',
      external_id: 'api',
      output: { title: 'Verifying', summary: 'waits' },
    })
    expect(made).toMatchObject({
      status: 201,
      body: {
        status: 'in_progress',
        conclusion: null,
        completed_at: null,
        app: { id: 15368, slug: 'github-actions' },
      },
    })
    const changed = await client.rest('PATCH', `/repos/acme/env/check-runs/${String(made.body.id)}`, {
      conclusion: 'success',
    })
    expect(changed.body).toMatchObject({
      status: 'completed',
      conclusion: 'success',
      output: { title: 'Verifying' },
    })
    const { body } = await client.rest(
      'GET',
      '/repos/acme/env/commits/main/check-runs?check_name=gitops/staging&app_id=15368',
    )
    expect(body).toMatchObject({
      total_count: 1,
      check_runs: [{ name: 'gitops/staging', head_sha: head, external_id: 'api' }],
    })
  })

  it('list only the newest of a name, unless all are asked for', async () => {
    for (const conclusion of ['failure', 'success']) {
      await client.rest('POST', '/repos/acme/env/check-runs', { name: 'build', head_sha: head, conclusion })
    }
    const latest = await client.rest('GET', `/repos/acme/env/commits/${head}/check-runs`)
    expect(latest.body).toMatchObject({ total_count: 1, check_runs: [{ conclusion: 'success' }] })
    const all = await client.rest('GET', `/repos/acme/env/commits/${head}/check-runs?filter=all`)
    expect(all.body).toMatchObject({ total_count: 2 })
  })

  it('are for apps alone, and for the app that made them', async () => {
    const person = createClient(github, github.createToken({ login: 'octo' }).token)
    const other = createClient(github, github.createToken({ login: 'other[bot]', kind: 'app' }).token)
    const made = await client.rest('POST', '/repos/acme/env/check-runs', { name: 'build', head_sha: head })
    expect(
      await person.rest('POST', '/repos/acme/env/check-runs', { name: 'x', head_sha: head }),
    ).toMatchObject({
      status: 403,
      body: { message: 'You must authenticate via a GitHub App.' },
    })
    const path = `/repos/acme/env/check-runs/${String(made.body.id)}`
    expect((await other.rest('PATCH', path, { conclusion: 'success' })).status).toBe(403)
  })

  it('refuse a conclusion nobody knows, and mark the run', async () => {
    const answer = await client.rest('POST', '/repos/acme/env/check-runs', {
      name: 'x',
      head_sha: head,
      conclusion: 'fine',
    })
    expect(answer.status).toBe(500)
    expect(github.takeViolations()).toHaveLength(1)
  })
})

describe('deployments', () => {
  it('are made for a ref, without waiting for statuses when told so', async () => {
    await setStatus('build', 'failure')
    const made = await deploy({
      environment: 'staging',
      required_contexts: [],
      auto_merge: false,
      payload: { tag: '2' },
    })
    expect(made).toMatchObject({
      status: 201,
      body: {
        sha: head,
        ref: 'main',
        environment: 'staging',
        payload: { tag: '2' },
        production_environment: false,
      },
    })
    const { body } = await client.rest('GET', '/repos/acme/env/deployments?environment=staging')
    expect(body).toMatchObject([{ id: made.body.id }])
  })

  it('wait for every status by default', async () => {
    await setStatus('build', 'failure')
    expect(await deploy({})).toMatchObject({
      status: 409,
      body: { message: 'Conflict: Commit status checks failed for main' },
    })
  })

  it('merge the default branch into the ref by default, and make no deployment then', async () => {
    await commitFile(git, 'topic', 'b.yaml', 'x: 1\n')
    const moved = await commitFile(git, 'main', 'a.yaml', 'tag: 2\n')
    const answer = await deploy({ ref: 'topic' })
    expect(answer).toMatchObject({
      status: 202,
      body: { message: 'Auto-merged main into topic on deployment.' },
    })
    expect((await git.readCommit('topic'))?.parents[1]).toBe(moved)
    expect((await client.rest('GET', '/repos/acme/env/deployments')).body).toEqual([])
    expect((await deploy({ ref: 'topic' })).status).toBe(201)
  })

  it('take statuses, and a success retires the one before', async () => {
    const first = await deploy({ environment: 'staging' })
    const second = await deploy({ environment: 'staging' })
    for (const made of [first, second]) {
      const status = await client.rest(
        'POST',
        `/repos/acme/env/deployments/${String(made.body.id)}/statuses`,
        {
          state: 'success',
          environment_url: 'https://staging.example.com',
          log_url: 'https://example.com/run/1',
        },
      )
      expect(status).toMatchObject({ status: 201, body: { state: 'success', environment: 'staging' } })
    }
    const { body } = await client.rest('GET', `/repos/acme/env/deployments/${String(first.body.id)}/statuses`)
    expect(body).toMatchObject([{ state: 'inactive' }, { state: 'success' }])
  })

  it('refuse a ref that is not there and a long description', async () => {
    expect(await deploy({ ref: 'none' })).toMatchObject({
      status: 422,
      body: { message: 'No ref found for: none' },
    })
    const made = await deploy({})
    const path = `/repos/acme/env/deployments/${String(made.body.id)}/statuses`
    expect((await client.rest('POST', path, { state: 'pending', description: 'x'.repeat(141) })).status).toBe(
      422,
    )
  })
})

describe('dispatches', () => {
  it('tell the listeners', async () => {
    const events: GitHubEvent[] = []
    github.onEvent((event) => {
      events.push(event)
    })
    await commitFile(git, 'main', '.github/workflows/deploy.yml', 'on: workflow_dispatch\n')
    const body = { event_type: 'release', client_payload: { tag: '1.2.0' } }
    expect((await client.rest('POST', '/repos/acme/env/dispatches', body)).status).toBe(204)
    const path = '/repos/acme/env/actions/workflows/deploy.yml/dispatches'
    expect((await client.rest('POST', path, { ref: 'main', inputs: { a: '1' } })).status).toBe(204)
    expect(events).toMatchObject([
      { name: 'repository_dispatch', action: 'release', repository: 'acme/env', payload: { tag: '1.2.0' } },
      { name: 'workflow_dispatch', workflow: 'deploy.yml', ref: 'main', inputs: { a: '1' } },
    ])
  })

  it('refuse a workflow or ref that is not there', async () => {
    const none = '/repos/acme/env/actions/workflows/none.yml/dispatches'
    expect((await client.rest('POST', none, { ref: 'main' })).status).toBe(404)
  })
})

function setStatus(context: string, state: string) {
  return client.rest('POST', `/repos/acme/env/statuses/${head}`, { state, context })
}

async function combined(): Promise<unknown> {
  return (await client.rest('GET', '/repos/acme/env/commits/main/status')).body
}

function deploy(body: object) {
  return client.rest('POST', '/repos/acme/env/deployments', { ref: 'main', ...body })
}
