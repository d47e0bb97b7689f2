import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { type BareRepository, type GitHub, startGitHub } from '@gitops-actions/sandbox'

import { cloneRepository } from './git-client.ts'
import { createRestClient, pick, pickText, type RestClient } from './rest-client.ts'

const ENV = '/repos/acme/env'
let github: GitHub
let bare: BareRepository
let asApp: RestClient
let asPerson: RestClient

beforeAll(async () => {
  github = await startGitHub({ now: () => new Date('2026-03-01T10:00:00Z') })
  bare = await github.createRepository('acme/env', {
    files: [
      { path: 'README.md', content: '# env\n' },
      { path: 'apps/api/values.yaml', content: 'tag: 1.0.0\n' },
      { path: 'apps/api/run.sh', mode: '100755', content: '#!/bin/sh\n' },
      { path: 'apps/link', mode: '120000', content: 'api/values.yaml' },
    ],
  })
  asApp = createRestClient(github, github.createToken({ login: 'gitops[bot]', kind: 'app' }))
  asPerson = createRestClient(github, github.createToken({ login: 'octo' }))
})

// Fails when a request or an answer departed from GitHub's description.
afterAll(() => github.close())

async function head(branch = 'main'): Promise<string> {
  return (await bare.resolve(`refs/heads/${branch}`)) ?? ''
}

/** Makes a commit on `parent` by the three calls of Git Data. */
async function makeCommit(
  client: RestClient,
  parent: string,
  path: string,
  content: string,
): Promise<string> {
  const tree = await client('POST', `${ENV}/git/trees`, {
    base_tree: parent,
    tree: [{ path, mode: '100644', type: 'blob', content }],
  })
  const commit = await client('POST', `${ENV}/git/commits`, {
    message: `Write ${path}`,
    tree: pickText(tree, 'sha'),
    parents: [parent],
  })
  expect(commit.status).toBe(201)
  return pickText(commit, 'sha')
}

async function makeBranch(name: string, from?: string): Promise<string> {
  const sha = from ?? (await head())
  expect((await asApp('POST', `${ENV}/git/refs`, { ref: `refs/heads/${name}`, sha })).status).toBe(201)
  return sha
}

describe('a commit by Git Data', () => {
  it('can be cloned, with modes kept', async () => {
    const parent = await makeBranch('cloned')
    const blob = await asApp('POST', `${ENV}/git/blobs`, { content: 'dGFnOiAyLjAuMAo=', encoding: 'base64' })
    const tree = await asApp('POST', `${ENV}/git/trees`, {
      base_tree: parent,
      tree: [
        { path: 'apps/api/values.yaml', mode: '100644', type: 'blob', sha: pickText(blob, 'sha') },
        { path: 'apps/web/start.sh', mode: '100755', type: 'blob', content: '#!/bin/sh\nexec web\n' },
        { path: 'README.md', mode: '100644', type: 'blob', sha: null },
      ],
    })
    const commit = await asApp('POST', `${ENV}/git/commits`, {
      message: 'Bump api',
      tree: pickText(tree, 'sha'),
      parents: [parent],
    })
    const sha = pickText(commit, 'sha')
    const moved = await asApp('PATCH', `${ENV}/git/refs/heads/cloned`, { sha, force: false })
    expect([moved.status, pick(moved, 'object', 'sha')]).toEqual([200, sha])

    const client = await cloneRepository(github.cloneUrl('acme/env'), { args: ['--branch=cloned'] })
    const listing = await client.git('ls-tree', '-r', 'HEAD', '--format=%(objectmode) %(path)')
    expect(listing.stdout.trim().split('\n')).toEqual([
      '100755 apps/api/run.sh',
      '100644 apps/api/values.yaml',
      '120000 apps/link',
      '100755 apps/web/start.sh',
    ])
    expect((await client.git('show', 'HEAD:apps/api/values.yaml')).stdout).toBe('tag: 2.0.0\n')
    expect((await client.git('log', '-1', '--format=%s|%cn')).stdout).toBe('Bump api|GitHub\n')
    expect((await client.git('fsck', '--strict')).code).toBe(0)
    await client.remove()
  })

  it('is verified when an app makes it and nobody is named as its author', async () => {
    const parent = await head()
    const signed = await asApp('GET', `${ENV}/git/commits/${await makeCommit(asApp, parent, 'a.txt', 'a\n')}`)
    expect(pick(signed, 'verification')).toMatchObject({ verified: true, reason: 'valid' })
    expect(pickText(signed, 'verification', 'payload')).toContain(`parent ${parent}\n`)
    const plain = await asApp(
      'GET',
      `${ENV}/git/commits/${await makeCommit(asPerson, parent, 'b.txt', 'b\n')}`,
    )
    expect(pick(plain, 'verification')).toEqual({
      verified: false,
      reason: 'unsigned',
      signature: null,
      payload: null,
      verified_at: null,
    })
    const named = await asApp('POST', `${ENV}/git/commits`, {
      message: 'Named',
      tree: pickText(signed, 'tree', 'sha'),
      parents: [parent],
      author: { name: 'Release', email: 'release@example.com', date: '2026-01-02T03:04:05Z' },
    })
    expect(pick(named, 'verification', 'verified')).toBe(false)
    expect(pick(named, 'author')).toEqual({
      name: 'Release',
      email: 'release@example.com',
      date: '2026-01-02T03:04:05Z',
    })
  })

  it('reads what was pushed', async () => {
    const token = github.createToken({ login: 'pusher' })
    const client = await cloneRepository(github.cloneUrl('acme/env'), { token: token.token })
    await client.write('pushed.txt', 'pushed\n')
    const sha = await client.commit('Push by git')
    expect((await client.git('push', '--porcelain', 'origin', 'main:refs/heads/pushed')).code).toBe(0)
    const commit = await asPerson('GET', `${ENV}/commits/pushed`)
    expect(pick(commit, 'sha')).toBe(sha)
    expect(pick(commit, 'files', 0)).toMatchObject({
      filename: 'pushed.txt',
      status: 'added',
      additions: 1,
      patch: '@@ -0,0 +1 @@\n+pushed',
    })
    const push = github.requests.findLast(({ operation }) => operation === 'git-receive-pack rpc')
    expect(push).toMatchObject({ login: 'pusher', write: true, status: 200 })
    await client.remove()
  })
})

describe('references', () => {
  it('reads a branch whose name has slashes, and lists by prefix', async () => {
    const sha = await makeBranch('feature/one/deep')
    await makeBranch('feature/two')
    const one = await asPerson('GET', `${ENV}/git/ref/heads/feature/one/deep`)
    expect(one.body).toMatchObject({ ref: 'refs/heads/feature/one/deep', object: { type: 'commit', sha } })
    const encoded = await asPerson('GET', `${ENV}/git/ref/heads%2Ffeature%2Ftwo`)
    expect(pick(encoded, 'ref')).toBe('refs/heads/feature/two')
    const list = await asPerson('GET', `${ENV}/git/matching-refs/heads/feature/`)
    expect([pick(list, 0, 'ref'), pick(list, 1, 'ref'), pick(list, 2)]).toEqual([
      'refs/heads/feature/one/deep',
      'refs/heads/feature/two',
      undefined,
    ])
    expect((await asPerson('GET', `${ENV}/git/ref/heads/feature`)).status).toBe(404)
  })

  it.each([
    ['POST', '/git/refs', { ref: 'refs/heads/main' }, 422, 'Reference already exists'],
    ['POST', '/git/refs', { ref: 'heads/new' }, 422, "Reference name must start with 'refs/'."],
    ['POST', '/git/refs', { ref: 'refs/heads/a..b' }, 422, 'refs/heads/a..b is not a valid ref name.'],
    ['PATCH', '/git/refs/heads/missing', {}, 422, 'Reference does not exist'],
    ['PATCH', '/git/refs/refs/heads/main', {}, 422, 'Reference does not exist'],
    ['DELETE', '/git/refs/heads/missing', undefined, 422, 'Reference does not exist'],
  ])('%s %s %j answers %i', async (method, path, body, status, message) => {
    const sha = await head()
    const reply = await asApp(method, ENV + path, body === undefined ? undefined : { sha, ...body })
    expect(reply.status).toBe(status)
    expect(reply.body).toMatchObject({
      message,
      status: String(status),
      documentation_url: expect.stringMatching(/^https:\/\/docs\.github\.com\/rest/),
    })
  })

  it('answers 500 without a body to a sha nobody knows', async () => {
    const reply = await asApp('POST', `${ENV}/git/refs`, { ref: 'refs/heads/ghost', sha: 'a'.repeat(40) })
    expect([reply.status, reply.body]).toEqual([500, undefined])
  })

  it('refuses an update that is not a fast-forward unless forced', async () => {
    const parent = await makeBranch('forked')
    const ours = await makeCommit(asApp, parent, 'ours.txt', 'ours\n')
    const theirs = await makeCommit(asApp, parent, 'theirs.txt', 'theirs\n')
    expect((await asApp('PATCH', `${ENV}/git/refs/heads/forked`, { sha: theirs })).status).toBe(200)
    const refused = await asApp('PATCH', `${ENV}/git/refs/heads/forked`, { sha: ours, force: false })
    expect([refused.status, pick(refused, 'message')]).toEqual([422, 'Update is not a fast forward'])
    expect(await head('forked')).toBe(theirs)
    expect((await asApp('PATCH', `${ENV}/git/refs/heads/forked`, { sha: ours, force: true })).status).toBe(
      200,
    )
    expect(await head('forked')).toBe(ours)
  })

  it('lets exactly one of many writers with the same parent win', async () => {
    const parent = await makeBranch('contended')
    const shas = await Promise.all(
      Array.from({ length: 8 }, (_, index) => makeCommit(asApp, parent, `w${index}.txt`, `${index}\n`)),
    )
    const replies = await Promise.all(
      shas.map((sha) => asApp('PATCH', `${ENV}/git/refs/heads/contended`, { sha, force: false })),
    )
    expect(replies.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 7 }, () => 422)])
    const winner = shas[replies.findIndex(({ status }) => status === 200)]
    expect(await head('contended')).toBe(winner)
  })

  it('deletes a branch', async () => {
    await makeBranch('short-lived')
    expect((await asApp('DELETE', `${ENV}/git/refs/heads/short-lived`)).status).toBe(204)
    expect((await asApp('GET', `${ENV}/git/ref/heads/short-lived`)).status).toBe(404)
  })
})

describe('trees and blobs', () => {
  it('lists a tree with its directories, recursively or not', async () => {
    const flat = await asPerson('GET', `${ENV}/git/trees/main`)
    const deep = await asPerson('GET', `${ENV}/git/trees/main?recursive=1`)
    const paths = (reply: typeof flat): unknown =>
      (pick(reply, 'tree') as { path: string; mode: string; type: string }[]).map(
        ({ path, mode, type }) => `${mode} ${type} ${path}`,
      )
    expect(paths(flat)).toEqual(['100644 blob README.md', '040000 tree apps'])
    expect(paths(deep)).toEqual([
      '100644 blob README.md',
      '040000 tree apps',
      '040000 tree apps/api',
      '100755 blob apps/api/run.sh',
      '100644 blob apps/api/values.yaml',
      '120000 blob apps/link',
    ])
    expect(pick(deep, 'truncated')).toBe(false)
  })

  it.each([
    [{ path: '/abs', mode: '100644', content: 'x' }, 'tree.path cannot start with a slash'],
    [{ path: 'a/../b', mode: '100644', content: 'x' }, 'tree.path contains a malformed path component'],
    [
      { path: 'a/.GIT/config', mode: '100644', content: 'x' },
      'tree.path contains a malformed path component',
    ],
    [{ path: 'missing', mode: '100644', sha: null }, 'GitRPC::BadObjectState'],
    [{ path: 'a', mode: '100644', sha: 'b'.repeat(40) }, `tree.sha ${'b'.repeat(40)} is not a valid blob`],
    [{ path: 'a', content: 'x' }, 'Must supply a valid tree.mode'],
  ])('refuses %j', async (entry, message) => {
    const reply = await asApp('POST', `${ENV}/git/trees`, { base_tree: await head(), tree: [entry] })
    expect([reply.status, pick(reply, 'message')]).toEqual([422, message])
  })

  it('grafts a directory that is a tree already', async () => {
    const base = await head()
    const source = await bare.findEntry(base, 'apps/api')
    const tree = await asApp('POST', `${ENV}/git/trees`, {
      base_tree: base,
      tree: [{ path: 'copy/of/api', mode: '040000', type: 'tree', sha: source?.oid }],
    })
    const copied = await bare.findEntry(pickText(tree, 'sha'), 'copy/of/api')
    expect(copied?.oid).toBe(source?.oid)
  })

  it('gives a blob back byte by byte', async () => {
    const bytes = Buffer.from([0, 255, 13, 10, 128, 10])
    const made = await asApp('POST', `${ENV}/git/blobs`, {
      content: bytes.toString('base64'),
      encoding: 'base64',
    })
    const url = `${ENV}/git/blobs/${pickText(made, 'sha')}`
    const read = await asPerson('GET', url)
    expect(Buffer.from(pickText(read, 'content'), 'base64').equals(bytes)).toBe(true)
    const raw = await fetch(github.apiUrl + url, {
      headers: { accept: 'application/vnd.github.raw', 'user-agent': 'test' },
    })
    expect(Buffer.from(await raw.arrayBuffer()).equals(bytes)).toBe(true)
    const bad = await asApp('POST', `${ENV}/git/blobs`, { content: '!!', encoding: 'base64' })
    expect([bad.status, pick(bad, 'message')]).toEqual([422, 'content is not valid Base64'])
    expect((await asPerson('GET', `${ENV}/git/blobs/${'c'.repeat(40)}`)).status).toBe(404)
  })

  it.each([
    [{ tree: 'd'.repeat(40), parents: [] }, 'Tree SHA does not exist'],
    [{ parents: ['e'.repeat(40)] }, 'Parent SHA does not exist or is not a commit object'],
  ])('refuses a commit of %j', async (body, message) => {
    const tree = pickText(await asApp('GET', `${ENV}/git/trees/main`), 'sha')
    const reply = await asApp('POST', `${ENV}/git/commits`, { message: 'x', tree, ...body })
    expect([reply.status, pick(reply, 'message')]).toEqual([422, message])
  })
})
