import { afterAll, beforeAll, describe, expect, it } from '@jest/globals'

import { type BareRepository, type GitHub, startGitHub } from '@gitops-actions/sandbox'

import { cloneRepository } from './git-client.ts'
import { createRestClient, pick, type RestClient } from './rest-client.ts'

const ENV = '/repos/acme/env'
const AUTHOR = { name: 'Octo', email: 'octo@example.com', date: new Date('2026-02-03T04:05:06Z') }
let github: GitHub
let bare: BareRepository
let client: RestClient

beforeAll(async () => {
  github = await startGitHub()
  bare = await github.createRepository('acme/env', {
    files: { 'a.txt': 'one\ntwo\nthree\n', 'dir/b.txt': 'b\n' },
  })
  client = createRestClient(github, github.createToken({ login: 'octo' }))
})

// Fails when a request or an answer departed from GitHub's description.
afterAll(() => github.close())

/** Puts commits on a branch that starts at `from`; each writes one file. */
async function grow(
  branch: string,
  from: string,
  files: [string, string][],
  git: BareRepository = bare,
): Promise<string> {
  let head = from
  for (const [path, content] of files) {
    const tree = await git.writeTree(head, [{ path, content }])
    head = (await git.writeCommit({ tree, parents: [head], message: `Write ${path}`, author: AUTHOR })).oid
  }
  const before = (await git.readRef(`refs/heads/${branch}`))?.oid ?? '0'.repeat(40)
  await git.updateRef(`refs/heads/${branch}`, head, before)
  return head
}

async function start(): Promise<string> {
  return (await bare.resolve('refs/heads/main')) ?? ''
}

describe('the repository', () => {
  it('is described in full', async () => {
    const reply = await client('GET', ENV)
    expect(reply.body).toMatchObject({
      full_name: 'acme/env',
      private: false,
      default_branch: 'main',
      fork: false,
      clone_url: github.cloneUrl('acme/env'),
      owner: { login: 'acme', type: 'Organization' },
      permissions: { push: true, pull: true },
    })
    expect((await client('GET', '/repos/ACME/Env')).status).toBe(200)
  })

  it('names its fork parent', async () => {
    await github.createRepository('octo/env', { parent: 'acme/env' })
    const reply = await client('GET', '/repos/octo/env')
    expect([pick(reply, 'fork'), pick(reply, 'parent', 'full_name')]).toEqual([true, 'acme/env'])
  })

  it('is found under its old name by a redirect, and by git', async () => {
    await github.createRepository('acme/old', { files: { 'a.txt': 'a\n' } })
    github.renameRepository('acme/old', 'acme/new')
    const url = `${github.apiUrl}/repos/acme/old/branches?per_page=5`
    const headers = { 'user-agent': 'test' }
    const moved = await fetch(url, { headers, redirect: 'manual' })
    expect(moved.status).toBe(301)
    expect(moved.headers.get('location')).toMatch(/\/api\/v3\/repositories\/\d+\/branches\?per_page=5$/)
    expect(await (await fetch(url, { headers })).json()).toHaveLength(1)
    const body = { ref: 'refs/heads/x', sha: await github.repository('acme/new').resolve('refs/heads/main') }
    const token = github.createToken({ login: 'octo' }).token
    const write = await fetch(`${github.apiUrl}/repos/acme/old/git/refs`, {
      method: 'POST',
      headers: { ...headers, authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
      redirect: 'manual',
    })
    expect(write.status).toBe(307)
    expect(await github.repository('acme/new').resolve('refs/heads/x')).toBeUndefined()
    const git = await cloneRepository(github.cloneUrl('acme/old'))
    expect(git.cloned.code).toBe(0)
    await git.remove()
  })

  it('tells collaborators from others', async () => {
    github.describe('acme/env').collaborators.add('Reviewer')
    expect((await client('GET', `${ENV}/collaborators/reviewer`)).status).toBe(204)
    expect((await client('GET', `${ENV}/collaborators/stranger`)).status).toBe(404)
  })
})

describe('branches', () => {
  it('shows a branch and lists all, page by page', async () => {
    const two = '/repos/acme/two-branches'
    const git = await github.createRepository('acme/two-branches', { files: { 'a.txt': 'a\n' } })
    const main = (await git.resolve('main')) ?? ''
    const sha = await grow('release/1.0', main, [['r.txt', 'r\n']], git)
    const reply = await client('GET', `${two}/branches/release/1.0`)
    expect(reply.body).toMatchObject({
      name: 'release/1.0',
      protected: false,
      commit: { sha, commit: { message: 'Write r.txt' } },
    })
    const missing = await client('GET', `${two}/branches/nowhere`)
    expect([missing.status, pick(missing, 'message')]).toEqual([404, 'Branch not found'])
    const first = await client('GET', `${two}/branches?per_page=1`)
    expect(pick(first, 0, 'name')).toBe('main')
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.get('link') ?? '')?.[1] ?? ''
    const second = await client('GET', next.slice(github.apiUrl.length))
    expect(pick(second, 0, 'name')).toBe('release/1.0')
    expect(second.headers.get('link')).toContain('rel="prev"')
    expect(second.headers.get('link')).not.toContain('rel="next"')
  })

  it('lists the rules of a branch', async () => {
    await grow('release/2.0', await start(), [['r.txt', 'r\n']])
    github.describe('acme/env').rulesets.set(1, {
      id: 1,
      name: 'releases',
      enforcement: 'active',
      branches: ['release/*'],
      rules: [{ type: 'non_fast_forward' }, { type: 'deletion' }],
      bypass: [],
    })
    const reply = await client('GET', `${ENV}/rules/branches/release/2.0`)
    expect([pick(reply, 0, 'type'), pick(reply, 1, 'type'), pick(reply, 0, 'ruleset_id')]).toEqual([
      'non_fast_forward',
      'deletion',
      1,
    ])
    expect((await client('GET', `${ENV}/rules/branches/main`)).body).toEqual([])
    expect(pick(await client('GET', `${ENV}/branches/release/2.0`), 'protected')).toBe(true)
  })
})

describe('commits', () => {
  it('lists newest first, of a branch, of a path, page by page', async () => {
    await grow('log', await start(), [
      ['x.txt', '1\n'],
      ['y.txt', '1\n'],
      ['x.txt', '2\n'],
    ])
    const all = await client('GET', `${ENV}/commits?sha=log`)
    expect([0, 1, 2, 3].map((index) => pick(all, index, 'commit', 'message'))).toEqual([
      'Write x.txt',
      'Write y.txt',
      'Write x.txt',
      'Begin',
    ])
    const ofPath = await client('GET', `${ENV}/commits?sha=log&path=x.txt`)
    expect(ofPath.body).toHaveLength(2)
    const page = await client('GET', `${ENV}/commits?sha=log&per_page=2&page=2`)
    expect(page.body).toHaveLength(2)
    expect((await client('GET', `${ENV}/commits?sha=nowhere`)).status).toBe(404)
    const nobody = await client('GET', `${ENV}/commits?sha=log&author=stranger@example.com`)
    expect(nobody.body).toEqual([])
  })

  it('shows one commit by branch, by sha and by its beginning', async () => {
    const sha = await grow('one', await start(), [['a.txt', 'one\n2\nthree\n']])
    for (const name of ['one', 'heads/one', sha, sha.slice(0, 8)]) {
      const reply = await client('GET', `${ENV}/commits/${name}`)
      expect([reply.status, pick(reply, 'sha')]).toEqual([200, sha])
    }
    const reply = await client('GET', `${ENV}/commits/${sha}`)
    expect(reply.body).toMatchObject({
      stats: { additions: 1, deletions: 1, total: 2 },
      files: [{ filename: 'a.txt', status: 'modified', patch: '@@ -1,3 +1,3 @@\n one\n-two\n+2\n three' }],
    })
    const plain = await client('GET', `${ENV}/commits/one`, undefined, {
      accept: 'application/vnd.github.sha',
    })
    expect(plain.body).toBe(sha)
    const missing = await client('GET', `${ENV}/commits/nowhere`)
    expect([missing.status, pick(missing, 'message')]).toEqual([422, 'No commit found for SHA: nowhere'])
  })

  it('takes no revision expression for a name', async () => {
    await grow('expr', await start(), [['e.txt', 'e\n']])
    for (const name of ['expr~1', 'expr^', 'expr@{0}', ':/Begin']) {
      expect((await client('GET', `${ENV}/commits/${encodeURIComponent(name)}`)).status).toBe(422)
    }
  })
})

describe('compare', () => {
  it('tells ahead, behind, identical and diverged apart', async () => {
    const from = await start()
    await grow('left', from, [['left.txt', 'l\n']])
    await grow('right', from, [
      ['right.txt', 'r\n'],
      ['right.txt', 'rr\n'],
    ])
    const compare = async (basehead: string): Promise<unknown[]> => {
      const reply = await client('GET', `${ENV}/compare/${basehead}`)
      return ['status', 'ahead_by', 'behind_by', 'total_commits'].map((name) => pick(reply, name))
    }
    expect(await compare('main...right')).toEqual(['ahead', 2, 0, 2])
    expect(await compare('right...main')).toEqual(['behind', 0, 2, 0])
    expect(await compare('left...right')).toEqual(['diverged', 2, 1, 2])
    expect(await compare('acme:left...left')).toEqual(['identical', 0, 0, 0])
    const diverged = await client('GET', `${ENV}/compare/left...right`)
    expect(pick(diverged, 'merge_base_commit', 'sha')).toBe(from)
    expect(pick(diverged, 'files')).toMatchObject([{ filename: 'right.txt', status: 'added', additions: 1 }])
  })

  it('finds renames', async () => {
    const from = await start()
    const content = (await bare.readFile(from, 'a.txt')) ?? Buffer.alloc(0)
    const tree = await bare.writeTree(from, [
      { path: 'a.txt', delete: true },
      { path: 'moved/a.txt', content },
    ])
    const commit = await bare.writeCommit({ tree, parents: [from], message: 'Move', author: AUTHOR })
    const reply = await client('GET', `${ENV}/compare/${from}...${commit.oid}`)
    expect(pick(reply, 'files')).toMatchObject([
      { filename: 'moved/a.txt', previous_filename: 'a.txt', status: 'renamed', changes: 0 },
    ])
  })

  it('answers 404 to what it does not know and to unrelated histories', async () => {
    expect((await client('GET', `${ENV}/compare/main...nowhere`)).status).toBe(404)
    expect((await client('GET', `${ENV}/compare/main`)).status).toBe(404)
    const tree = await bare.writeTree(undefined, [{ path: 'z', content: 'z' }])
    const orphan = await bare.writeCommit({ tree, parents: [], message: 'Alone', author: AUTHOR })
    const reply = await client('GET', `${ENV}/compare/main...${orphan.oid}`)
    expect([reply.status, pick(reply, 'message')]).toEqual([
      404,
      `No common ancestor between main and ${orphan.oid}.`,
    ])
  })

  it('stops at 250 commits and 300 files, and pages from the oldest', async () => {
    const from = await start()
    const files = Array.from({ length: 301 }, (_, index) => ({
      path: `many/${index}.txt`,
      content: `${index}\n`,
    }))
    const tree = await bare.writeTree(from, files)
    let head = (await bare.writeCommit({ tree, parents: [from], message: 'Many', author: AUTHOR })).oid
    for (let index = 0; index < 251; index++) {
      head = (await bare.writeCommit({ tree, parents: [head], message: `Step ${index}`, author: AUTHOR })).oid
    }
    const whole = await client('GET', `${ENV}/compare/${from}...${head}`)
    expect(pick(whole, 'total_commits')).toBe(252)
    expect(pick(whole, 'commits')).toHaveLength(250)
    expect(pick(whole, 'commits', 249, 'sha')).toBe(head)
    expect(pick(whole, 'files')).toHaveLength(300)
    const page = await client('GET', `${ENV}/compare/${from}...${head}?per_page=100&page=3`)
    expect(pick(page, 'commits')).toHaveLength(52)
    expect(pick(page, 'files')).toEqual([])
  })
})
