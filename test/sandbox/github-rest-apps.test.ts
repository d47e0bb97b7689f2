import { createSign } from 'node:crypto'

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals'

import { type GitHub, startGitHub } from '@gitops-actions/sandbox'

import { cloneRepository } from './git-client.ts'
import { createRestClient, pick, pickText, type RestClient, type RestReply } from './rest-client.ts'

const NOW = new Date('2026-03-01T10:00:00Z')
let github: GitHub
let now: Date
let app: Awaited<ReturnType<GitHub['createApp']>>
let client: RestClient

beforeEach(async () => {
  now = NOW
  github = await startGitHub({ now: () => now })
  await github.createRepository('acme/env', { files: { 'a.txt': 'a\n' }, private: true })
  await github.createRepository('acme/app', { private: true })
  app = await github.createApp({
    slug: 'gitops',
    owner: 'acme',
    permissions: { contents: 'write', metadata: 'read' },
  })
  client = createRestClient(github)
})

afterEach(() => github.close())

/** Signs in as the app, with claims of the test's choice. */
function signIn(claims: Record<string, unknown> = {}, key = app.privateKey): { authorization: string } {
  const seconds = NOW.getTime() / 1000
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const text = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode({ iss: app.id, iat: seconds, exp: seconds + 300, ...claims })}`
  const signature = createSign('RSA-SHA256').update(text).sign(key).toString('base64url')
  return { authorization: `Bearer ${text}.${signature}` }
}

function mint(body: unknown, headers = signIn()): Promise<RestReply> {
  return client('POST', `/app/installations/${app.installationId}/access_tokens`, body, headers)
}

describe('an app', () => {
  it('finds its installation and mints a token that git and the API take', async () => {
    const found = await client('GET', '/repos/acme/env/installation', undefined, signIn())
    expect(found.body).toMatchObject({ id: app.installationId, app_slug: 'gitops' })
    const minted = await mint({ repositories: ['env'], permissions: { contents: 'write' } })
    expect(minted.body).toMatchObject({
      expires_at: '2026-03-01T11:00:00Z',
      permissions: { contents: 'write' },
      repository_selection: 'selected',
    })
    const token = pickText(minted, 'token')
    expect(token).toMatch(/^ghs_\d+_[\w-]+\.[\w-]+\.[\w-]+$/)
    expect(token.length).toBeGreaterThan(600)
    const authorization = `Bearer ${token}`
    expect((await client('GET', '/repos/acme/env/contents/a.txt', undefined, { authorization })).status).toBe(
      200,
    )
    expect((await client('GET', '/repos/acme/app', undefined, { authorization })).status).toBe(404)
    const list = await client('GET', '/installation/repositories', undefined, { authorization })
    expect([pick(list, 'total_count'), pick(list, 'repositories', 0, 'full_name')]).toEqual([1, 'acme/env'])
    const git = await cloneRepository(github.cloneUrl('acme/env'), { token })
    await git.write('b.txt', 'b\n')
    await git.commit('By the app')
    expect((await git.git('push', 'origin', 'main')).code).toBe(0)
    await git.remove()
  })

  it('revokes its token, which also runs out by itself', async () => {
    const revoked = `Bearer ${pickText(await mint({}), 'token')}`
    const kept = `Bearer ${pickText(await mint({}), 'token')}`
    const headers = { authorization: revoked }
    expect((await client('DELETE', '/installation/token', undefined, headers)).status).toBe(204)
    expect((await client('GET', '/repos/acme/env', undefined, headers)).status).toBe(401)
    expect((await client('GET', '/repos/acme/env', undefined, { authorization: kept })).status).toBe(200)
    now = new Date(NOW.getTime() + 3_600_000)
    expect((await client('GET', '/repos/acme/env', undefined, { authorization: kept })).status).toBe(401)
  })

  it.each([
    ['more permissions than it has', { permissions: { checks: 'write' } }],
    ['more access than it has', { permissions: { metadata: 'write' } }],
    ['a repository that is not there', { repositories: ['nothing'] }],
  ])('is refused %s', async (_, body) => {
    expect((await mint(body)).status).toBe(422)
  })

  it.each([
    ['no key that is known', { iss: 1 }, 'Integration not found'],
    ['a token that has run out', { exp: NOW.getTime() / 1000 - 120 }, 'Expiration time'],
    ['a token for too long', { exp: NOW.getTime() / 1000 + 3600 }, 'too far in the future'],
    ['a token from the future', { iat: NOW.getTime() / 1000 + 600 }, 'Issued at'],
  ])('is not believed with %s', async (_, claims, message) => {
    const reply = await mint({}, signIn(claims))
    expect(reply.status).toBe(401)
    expect(pickText(reply, 'message')).toContain(message)
  })

  it('is not believed with the signature of another key, nor with a plain token', async () => {
    const other = await github.createApp({ slug: 'other', owner: 'acme', permissions: {} })
    const forged = await mint({}, signIn({}, other.privateKey))
    expect([forged.status, pick(forged, 'message')]).toEqual([401, 'A JSON web token could not be decoded'])
    const { token } = github.createToken({ login: 'octo' })
    expect((await client('GET', '/app', undefined, { authorization: `Bearer ${token}` })).status).toBe(401)
    expect((await client('GET', '/app', undefined, signIn())).body).toMatchObject({ slug: 'gitops' })
  })
})

describe('who one is', () => {
  it('is told to people, and refused to apps', async () => {
    const person = createRestClient(github, github.createToken({ login: 'octo' }))
    expect((await person('GET', '/user')).body).toMatchObject({ login: 'octo', type: 'User' })
    const bot = createRestClient(github, github.createToken({ login: 'gitops[bot]', kind: 'app' }))
    expect((await bot('GET', '/user')).status).toBe(403)
    expect((await client('GET', '/user')).status).toBe(401)
  })

  it('includes what is left of the rate limit, and asking costs nothing', async () => {
    const person = createRestClient(github, github.createToken({ login: 'octo' }))
    await person('GET', '/user')
    await person('GET', '/rate_limit')
    const reply = await person('GET', '/rate_limit')
    expect(pick(reply, 'resources', 'core')).toEqual({
      limit: 5000,
      used: 1,
      remaining: 4999,
      reset: NOW.getTime() / 1000 + 3600,
    })
  })
})

describe('tags', () => {
  it('are objects first and references then, and can be fetched', async () => {
    const token = github.createToken({ login: 'octo' })
    const person = createRestClient(github, token)
    const sha = await github.repository('acme/env').resolve('refs/heads/main')
    const body = { tag: 'v1.0.0', message: 'Version 1', object: sha, type: 'commit' }
    const made = await person('POST', '/repos/acme/env/git/tags', body)
    expect(made.status).toBe(201)
    const tag = pickText(made, 'sha')
    await person('POST', '/repos/acme/env/git/refs', { ref: 'refs/tags/v1.0.0', sha: tag })
    const ref = await person('GET', '/repos/acme/env/git/ref/tags/v1.0.0')
    expect(pick(ref, 'object')).toMatchObject({ type: 'tag', sha: tag })
    const read = await person('GET', `/repos/acme/env/git/tags/${tag}`)
    expect(read.body).toMatchObject({ tag: 'v1.0.0', message: 'Version 1', object: { sha, type: 'commit' } })
    expect(pick(await person('GET', '/repos/acme/env/commits/v1.0.0'), 'sha')).toBe(sha)
    const git = await cloneRepository(github.cloneUrl('acme/env'), { token: token.token })
    expect((await git.git('describe', '--exact-match')).stdout).toBe('v1.0.0\n')
    await git.remove()
    expect((await person('POST', '/repos/acme/env/git/tags', { ...body, type: 'tree' })).status).toBe(422)
    expect((await person('GET', `/repos/acme/env/git/tags/${sha ?? ''}`)).status).toBe(404)
  })
})
