import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'

import { type GitHub, RULESET_REASON, startGitHub } from '@gitops-actions/sandbox'

import { cloneRepository } from './git-client.ts'
import { createRestClient, pick, pickText, type RestClient } from './rest-client.ts'

const ENV = '/repos/acme/env'
const CREATE_REF = 'POST /repos/{owner}/{repo}/git/refs'
const NOW = new Date('2026-03-01T10:00:00Z')
let github: GitHub
let client: RestClient
let sha: string
let waits: { milliseconds: number; branchWasThere: boolean }[]

beforeEach(async () => {
  waits = []
  github = await startGitHub({ now: () => NOW, rateLimit: 100, sleep: recordWait })
  const bare = await github.createRepository('acme/env', { files: { 'a.txt': 'a\n' } })
  sha = (await bare.resolve('refs/heads/main')) ?? ''
  client = createRestClient(github, github.createToken({ login: 'octo' }))
})

afterEach(() => github.close())

async function recordWait(milliseconds: number): Promise<void> {
  waits.push({ milliseconds, branchWasThere: await hasBranch('slow') })
}

function createBranch(name: string): ReturnType<RestClient> {
  return client('POST', `${ENV}/git/refs`, { ref: `refs/heads/${name}`, sha })
}

async function hasBranch(name: string): Promise<boolean> {
  return (await github.repository('acme/env').resolve(`refs/heads/${name}`)) !== undefined
}

describe('a fault', () => {
  it('answers in place of acting, once, and then is over', async () => {
    github.faults.next(CREATE_REF, { instead: { status: 503 } })
    const struck = await createBranch('one')
    expect([struck.status, pick(struck, 'message')]).toEqual([503, 'Service Unavailable'])
    expect(await hasBranch('one')).toBe(false)
    expect((await createBranch('one')).status).toBe(201)
    expect(github.faults.pending()).toEqual([])
  })

  it('answers 502 although the write went through', async () => {
    github.faults.next(CREATE_REF, { afterActing: { status: 502 } })
    expect((await createBranch('two')).status).toBe(502)
    expect(await hasBranch('two')).toBe(true)
    expect(github.requests.at(-1)).toMatchObject({
      operation: CREATE_REF,
      status: 502,
      write: true,
      login: 'octo',
    })
  })

  it('cuts the connection after acting', async () => {
    github.faults.next(CREATE_REF, { cut: 'after' })
    await expect(createBranch('three')).rejects.toThrow('fetch failed')
    expect(await hasBranch('three')).toBe(true)
    expect(github.requests.at(-1)?.status).toBe(0)
  })

  it('cuts the connection before acting', async () => {
    github.faults.next(CREATE_REF, { cut: 'before' })
    await expect(createBranch('four')).rejects.toThrow('fetch failed')
    expect(await hasBranch('four')).toBe(false)
  })

  it('strikes the requests it is meant for, after those it lets pass', async () => {
    github.faults.next(CREATE_REF, { instead: { status: 500 } }, { skip: 1, times: 2 })
    const statuses = []
    for (const name of ['a', 'b', 'c', 'd']) statuses.push((await createBranch(name)).status)
    expect(statuses).toEqual([201, 500, 500, 201])
    github.faults.always('*', { instead: { status: 401 } }, { when: ({ path }) => path.endsWith('/env') })
    expect([(await client('GET', ENV)).status, (await client('GET', ENV)).status]).toEqual([401, 401])
    expect((await createBranch('e')).status).toBe(201)
    expect(github.faults.pending()).toEqual([])
    github.faults.clear()
    expect((await client('GET', ENV)).status).toBe(200)
  })

  it('waits before it acts', async () => {
    github.faults.next(CREATE_REF, { latency: 30 })
    expect((await createBranch('slow')).status).toBe(201)
    expect(waits).toEqual([{ milliseconds: 30, branchWasThere: false }])
  })

  it('moves the branch under a writer, by a commit that is there', async () => {
    const tree = await github.repository('acme/env').writeTree(sha, [{ path: 'ours.txt', content: 'ours\n' }])
    const commit = await client('POST', `${ENV}/git/commits`, { message: 'Ours', tree, parents: [sha] })
    github.faults.next('PATCH /repos/{owner}/{repo}/git/refs/{ref}', {
      moveBranch: { repository: 'acme/env', branch: 'main', path: 'theirs.txt', content: 'theirs\n' },
    })
    const update = { sha: pickText(commit, 'sha'), force: false }
    const reply = await client('PATCH', `${ENV}/git/refs/heads/main`, update)
    expect([reply.status, pick(reply, 'message')]).toEqual([422, 'Update is not a fast forward'])
    expect((await client('GET', `${ENV}/contents/theirs.txt`)).status).toBe(200)
    expect(pick(await client('GET', `${ENV}/commits/main`), 'parents', 0, 'sha')).toBe(sha)
  })

  it('shows a view of the truth that is not the truth', async () => {
    github.faults.next('GET /repos/{owner}/{repo}/branches', { rewrite: () => [] })
    expect((await client('GET', `${ENV}/branches`)).body).toEqual([])
    expect((await client('GET', `${ENV}/branches`)).body).toHaveLength(1)
  })
})

describe('rate limits', () => {
  it('counts requests and refuses the one too many until the hour is over', async () => {
    const first = await client('GET', ENV)
    expect(first.headers.get('x-ratelimit-limit')).toBe('100')
    expect(first.headers.get('x-ratelimit-remaining')).toBe('99')
    for (let spent = 1; spent < 100; spent++) await client('GET', ENV)
    const refused = await createBranch('late')
    expect(refused.status).toBe(403)
    expect(pickText(refused, 'message')).toContain('API rate limit exceeded')
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('0')
    expect(refused.headers.get('x-ratelimit-reset')).toBe(String(NOW.getTime() / 1000 + 3600))
    expect(await hasBranch('late')).toBe(false)
  })

  it('scripts the secondary limit with the retry-after that is wanted', async () => {
    github.faults.next(CREATE_REF, { rateLimit: { kind: 'secondary', retryAfter: '2', status: 429 } })
    github.faults.next(CREATE_REF, { rateLimit: { kind: 'secondary', retryAfter: null } })
    const first = await createBranch('x')
    expect([first.status, first.headers.get('retry-after')]).toEqual([429, '2'])
    expect(pickText(first, 'message')).toContain('secondary rate limit')
    const second = await createBranch('x')
    expect([second.status, second.headers.get('retry-after')]).toEqual([403, null])
  })

  it('answers GraphQL with 200 and an error of the type', async () => {
    const token = github.createToken({ login: 'octo' }).token
    github.faults.next('query viewer', { rateLimit: { kind: 'primary' } })
    const response = await fetch(github.graphqlUrl, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'user-agent': 'test' },
      body: JSON.stringify({ query: 'query { viewer { login } }' }),
    })
    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ errors: [{ type: 'RATE_LIMITED' }] })
  })
})

describe('rulesets', () => {
  beforeEach(() => {
    github.addRuleset('acme/env', {
      branches: ['main'],
      rules: [{ type: 'pull_request' }],
      bypass: ['admin'],
    })
  })

  const refusal = 'Repository rule violations found\n\nChanges must be made through a pull request.\n'

  it('refuse writes through the API and leave the branch', async () => {
    const contents = await client('PUT', `${ENV}/contents/b.txt`, { message: 'x', content: '' })
    expect([contents.status, pick(contents, 'message')]).toEqual([409, refusal])
    const tree = pickText(await client('GET', `${ENV}/git/trees/main`), 'sha')
    const commit = await client('POST', `${ENV}/git/commits`, { message: 'x', tree, parents: [sha] })
    const update = await client('PATCH', `${ENV}/git/refs/heads/main`, { sha: pickText(commit, 'sha') })
    expect([update.status, pick(update, 'message')]).toEqual([422, refusal])
    expect(await github.repository('acme/env').resolve('refs/heads/main')).toBe(sha)
    expect((await createBranch('free')).status).toBe(201)
  })

  it('do not bind whom they let pass', async () => {
    const admin = createRestClient(github, github.createToken({ login: 'admin' }))
    expect((await admin('PUT', `${ENV}/contents/b.txt`, { message: 'x', content: '' })).status).toBe(201)
  })

  it('refuse a push with GH013', async () => {
    const token = github.createToken({ login: 'octo' })
    const git = await cloneRepository(github.cloneUrl('acme/env'), { token: token.token })
    await git.write('b.txt', 'b\n')
    await git.commit('Push to main')
    const push = await git.git('push', '--porcelain', 'origin', 'main')
    expect(push.code).toBe(1)
    expect(push.stdout).toContain(`!\trefs/heads/main:refs/heads/main\t[remote rejected] (${RULESET_REASON})`)
    expect(push.stderr).toContain(
      'remote: error: GH013: Repository rule violations found for refs/heads/main.',
    )
    expect(push.stderr).toContain('remote: - Changes must be made through a pull request.')
    expect((await git.git('push', '--porcelain', 'origin', 'main:refs/heads/topic')).code).toBe(0)
    await git.remove()
  })

  it('refuse a forced push only, where that is the rule', async () => {
    github.addRuleset('acme/env', { branches: ['release/**'], rules: [{ type: 'non_fast_forward' }] })
    const token = github.createToken({ login: 'octo' })
    const git = await cloneRepository(github.cloneUrl('acme/env'), { token: token.token })
    await git.git('push', '--porcelain', 'origin', 'main:refs/heads/release/a/b')
    await git.write('b.txt', 'b\n')
    await git.commit('Go on')
    expect((await git.git('push', '--porcelain', 'origin', 'main:refs/heads/release/a/b')).code).toBe(0)
    await git.git('commit', '--quiet', '--amend', '-m', 'Rewrite')
    const forced = await git.git('push', '--porcelain', '--force', 'origin', 'main:refs/heads/release/a/b')
    expect(forced.stdout).toContain(RULESET_REASON)
    expect(forced.stderr).toContain('Cannot force-push to this branch')
    await git.remove()
  })
})

describe('faults of git', () => {
  it('refuse, cut and move in the middle of a push', async () => {
    const token = github.createToken({ login: 'octo' })
    const git = await cloneRepository(github.cloneUrl('acme/env'), { token: token.token })
    await git.write('b.txt', 'b\n')
    const head = await git.commit('Push')
    github.faults.next('git-receive-pack advertise', { instead: { status: 503 } })
    expect((await git.git('push', '--porcelain', 'origin', 'main')).stderr).toContain('503')
    github.faults.next('git-receive-pack update', { moveBranch: { repository: 'acme/env', branch: 'main' } })
    const raced = await git.git('push', '--porcelain', 'origin', 'main')
    expect(raced.stdout).toContain('[remote rejected]')
    await git.git('pull', '--quiet', '--rebase', 'origin', 'main')
    github.faults.next('git-receive-pack rpc', { afterActing: { status: 502 } })
    const unsure = await git.git('push', '--porcelain', 'origin', 'main:refs/heads/unsure')
    expect(unsure.stderr).toContain('502')
    expect(await hasBranch('unsure')).toBe(true)
    github.faults.next('git-receive-pack rpc', { cut: 'after' })
    expect((await git.git('push', '--porcelain', 'origin', 'main')).code).not.toBe(0)
    const landed = await github.repository('acme/env').readFile('refs/heads/main', 'b.txt')
    expect(landed?.toString()).toBe('b\n')
    expect(await github.repository('acme/env').resolve('refs/heads/main')).not.toBe(head)
    await git.remove()
  })
})
