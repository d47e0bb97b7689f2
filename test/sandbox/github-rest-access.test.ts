import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'

import { type GitHub, type NewToken, startGitHub } from '@gitops-actions/sandbox'

import { cloneRepository } from './git-client.ts'
import { createRestClient, pick, type RestClient } from './rest-client.ts'

const ENV = '/repos/acme/env'
let github: GitHub
let now = new Date('2026-03-01T10:00:00Z')

beforeEach(async () => {
  now = new Date('2026-03-01T10:00:00Z')
  github = await startGitHub({ now: () => now })
  await github.createRepository('acme/env', { files: { 'a.txt': 'a\n' } })
  await github.createRepository('acme/secret', { files: { 'a.txt': 'a\n' }, private: true })
})

afterEach(() => github.close())

function connect(token: NewToken): RestClient {
  return createRestClient(github, github.createToken(token))
}

async function createBranch(client: RestClient): Promise<Awaited<ReturnType<RestClient>>> {
  const sha = await github.repository('acme/env').resolve('refs/heads/main')
  return client('POST', `${ENV}/git/refs`, { ref: 'refs/heads/new', sha })
}

describe('tokens', () => {
  it('refuses one nobody gave out, on reads of public repositories too', async () => {
    const client = createRestClient(github)
    const reply = await client('GET', ENV, undefined, { authorization: 'Bearer ghp_nobody' })
    expect(reply.body).toEqual({
      message: 'Bad credentials',
      documentation_url: 'https://docs.github.com/rest',
      status: '401',
    })
  })

  it('takes Bearer, token and Basic', async () => {
    const { token } = github.createToken({ login: 'octo', repositories: ['acme/secret'] })
    const client = createRestClient(github)
    const basic = Buffer.from(`x-access-token:${token}`).toString('base64')
    for (const authorization of [`Bearer ${token}`, `token ${token}`, `Basic ${basic}`]) {
      expect((await client('GET', '/repos/acme/secret', undefined, { authorization })).status).toBe(200)
    }
  })

  it('forgets a token that has run out', async () => {
    const client = connect({ login: 'octo', expiresAt: new Date('2026-03-01T11:00:00Z') })
    expect((await client('GET', ENV)).status).toBe(200)
    now = new Date('2026-03-01T11:00:00Z')
    expect((await client('GET', ENV)).status).toBe(401)
  })
})

describe('permissions', () => {
  it('names the permission that an app token lacks', async () => {
    const client = connect({ login: 'gitops[bot]', kind: 'app', permissions: { contents: 'read' } })
    expect((await client('GET', `${ENV}/contents/a.txt`)).status).toBe(200)
    const reply = await createBranch(client)
    expect([reply.status, pick(reply, 'message')]).toEqual([403, 'Resource not accessible by integration'])
    expect(reply.headers.get('x-accepted-github-permissions')).toBe('contents=write')
    expect(await github.repository('acme/env').resolve('refs/heads/new')).toBeUndefined()
  })

  it('words it for a person', async () => {
    const reply = await createBranch(connect({ login: 'octo', permission: 'read' }))
    expect([reply.status, pick(reply, 'message')]).toEqual([
      403,
      'Resource not accessible by personal access token',
    ])
  })

  it('asks an anonymous writer who that is', async () => {
    const reply = await createBranch(createRestClient(github))
    expect([reply.status, pick(reply, 'message')]).toEqual([401, 'Requires authentication'])
  })

  it('ends at the repositories of the token', async () => {
    const client = connect({ login: 'github-actions[bot]', kind: 'actions', repositories: ['acme/app'] })
    expect((await createBranch(client)).status).toBe(403)
    expect((await client('GET', ENV)).status).toBe(200)
  })

  it('hides private repositories from those who may not read them, over every door', async () => {
    const stranger = github.createToken({ login: 'stranger', repositories: ['acme/env'] })
    for (const client of [createRestClient(github), createRestClient(github, stranger)]) {
      const reply = await client('GET', '/repos/acme/secret')
      expect([reply.status, pick(reply, 'message')]).toEqual([404, 'Not Found'])
      expect((await client('GET', '/repos/acme/nothing')).body).toEqual(reply.body)
    }
    const clone = await cloneRepository(github.cloneUrl('acme/secret'), { token: stranger.token })
    expect(clone.cloned).toMatchObject({ code: 128, stderr: expect.stringContaining('not found') })
    await clone.remove()
  })

  it('holds git to the same tokens', async () => {
    const reader = github.createToken({
      login: 'gitops[bot]',
      kind: 'app',
      permissions: { contents: 'read' },
    })
    const git = await cloneRepository(github.cloneUrl('acme/secret'), { token: reader.token })
    expect(git.cloned.code).toBe(0)
    await git.write('b.txt', 'b\n')
    await git.commit('Try')
    const push = await git.git('push', 'origin', 'main')
    expect(push.stderr).toContain('Write access to repository not granted.')
    await git.remove()
  })
})

describe('requests', () => {
  it('are refused without a user agent, as an unknown path, and as broken JSON', async () => {
    const client = connect({ login: 'octo' })
    expect((await client('GET', ENV, undefined, { 'user-agent': '' })).status).toBe(403)
    expect((await client('GET', '/nothing/here')).status).toBe(404)
    const response = await fetch(`${github.apiUrl}${ENV}/git/refs`, {
      method: 'POST',
      headers: { 'user-agent': 'test' },
      body: '{"ref":',
    })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ message: 'Problems parsing JSON', status: '400' })
  })

  it('are logged with who asked for what', async () => {
    await connect({ login: 'octo' })('GET', `${ENV}/contents/a.txt?ref=main`)
    expect(github.requests.at(-1)).toMatchObject({
      method: 'GET',
      path: '/api/v3/repos/acme/env/contents/a.txt?ref=main',
      status: 200,
      operation: 'GET /repos/{owner}/{repo}/contents/{path}',
      login: 'octo',
      write: false,
    })
  })

  it('may be conditional', async () => {
    const client = connect({ login: 'octo' })
    const etag = (await client('GET', `${ENV}/commits/main`)).headers.get('etag') ?? ''
    const again = await client('GET', `${ENV}/commits/main`, undefined, { 'if-none-match': etag })
    expect([again.status, again.body]).toEqual([304, undefined])
    await github.moveBranch({ repository: 'acme/env', branch: 'main' })
    const moved = await client('GET', `${ENV}/commits/main`, undefined, { 'if-none-match': etag })
    expect(moved.status).toBe(200)
  })

  it('that depart from the description are refused, recorded, and fail the close', async () => {
    const client = connect({ login: 'octo' })
    const reply = await client('POST', `${ENV}/git/refs`, { reference: 'refs/heads/x' })
    expect(reply.status).toBe(500)
    expect(github.violations.join('\n')).toContain('POST /repos/{owner}/{repo}/git/refs')
    expect(github.takeViolations().length).toBeGreaterThan(0)
    expect(github.violations).toEqual([])
    const other = await startGitHub()
    await other.createRepository('a/b')
    await createRestClient(other)('GET', '/repos/a/b/branches?pages=1')
    await expect(other.close()).rejects.toThrow('unknown parameter "pages"')
  })
})

describe('forks', () => {
  it('begin with what their parent has', async () => {
    const fork = await github.createRepository('octo/env', { parent: 'acme/env' })
    expect((await fork.readFile('refs/heads/main', 'a.txt'))?.toString()).toBe('a\n')
    await github.moveBranch({ repository: 'octo/env', branch: 'main' })
    expect(await fork.resolve('refs/heads/main')).not.toBe(
      await github.repository('acme/env').resolve('refs/heads/main'),
    )
  })
})
